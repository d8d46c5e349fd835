"""What begins anew in a child process, and how; the tests that fork are in the specification."""

from __future__ import annotations

import asyncio
import gc

from wireworks.cache import CacheService, MemoryStore
from wireworks.cache import _fork as fork
from wireworks.cache._flight import Flights


class Noted:
    def __init__(self) -> None:
        self.times = 0

    def rearm(self) -> None:
        self.times += 1


def test_everything_that_still_lives_is_rearmed() -> None:
    here, gone = Noted(), Noted()
    for each in (here, gone):
        fork.rearm_in_children(each)
    before = len(fork._REARMED)
    del each, gone
    gc.collect()

    fork._rearm_all()

    assert here.times == 1
    assert len(fork._REARMED) < before


def test_makings_of_the_parent_are_forgotten_in_a_child() -> None:
    """Nobody here would ever finish them."""
    service = CacheService(MemoryStore(), "numbers", int)
    lock = Flights._lock

    async def main() -> int:
        async def make() -> int:
            service._shelf.traffic.flights.rearm()
            return await service.get_or_set("key", lambda: 7)

        return await service.get_or_set("key", make)

    assert asyncio.run(main()) == 7
    assert Flights._lock is not lock
