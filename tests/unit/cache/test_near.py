"""C10: the first level keeps what is used, within its bounds, and forgets what changes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from tests.unit.cache.conftest import Clock
from wireworks.cache import FirstLevel
from wireworks.cache._near import ABSENT, Drawer, Entry, Level
from wireworks.cache._tally import Tally


class Shelves:
    """A level with a drawer, outside of an event loop but for `take`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, **bounds: int) -> None:
        self.clock = Clock()
        self.tally = Tally()
        self.stats = self.tally.stats
        self.loop = loop
        self.level = Level(FirstLevel(**bounds), loop, self.clock)
        self.drawer = self.level.drawer("kind", bytes.decode, self.tally)

    def entry(self, key: str, payload: str = "1", *needs: str) -> Entry:
        entry = Entry(key.encode(), self.drawer, payload.encode())
        entry.name = key
        entry.end = self.clock() + 10
        entry.needs = tuple(need.encode() for need in needs)
        return entry

    def put(self, key: str, payload: str = "1", *needs: str) -> None:
        token = self.level.begin(key.encode())
        self.level.put(self.entry(key, payload, *needs), token)
        self.level.end(key.encode(), token)

    def has(self, *keys: str) -> list[bool]:
        """Look without using."""
        return [key in self.drawer for key in keys]

    def use(self, key: str) -> None:
        assert self.level.find(key.encode(), self.drawer) is not None

    def take(self, key: str) -> object:
        async def take() -> object:
            return self.drawer.take(key)

        return self.loop.run_until_complete(take())


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def few(loop: asyncio.AbstractEventLoop) -> Shelves:
    """Room for three."""
    return Shelves(loop, max_entries=3)


@pytest.mark.parametrize("bounds", [{"max_entries": 0}, {"max_bytes": 0}], ids=["entries", "bytes"])
def test_bounds_leave_room(bounds: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="Expected room for at least one value"):
        FirstLevel(**bounds)


def test_what_was_not_used_goes_first_and_the_oldest_of_it(few: Shelves) -> None:
    """SIEVE: new ones that nobody asks for again do not drive out what is used."""
    for key in "abc":
        few.put(key)
    few.use("a")
    few.put("d")

    assert few.has(*"abcd") == [True, False, True, True]
    few.put("e")
    assert few.has(*"acde") == [True, False, True, True]


def test_what_is_used_is_spared_once_each_round(few: Shelves) -> None:
    for key in "abc":
        few.put(key)
        few.use(key)
    few.put("d")

    assert few.has(*"abcd") == [False, True, True, True]
    few.put("e")
    assert few.has(*"bcde") == [False, True, True, True]


def test_a_scan_does_not_drive_out_what_is_used(loop: asyncio.AbstractEventLoop) -> None:
    many = Shelves(loop, max_entries=100)
    for number in range(50):
        many.put(f"hot{number}")
    for number in range(1_000):
        many.put(f"cold{number}")
        for hot in range(50):
            many.use(f"hot{hot}")

    assert all(many.has(*(f"hot{number}" for number in range(50))))
    assert len(many.drawer) == 100


def test_bytes_of_keys_and_values_are_bounded(loop: asyncio.AbstractEventLoop) -> None:
    shelves = Shelves(loop, max_bytes=20)
    for key in "abc":
        shelves.put(key, "123456")
    assert shelves.has(*"abc") == [False, True, True]

    shelves.put("d", "x" * 20)
    assert shelves.has(*"bcd") == [True, True, False]
    shelves.put("b", "x" * 20)
    assert shelves.has(*"bc") == [False, True]
    shelves.put("e", "x" * 12)
    assert shelves.has(*"ce") == [True, True]


def test_key_that_changes_is_forgotten(few: Shelves) -> None:
    few.put("a")
    few.level.changed(b"a")
    few.level.changed(b"never seen")

    assert few.has("a") == [False]
    assert few.level.find(b"a", few.drawer) is None


def test_what_belongs_to_a_generation_ends_with_it(few: Shelves) -> None:
    few.put("a", "1", "gen", "tag")
    few.put("b", "1", "gen")
    few.put("c")
    few.level.changed(b"tag")
    assert few.has(*"abc") == [False, True, True]

    few.level.changed(b"gen")
    assert few.has(*"abc") == [False, False, True]


def test_what_changes_while_it_is_read_is_not_kept(few: Shelves) -> None:
    token = few.level.begin(b"a")
    few.level.changed(b"a")
    few.level.put(few.entry("a"), token)
    assert few.has("a") == [False]

    again = few.level.begin(b"a")
    few.level.put(few.entry("a"), token)
    assert few.has("a") == [False]
    few.level.end(b"a", token)
    few.level.put(few.entry("a"), again)
    assert few.has("a") == [True]


@pytest.mark.parametrize("forgetting", ["lost", "drop"])
def test_what_is_read_while_changes_are_not_heard_of_is_not_kept(few: Shelves, forgetting: str) -> None:
    token = few.level.begin(b"a")
    few.level.lost() if forgetting == "lost" else few.level.drop(lambda key: key == b"a")
    few.level.put(few.entry("a"), token)

    assert few.has("a") == [False]


def test_what_is_dropped_is_what_the_test_accepts(few: Shelves) -> None:
    few.put("a")
    few.put("b")
    few.level.drop(lambda key: key == b"a")

    assert few.has("a", "b") == [False, True]


def test_what_is_left_of_a_lost_connection_is_stale_until_it_is_read_again(few: Shelves) -> None:
    few.put("a")
    few.put("b")
    token = few.level.begin(b"c")
    nameless = few.entry("c")
    nameless.name = None
    few.level.put(nameless, token)
    few.clock.now += 1
    few.level.lost()
    few.clock.now += 1
    few.level.lost()

    assert few.has("a", "b") == [False, False]
    left = few.level.find(b"a", few.drawer)
    assert left is not None
    assert left.left == few.clock.now - 1

    few.put("a")
    found = few.level.find(b"a", few.drawer)
    assert found is not None
    assert found.left is None
    assert few.has("a", "b") == [True, False]
    few.level.changed(b"b")
    assert few.level.find(b"b", few.drawer) is None


def test_values_of_another_kind_are_not_found(few: Shelves) -> None:
    """A model that changed, or a service that encrypts, does not get what another one read."""
    other = few.level.drawer("other", bytes.decode, few.tally)
    few.put("a")

    assert few.level.find(b"a", other) is None
    assert few.level.drawer("kind", bytes.decode, few.tally) is few.drawer
    assert isinstance(other, Drawer)


def test_value_is_taken_until_its_time_is_over(few: Shelves) -> None:
    few.put("a", "text")
    assert few.take("a") == "text"
    assert few.stats.hits == 1

    few.clock.now += 9.9
    assert few.take("a") == "text"
    few.clock.now += 0.1
    assert few.take("a") is ABSENT
    assert few.take("b") is ABSENT
    assert few.stats.hits == 2


def test_shared_value_is_taken_as_it_is(few: Shelves) -> None:
    shared = ("a",)
    token = few.level.begin(b"a")
    entry = few.entry("a")
    entry.value = shared
    few.level.put(entry, token)

    assert few.take("a") is shared


def test_value_is_not_taken_in_an_event_loop_that_hears_of_no_change(few: Shelves) -> None:
    few.put("a")

    async def take() -> object:
        return few.drawer.take("a")

    assert asyncio.run(take()) is ABSENT


def test_child_process_begins_with_nothing(few: Shelves) -> None:
    few.put("a")
    few.level.begin(b"b")
    few.level.rearm()

    assert few.has("a") == [False]


def tell(level: Level, over: threading.Event) -> None:
    """Tell of changes until it is over."""
    while not over.is_set():
        for number in range(50):
            level.changed(b"%d" % number)
        level.changed(b"gen")
        level.lost()


def test_threads_that_tell_of_changes_leave_the_level_whole(loop: asyncio.AbstractEventLoop) -> None:
    shelves = Shelves(loop, max_entries=20)
    over = threading.Event()
    threads = [threading.Thread(target=tell, args=(shelves.level, over)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5_000):
        shelves.put(str(number % 50), "1", "gen")
        shelves.level.find(b"%d" % (number % 7), shelves.drawer)
    over.set()
    for thread in threads:
        thread.join()

    for number in range(50):
        shelves.level.changed(b"%d" % number)
    assert not shelves.drawer
    for number in range(20):
        shelves.put(str(number))
    assert len(shelves.drawer) == 20
