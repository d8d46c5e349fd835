"""C10: there is a first level for each event loop and each bounds."""

from __future__ import annotations

import asyncio

from wireworks.cache import FirstLevel, MemoryStore
from wireworks.cache._generations import Generations
from wireworks.cache._levels import Levels
from wireworks.cache._near import Level


def test_each_event_loop_has_a_level_of_its_own_and_closed_ones_are_let_go() -> None:
    levels, store, bounds = Levels(Generations()), MemoryStore(), FirstLevel()

    async def here() -> tuple[Level, Level, Level]:
        return levels.here(bounds, store), levels.here(FirstLevel(), store), levels.here(FirstLevel(1), store)

    first, same, other = asyncio.run(here())
    second, *_ = asyncio.run(here())

    assert first is same
    assert len({first, other, second}) == 3
    assert {level.loop.is_closed() for level in levels._levels.values()} == {True}  # noqa: SLF001 - those of now
    assert first not in levels._levels.values()  # noqa: SLF001


def test_levels_of_a_child_process_begin_anew() -> None:
    levels, store = Levels(Generations()), MemoryStore()

    async def begin() -> tuple[Level, Level]:
        before = levels.here(FirstLevel(), store)
        levels.rearm()
        return before, levels.here(FirstLevel(), store)

    before, after = asyncio.run(begin())
    assert before is not after
