"""C4-C9: whatever is done in whatever order, a cache gives what was stored last, and nothing that ended since.

A machine does the same to a service and to a plain dict with the rules written out. Makings go on meanwhile, each
until it is let on, and are stored only if nothing happened to their key, tags or namespace since they began.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wireworks.cache import CacheService, MemoryStore
from wireworks.cache import _lease as lease

NAMES = st.sampled_from("ab")
TAGS = st.frozensets(st.sampled_from(["red", "blue"]))
TIMES = st.integers(1, 20)
WINDOW = 30


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Value:
    """What the dict knows of a value."""

    number: int
    tags: frozenset[str]
    end: float


@dataclass
class Making:
    """One that is going on: when it began, what it will bring, and whether that may be stored."""

    task: asyncio.Task[int]
    go: asyncio.Event
    name: str
    made: Value
    began: float
    fails: bool = False
    valid: bool = True


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = Clock()
        store = MemoryStore(clock=self.clock)
        self.cache = CacheService(store, "numbers", int, use_jitter=False, stale_if_error=WINDOW)
        self.other = CacheService(store, "others", int, use_jitter=False)
        self.known: dict[str, Value] = {}
        self.makings: list[Making] = []
        self.number = 0
        self.loop.run_until_complete(self.other.set("a", -1, ttl=1_000_000))

    def teardown(self) -> None:
        for making in self.makings:
            making.go.set()
            self.loop.run_until_complete(asyncio.wait([making.task]))
            making.task.exception()
        self.loop.close()

    def new(self, tags: frozenset[str], ttl: int) -> Value:
        self.number += 1
        return Value(self.number, tags, self.clock.now + ttl)

    def fresh(self, name: str) -> Value | None:
        value = self.known.get(name)
        return value if value is not None and self.clock.now < value.end else None

    def is_making(self, name: str) -> bool:
        return any(making.name == name and making.valid for making in self.makings)

    def end(self, names: set[str], tags: frozenset[str] = frozenset()) -> None:
        """Forget values by name or tag, and what is being made of them."""
        for name in [name for name, value in self.known.items() if name in names or value.tags & tags]:
            del self.known[name]
        for making in self.makings:
            making.valid = making.valid and making.name not in names and not making.made.tags & tags

    @rule(name=NAMES, tags=TAGS, ttl=TIMES)
    def set(self, name: str, tags: frozenset[str], ttl: int) -> None:
        value = self.new(tags, ttl)
        assert self.loop.run_until_complete(self.cache.set(name, value.number, ttl, tags=tags))
        self.end({name})
        self.known[name] = value

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.loop.run_until_complete(self.cache.delete(name))
        self.end({name})

    @rule()
    def invalidate_pattern(self) -> None:
        self.loop.run_until_complete(self.cache.invalidate_pattern("[a]"))
        self.end({"a"})

    @rule()
    def clear(self) -> None:
        assert self.loop.run_until_complete(self.cache.clear())
        self.end({"a", "b"})

    @rule(tags=TAGS)
    def invalidate_tags(self, tags: frozenset[str]) -> None:
        assert self.loop.run_until_complete(self.cache.invalidate_tags(*tags))
        self.end(set(), tags)

    @rule(name=NAMES, ttl=TIMES)
    def touch(self, name: str, ttl: int) -> None:
        value = self.fresh(name)
        assert self.loop.run_until_complete(self.cache.touch(name, ttl)) is (value is not None)
        if value is not None:
            value.end = self.clock.now + ttl

    @rule(seconds=st.integers(1, 25))
    def time_passes(self, seconds: int) -> None:
        self.clock.now += seconds

    @rule(name=NAMES, tags=TAGS, ttl=TIMES)
    def get_or_set(self, name: str, tags: frozenset[str], ttl: int) -> None:
        value = self.fresh(name)
        if value is None and self.is_making(name):
            return  # it would wait
        made = self.new(tags, ttl)
        given = self.loop.run_until_complete(self.cache.get_or_set(name, lambda: made.number, ttl, tags=tags))
        if value is None:
            self.known[name] = value = made
        assert given == value.number

    @rule(name=NAMES)
    def get_or_fail(self, name: str) -> None:
        """A value whose time is over serves where no new one can be made."""
        if self.fresh(name) is None and self.is_making(name):
            return
        value = self.known.get(name)
        if value is not None and self.clock.now - value.end < WINDOW:
            assert self.loop.run_until_complete(self.cache.get_or_set(name, fail)) == value.number
        else:
            with pytest.raises(OSError, match="out of order"):
                self.loop.run_until_complete(self.cache.get_or_set(name, fail))

    @precondition(lambda self: len(self.makings) < 3)
    @rule(name=NAMES, tags=TAGS, ttl=TIMES)
    def begin(self, name: str, tags: frozenset[str], ttl: int) -> None:
        if self.fresh(name) is not None or self.is_making(name):
            return
        go, made = asyncio.Event(), self.new(tags, ttl)

        async def make() -> int:
            await go.wait()
            if making.fails:
                raise OSError("out of order")
            return made.number

        task = self.loop.create_task(self.cache.get_or_set(name, make, ttl, tags=tags))
        making = Making(task, go, name, made, self.clock.now)
        self.makings.append(making)
        self.loop.run_until_complete(settle())

    @precondition(lambda self: self.makings)
    @rule(place=st.integers(0, 2), fails=st.booleans())
    def finish(self, place: int, *, fails: bool) -> None:
        making = self.makings.pop(place % len(self.makings))
        making.fails = fails
        making.go.set()
        self.loop.run_until_complete(asyncio.wait([making.task]))
        if fails:
            return
        assert making.task.result() == making.made.number
        if making.valid and self.clock.now < making.began + lease.LEASE / 1000:
            # It is fresh from when it was made.
            making.made.end += self.clock.now - making.began
            self.known[making.name] = making.made

    @invariant()
    def values_are_what_was_stored_last(self) -> None:
        fresh = {name: value.number for name in "ab" if (value := self.fresh(name)) is not None}
        assert self.loop.run_until_complete(self.cache.get_many("ab")) == fresh
        for name in "ab":
            assert self.loop.run_until_complete(self.cache.exists(name)) is (name in fresh)

    @invariant()
    def other_namespaces_are_left_alone(self) -> None:
        assert self.loop.run_until_complete(self.other.get("a")) == -1


def fail() -> int:
    raise OSError("out of order")


async def settle() -> None:
    """Let a making come to its factory."""
    for _ in range(20):
        await asyncio.sleep(0)


TestCache = Machine.TestCase
