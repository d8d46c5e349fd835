"""C2: the memory of the embedded store is bounded, and safe among threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.cache.conftest import Clock
from wireworks.cache._entries import Entries


def entries(clock: Clock, *, max_entries: int = 10, max_bytes: int = 1_000) -> Entries:
    return Entries(max_entries=max_entries, max_bytes=max_bytes, clock=clock)


@pytest.mark.parametrize("bounds", [(0, 1), (1, 0), (-1, -1)])
def test_bound_that_leaves_no_room_is_an_error(clock: Clock, bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="Expected room for at least one entry"):
        entries(clock, max_entries=bounds[0], max_bytes=bounds[1])


def test_least_recently_used_entry_goes_first(clock: Clock) -> None:
    kept = entries(clock, max_entries=3)
    for key in (b"a", b"b", b"c"):
        kept.put(key, b"", None)
    kept.get(b"a")
    kept.put(b"b", b"new", None)

    kept.put(b"d", b"", None)

    assert kept.present() == [b"a", b"b", b"d"]


def test_expired_entry_goes_before_one_that_is_not(clock: Clock) -> None:
    kept = entries(clock, max_entries=3)
    for key, ttl in ((b"a", 9_000), (b"b", 1_000), (b"c", 9_000)):
        kept.put(key, b"", ttl)
    clock.now += 1

    kept.put(b"d", b"", 9_000)

    assert kept.present() == [b"a", b"c", b"d"]


def test_entry_that_was_kept_longer_does_not_go_at_its_old_end(clock: Clock) -> None:
    kept = entries(clock)
    kept.put(b"a", b"", 1_000)
    kept.touch(b"a", 9_000)
    kept.put(b"b", b"", 1_000)
    kept.remove(b"b")
    clock.now += 1

    kept.put(b"c", b"", 9_000)

    assert kept.present() == [b"a", b"c"]


def test_keys_and_values_together_are_bounded(clock: Clock) -> None:
    kept = entries(clock, max_bytes=10)
    kept.put(b"a", b"1234", None)
    kept.put(b"b", b"1234", None)

    kept.put(b"c", b"1", None)

    assert kept.present() == [b"b", b"c"]


def test_what_is_too_big_alone_is_not_kept_and_costs_nobody_else_their_place(clock: Clock) -> None:
    kept = entries(clock, max_bytes=10)
    kept.put(b"a", b"1", None)
    kept.put(b"b", b"1", None)

    kept.put(b"b", b"1234567890", None)

    assert kept.present() == [b"a"]


def test_removed_and_replaced_entries_give_back_their_room(clock: Clock) -> None:
    kept = entries(clock, max_bytes=10)
    for _ in range(10):
        kept.put(b"a", b"12345678", 1_000)
        kept.put(b"b", b"1", 1_000)
        kept.put(b"a", b"1", None)
        assert kept.present() == [b"b", b"a"]
        kept.remove(b"a")
        clock.now += 1
        assert kept.get(b"b") is None


def test_ends_of_replaced_entries_do_not_pile_up(clock: Clock) -> None:
    kept = entries(clock)
    kept.put(b"endless", b"", None)
    for _ in range(10_000):
        kept.put(b"a", b"", 60_000)

    assert len(kept._ends) < 100  # noqa: SLF001 - it grows unseen
    assert kept.ttl(b"a") == 60_000


def test_replaced_value_keeps_its_end(clock: Clock) -> None:
    kept = entries(clock)
    kept.put(b"a", b"1", 5_000)
    kept.replace(b"a", b"2")
    kept.replace(b"b", b"3")

    assert (kept.get(b"a"), kept.ttl(b"a"), kept.ttl(b"b")) == (b"2", 5_000, -1)


def test_threads_do_not_get_in_each_others_way(clock: Clock) -> None:
    kept = entries(clock, max_entries=50, max_bytes=2_000)
    start = threading.Barrier(4)

    def work(worker: int) -> None:
        start.wait()
        for number in range(5_000):
            key = str((number * 7 + worker) % 100).encode()
            kept.put(key, key * 3, 1 + number % 50)
            kept.get(key)
            kept.touch(key, 60_000)
            kept.remove(key)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))

    assert (kept.present(), kept._bytes) == ([], 0)  # noqa: SLF001 - it drifts unseen


def test_child_process_gets_a_copy_unless_it_was_being_changed(clock: Clock) -> None:
    kept = entries(clock)
    kept.put(b"a", b"1", None)
    kept.rearm()
    assert kept.get(b"a") == b"1"

    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with kept.lock:
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    kept.rearm()
    done.set()
    holder.join(10)

    assert kept.present() == []
