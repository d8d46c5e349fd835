"""Caches beside each other: what is counted, and how it is drawn."""

from __future__ import annotations

from bench import cache, soak
from bench.soak import AFTER, Outages


def test_table_has_a_row_for_each_figure_and_a_column_for_each_cache() -> None:
    found = {"stampede": {"wireworks": {"makings": 1.0, "failed": 0.0}, "cashews": {"makings": 4.0}}}

    [heads, _, makings, failed] = cache.table(found).splitlines()

    assert heads.split() == ["|", "|", "wireworks", "|", "cashews", "|"]
    assert makings.split() == ["|", "stampede:", "makings", "|", "1", "|", "4", "|"]
    assert failed.split() == ["|", "stampede:", "failed", "|", "0", "|", "-", "|"]


def test_value_that_was_made_again_before_its_time_is_counted() -> None:
    makings = [("a", 0.0), ("b", 0.2), ("a", 0.5), ("a", 2.0)]

    assert soak.repeated(makings, Outages()) == 1


def test_value_may_be_made_again_when_the_server_was_away() -> None:
    outages = Outages([(10.0, 11.0)])

    assert soak.repeated([("a", 9.5), ("a", 10.1)], outages) == 0
    assert soak.repeated([("a", 11.2), ("a", 11.2 + AFTER)], outages) == 0
    assert soak.repeated([("a", 5.0), ("a", 5.5)], outages) == 1


def test_process_that_ended_early_is_a_fault() -> None:
    counted = soak.counted([{"calls": 3, "longest": 0.5}, {}], Outages())

    assert counted["calls"] == 3
    assert counted["processes that ended early"] == 1
    assert counted["longest answer, ms"] == 500
