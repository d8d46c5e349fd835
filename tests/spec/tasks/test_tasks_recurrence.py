"""W9: when schedules are due: after equal times, or by the clock of a time zone."""

import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from wireworks.tasks import Cron, Every, TaskError

BERLIN = ZoneInfo("Europe/Berlin")
"""Clocks went from 2:00 to 3:00 on 2026-03-29, and from 3:00 to 2:00 on 2026-10-25, at 1:00 UTC both."""


def due(cron: Cron, moment: datetime, times: int) -> list[str]:
    """Return when it is due next, as UTC."""
    moments: list[str] = []
    for _ in range(times):
        moment = cron.after(moment)
        assert moment.tzinfo is UTC
        moments.append(f"{moment:%d %H:%M}")
    return moments


@pytest.mark.parametrize("interval", [90, timedelta(minutes=1, seconds=30)])
def test_every_counts_from_when_it_was_due(interval: float | timedelta) -> None:
    """W9."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert Every(interval).after(moment) == moment + timedelta(seconds=90)
    assert repr(Every(interval)) == "Every(90.0)"


@pytest.mark.parametrize("interval", [0, -1, float("nan"), float("inf"), timedelta(0)])
def test_an_interval_is_more_than_nothing(interval: float | timedelta) -> None:
    """W9."""
    with pytest.raises(TaskError, match="makes no sense"):
        Every(interval)


def test_cron_is_utc_unless_a_time_zone_is_given() -> None:
    """W9: and so is a moment without one. What is due now is not due next."""
    assert due(Cron("0 3 * * *"), datetime(2026, 1, 1, 3), 2) == ["02 03:00", "03 03:00"]  # noqa: DTZ001 - see above
    assert due(Cron("*/20 3 1 * *"), datetime(2026, 1, 1, tzinfo=UTC), 3) == ["01 03:00", "01 03:20", "01 03:40"]
    assert due(Cron("0 3 * * mon"), datetime(2026, 1, 1, tzinfo=UTC), 2) == ["05 03:00", "12 03:00"]
    assert repr(Cron("0 3 * * *")) == "Cron('0 3 * * *', timezone='UTC')"


@pytest.mark.parametrize("timezone", ["Europe/Berlin", BERLIN])
def test_a_time_zone_is_a_name_or_an_object(timezone: str | ZoneInfo) -> None:
    """W9: winter and summer."""
    night = Cron("30 3 * * *", timezone=timezone)
    assert due(night, datetime(2026, 1, 1, tzinfo=UTC), 1) == ["01 02:30"]
    assert due(night, datetime(2026, 7, 1, tzinfo=UTC), 1) == ["01 01:30"]


def test_a_time_that_is_missing_as_clocks_go_forward_is_made_up_for() -> None:
    """W9: 2:30 does not exist on the 29th; 3:00 follows 1:59."""
    assert due(Cron("30 2 * * *", timezone=BERLIN), datetime(2026, 3, 28, tzinfo=UTC), 3) == [
        "28 01:30", "29 01:00", "30 00:30",
    ]  # fmt: skip


def test_a_time_that_comes_twice_as_clocks_go_back_is_due_once() -> None:
    """W9: 2:30 is 0:30 and 1:30 UTC on the 25th."""
    night = Cron("30 2 * * *", timezone=BERLIN)
    assert due(night, datetime(2026, 10, 24, 12, tzinfo=UTC), 2) == ["25 00:30", "26 01:30"]
    assert due(night, datetime(2026, 10, 25, 1, 10, tzinfo=UTC), 1) == ["26 01:30"]


def test_what_recurs_each_hour_goes_on_as_clocks_change() -> None:
    """W9: an hour is an hour."""
    hourly = Cron("15 * * * *", timezone=BERLIN)
    for day in (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)):
        moments = [day]
        for _ in range(8):
            moments.append(hourly.after(moments[-1]))
        assert {later - earlier for earlier, later in pairwise(moments[1:])} == {timedelta(hours=1)}


@pytest.mark.parametrize("line", ["", "* * * *", "60 * * * *", "0 0 30 2 *", "0 3 * * someday", "0 0 */31 * MON#2"])
def test_a_line_that_is_never_due_is_refused(line: str) -> None:
    """W9: it cannot be read, or no day is like that."""
    with pytest.raises(TaskError, match="is never due"):
        Cron(line)


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    """W9."""
    for name in ("Europe/Atlantis", "../etc", ""):
        with pytest.raises(TaskError, match="no time zone"):
            Cron("0 3 * * *", timezone=name)


def test_what_reads_lines_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """W9: and it is said how to get it."""
    monkeypatch.setitem(sys.modules, "cronsim", None)
    with pytest.raises(TaskError, match=r"wireworks\[cron\]"):
        Cron("0 3 * * *")
    assert Every(1)
