"""When something recurs: after equal times, or as a clock on the wall of some place shows it (W9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from math import isfinite
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from wireworks.tasks._errors import TaskError

_ANY_START: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Every:
    """Recur after equal times, counted from the start of the application.

    Args:
        interval: seconds or ``timedelta``, more than 0.

    Raises:
        TaskError: the interval is no time.

    Example:
        >>> Every(timedelta(minutes=5))
        Every(300.0)

    Source: W9.
    """

    __slots__ = ("seconds",)

    def __init__(self, interval: float | timedelta) -> None:
        self.seconds = float(interval.total_seconds() if isinstance(interval, timedelta) else interval)
        if not (isfinite(self.seconds) and self.seconds > 0):
            raise TaskError(
                f"`Every({interval!r})` makes no sense: nothing recurs like that.",
                fix="pass seconds or a `timedelta`, more than 0.",
                see="tasks",
            )

    def __repr__(self) -> str:
        return f"Every({self.seconds})"

    def after(self, moment: datetime) -> datetime:
        """Return when it is due after it was due at ``moment``."""
        return moment + timedelta(seconds=self.seconds)


class Cron:
    """Recur as a line of a crontab says, by the clock of a time zone.

    Where clocks are put forward, what falls into the hour that is missing is due when that is over; where they are put
    back, a certain time comes once, and what recurs each hour or more often goes on in both hours: as Debian's cron.

    Args:
        line: minute, hour, day of the month, month, day of the week; with six fields, the first is the second.
        timezone: a name such as ``"Europe/Berlin"``, or a ``tzinfo``.

    Raises:
        TaskError: the line or the time zone cannot be read, the line is never due, or ``cronsim``, which reads it, is
            not installed.

    Example:
        >>> night = Cron("0 3 * * *", timezone="Europe/Berlin")
        >>> night.after(datetime(2026, 7, 1, tzinfo=UTC)).isoformat()
        '2026-07-01T01:00:00+00:00'

    Source: W9.
    """

    __slots__ = ("_read", "line", "timezone")

    def __init__(self, line: str, *, timezone: str | tzinfo = UTC) -> None:
        self.line = line
        self.timezone = _zone(timezone) if isinstance(timezone, str) else timezone
        self._read = _reader()
        try:
            due = next(self._read(line, _ANY_START), None)
        except ValueError as trouble:
            raise _unread(line, str(trouble)) from None
        if due is None:
            raise _unread(line, "no day is like that")

    def __repr__(self) -> str:
        return f"Cron({self.line!r}, timezone={str(self.timezone)!r})"

    def after(self, moment: datetime) -> datetime:
        """Return when it is due next after ``moment``, in UTC; a moment without a time zone is UTC."""
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        # In the hour that comes twice, the first that it finds may have been an hour ago.
        moments = (each.astimezone(UTC) for each in self._read(self.line, aware.astimezone(self.timezone)))
        return next(each for each in moments if each > aware)


Recurrence: TypeAlias = Every | Cron


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise TaskError(
            f"There is no time zone `{name}`.",
            fix='name it as the IANA does, such as "Europe/Berlin"; where the system knows none, install `tzdata`.',
            see="tasks",
        ) from None


def _reader() -> Callable[[str, datetime], Iterator[datetime]]:
    try:
        library = import_module("cronsim")
    except ImportError as error:
        raise TaskError(
            "`Cron(...)` needs `cronsim`, which is not installed.",
            fix="`pip install wireworks[cron]`; `Every(...)` needs nothing.",
            see="tasks",
        ) from error

    def read(line: str, moment: datetime) -> Iterator[datetime]:
        try:
            moments: Iterator[datetime] = library.CronSim(line, moment)
        except library.CronSimError as trouble:
            raise ValueError(str(trouble)) from None
        return moments

    return read


def _unread(line: str, why: str) -> TaskError:
    return TaskError(
        f"`Cron({line!r})` is never due: {why}.",
        fix="write five fields, minute, hour, day of the month, month, day of the week: `0 3 * * *` is 3:00 each day.",
        see="tasks",
    )
