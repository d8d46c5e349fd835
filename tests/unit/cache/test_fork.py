"""What begins anew in a child process, and how; the test that forks is in the specification."""

from __future__ import annotations

import asyncio

from wireworks.cache import MemoryStore
from wireworks.cache._flight import Flight, Made
from wireworks.cache._flights import Flights
from wireworks.cache._fork import rearm_all, rearm_in_children
from wireworks.cache._traffic import traffic_of


class Noted:
    """Count how often it is rearmed, in a list that outlives it."""

    def __init__(self, times: list[str], name: str) -> None:
        self.times, self.name = times, name

    def rearm(self) -> None:
        self.times.append(self.name)


def test_everything_that_still_lives_is_rearmed() -> None:
    times: list[str] = []
    here = Noted(times, "here")
    rearm_in_children(here)
    rearm_in_children(Noted(times, "gone"))

    rearm_all()

    assert times == ["here"]


def test_makings_of_the_parent_are_forgotten_in_a_child() -> None:
    """Nobody here would ever finish them."""
    flights: Flights = traffic_of(MemoryStore()).flights
    made = [Made("inner", b""), Made("outer", b"")]

    async def make(flight: Flight) -> Made:
        if len(made) == 2:
            outer = made.pop()
            flights.rearm()
            await flights.share(b"key", make)
            return outer
        return made.pop()

    async def main() -> object:
        return (await flights.share(b"key", make))[0].value

    assert asyncio.run(main()) == "outer"
    assert made == []
