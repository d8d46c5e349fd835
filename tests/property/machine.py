"""What is done to a cache on any store, and to a plain dict with the rules written out.

Makings go on meanwhile, each until it is let on, and are stored only if nothing happened to their key, tags or
namespace since they began, in whichever process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.property.caches import LEASED, UNIT, Place

T = TypeVar("T")

WHO = st.integers(0, 1)
NAMES = st.sampled_from("ab")
TAGS = st.frozensets(st.sampled_from(["red", "blue"]))
TIMES = st.integers(1, 20)
HOW = st.sampled_from(["set", "delete", "clear", "tags"])
WINDOW = 30


@dataclass
class Value:
    """What the dict knows of a value."""

    number: int
    tags: frozenset[str]
    end: float


@dataclass
class Making:
    """One that is going on.

    Attributes:
        process: where.
        began: when.
        valid: what it brings may be found.
        rides: who asks in its process gets what it brings.
        leased: it has the lease of its name, if that is not over.
    """

    task: asyncio.Task[int]
    go: asyncio.Event
    process: int
    name: str
    made: Value
    began: float
    fails: bool = False
    valid: bool = True
    rides: bool = True
    leased: bool = True

    def holds(self, now: float) -> bool:
        return self.leased and now < self.began + LEASED * UNIT


class Machine(RuleBasedStateMachine):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.loop = place.loop
        self.known: dict[str, Value] = {}
        self.makings: list[Making] = []
        self.number = 0
        place.begin()

    @initialize(near=st.booleans())
    def open(self, *, near: bool) -> None:
        rules = {"stale_if_error": WINDOW * UNIT, "first_level": near}
        self.caches = [self.place.service(who, "numbers", **rules) for who in (0, 1)]
        self.other = self.place.service(0, "others")
        self.run(self.other.set("a", -1, ttl=1_000_000_000))

    def teardown(self) -> None:
        for making in self.makings:
            making.go.set()
            self.run(asyncio.wait([making.task]))
            making.task.exception()

    def run(self, doing: Awaitable[T]) -> T:
        async def done() -> T:
            answer = await doing
            await self.place.heard()
            return answer

        return self.loop.run_until_complete(done())

    @property
    def now(self) -> float:
        return self.place.clock.now

    def new(self, tags: frozenset[str], ttl: int) -> Value:
        self.number += 1
        return Value(self.number, tags, self.now + ttl * UNIT)

    def fresh(self, name: str) -> Value | None:
        value = self.known.get(name)
        return value if value is not None and self.now < value.end else None

    def would_wait(self, who: int, name: str) -> bool:
        """Tell whether there is no value, and somebody is making one for all."""
        process = self.place.processes[who]
        return self.fresh(name) is None and any(
            making.name == name and (making.rides if making.process == process else making.holds(self.now))
            for making in self.makings
        )

    def end(self, who: int, names: set[str], tags: frozenset[str] = frozenset(), *, leases: bool = True) -> None:
        """Forget values by name or tag, and what is being made of them; leases are ended by name alone."""
        for name in [name for name, value in self.known.items() if name in names or value.tags & tags]:
            del self.known[name]
        for making in self.makings:
            if making.name in names or making.made.tags & tags:
                making.valid = False
                making.rides = making.rides and making.process != self.place.processes[who]
                making.leased = making.leased and not leases

    def take(self, who: int, name: str) -> None:
        """End leases that a making of the same process gave up, as the next one of that name does."""
        for making in self.makings:
            if making.name == name and making.process == self.place.processes[who] and not making.rides:
                making.leased = False

    @rule(who=WHO, name=NAMES, tags=TAGS, ttl=TIMES)
    def set(self, who: int, name: str, tags: frozenset[str], ttl: int) -> None:
        value = self.new(tags, ttl)
        assert self.run(self.caches[who].set(name, value.number, ttl * UNIT, tags=tags))
        self.end(who, {name})
        self.known[name] = value

    @rule(who=WHO, name=NAMES)
    def delete(self, who: int, name: str) -> None:
        self.run(self.caches[who].delete(name))
        self.end(who, {name})

    @rule(who=WHO)
    def invalidate_pattern(self, who: int) -> None:
        self.run(self.caches[who].invalidate_pattern("[a]"))
        self.end(who, {"a"})

    @rule(who=WHO)
    def clear(self, who: int) -> None:
        assert self.run(self.caches[who].clear())
        self.end(who, {"a", "b"}, leases=False)

    @rule(who=WHO, tags=TAGS)
    def invalidate_tags(self, who: int, tags: frozenset[str]) -> None:
        assert self.run(self.caches[who].invalidate_tags(*tags))
        self.end(who, set(), tags, leases=False)

    @rule(who=WHO, name=NAMES, ttl=TIMES)
    def touch(self, who: int, name: str, ttl: int) -> None:
        value = self.fresh(name)
        assert self.run(self.caches[who].touch(name, ttl * UNIT)) is (value is not None)
        if value is not None:
            value.end = self.now + ttl * UNIT

    @rule(units=st.integers(1, 25))
    def time_passes(self, units: int) -> None:
        self.run(self.place.passes(units))

    @rule(who=WHO, name=NAMES, tags=TAGS, ttl=TIMES)
    def get_or_set(self, who: int, name: str, tags: frozenset[str], ttl: int) -> None:
        if self.would_wait(who, name):
            return
        value, made = self.fresh(name), self.new(tags, ttl)
        given = self.run(self.caches[who].get_or_set(name, lambda: made.number, ttl * UNIT, tags=tags))
        if value is None:
            self.take(who, name)
            self.known[name] = value = made
        assert given == value.number

    @rule(who=WHO, name=NAMES)
    def get_or_fail(self, who: int, name: str) -> None:
        """A value whose time is over serves where no new one can be made."""
        if self.would_wait(who, name):
            return
        if self.fresh(name) is None:
            self.take(who, name)
        value = self.known.get(name)
        asked = self.caches[who].get_or_set(name, fail)
        if value is not None and self.now - value.end < WINDOW * UNIT:
            assert self.run(asked) == value.number
        else:
            with pytest.raises(OSError, match="out of order"):
                self.run(asked)

    @precondition(lambda self: len(self.makings) < 3)
    @rule(who=WHO, name=NAMES, tags=TAGS, ttl=TIMES)
    def begin(self, who: int, name: str, tags: frozenset[str], ttl: int) -> None:
        if self.fresh(name) is not None or self.would_wait(who, name):
            return
        go, begun, made = asyncio.Event(), asyncio.Event(), self.new(tags, ttl)

        async def make() -> int:
            begun.set()
            await go.wait()
            if making.fails:
                raise OSError("out of order")
            return made.number

        task = self.loop.create_task(self.caches[who].get_or_set(name, make, ttl * UNIT, tags=tags))
        self.take(who, name)
        making = Making(task, go, self.place.processes[who], name, made, self.now)
        self.makings.append(making)
        self.run(asyncio.wait_for(begun.wait(), 10))

    @precondition(lambda self: self.makings)
    @rule(who=WHO, place=st.integers(0, 2), how=HOW)
    def overtake(self, who: int, place: int, how: str) -> None:
        """Change just what is being made."""
        making = self.makings[place % len(self.makings)]
        if how == "set":
            self.set(who, making.name, making.made.tags, 5)
        elif how == "delete":
            self.delete(who, making.name)
        elif how == "clear":
            self.clear(who)
        else:
            self.invalidate_tags(who, making.made.tags)

    @precondition(lambda self: len(self.makings) < 3)
    @rule(who=WHO, other=WHO, name=NAMES, tags=TAGS, how=HOW)
    def race(self, who: int, other: int, name: str, tags: frozenset[str], how: str) -> None:
        """Begin, change and finish: by chance alone this seldom happens."""
        before = len(self.makings)
        if self.fresh(name) is not None:
            self.delete(other, name)
        self.begin(who, name, tags, 5)
        if len(self.makings) > before:
            self.overtake(other, before, how)
            self.finish(before, fails=False)

    @precondition(lambda self: self.makings)
    @rule(place=st.integers(0, 2), fails=st.booleans())
    def finish(self, place: int, *, fails: bool) -> None:
        making = self.makings.pop(place % len(self.makings))
        making.fails = fails
        making.go.set()
        self.run(asyncio.wait([making.task]))
        if fails:
            assert making.task.exception() is None or isinstance(making.task.exception(), OSError)
            return
        assert making.task.result() == making.made.number
        if making.rides and making.holds(self.now):
            # It takes the place of what was there even where the other process has ended its tags since.
            self.known.pop(making.name, None)
            if making.valid:
                # It is fresh from when it was made.
                making.made.end += self.now - making.began
                self.known[making.name] = making.made

    @invariant()
    def values_are_what_was_stored_last(self) -> None:
        fresh = {name: value.number for name in "ab" if (value := self.fresh(name)) is not None}
        for cache in self.caches:
            assert self.run(cache.get_many("ab")) == fresh
            for name in "ab":
                assert self.run(cache.exists(name)) is (name in fresh)
                assert self.run(cache.get(name)) == fresh.get(name)

    @invariant()
    def other_namespaces_are_left_alone(self) -> None:
        assert self.run(self.other.get("a")) == -1


def fail() -> int:
    raise OSError("out of order")
