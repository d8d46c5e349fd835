"""What adds the tasks of schedules when they are due, as long as an application runs in this event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Self

from wireworks.adapters import ServiceContainer, name_of
from wireworks.tasks._clock import Clock
from wireworks.tasks._errors import TaskError
from wireworks.tasks._job import Works
from wireworks.tasks._queue import TaskQueue
from wireworks.tasks._schedules import Timetable, Turn

log: Final = logging.getLogger("wireworks.tasks")


class Ticker:
    """Put what the schedules of a container lead to into a queue of this process."""

    def __init__(self, timetable: Timetable, works: Works, clock: Clock, queue: TaskQueue) -> None:
        self._timetable = timetable
        self._works = works
        self._clock = clock
        self._queue = queue
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def of(cls, container: ServiceContainer, queue: TaskQueue) -> Self:
        """Return one for a container that knows of tasks."""
        clock = await container.aget(Clock)
        return cls(await container.aget(Timetable), await container.aget(Works), clock, queue)

    async def __aenter__(self) -> Self:
        turns = self._timetable.enter(self._clock.now())
        if turns:
            self._task = asyncio.create_task(self._tick(turns), name="wireworks: schedules")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._timetable.leave()
        self.stop()
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await self._task

    def stop(self) -> None:
        """Begin nothing any more."""
        if self._task is not None:
            self._task.cancel()

    async def _tick(self, turns: Sequence[Turn]) -> None:
        while True:
            now = self._clock.now()
            for turn in turns:
                if turn.claim(now):
                    self._begin(turn)
            await self._clock.sleep((min(turn.due for turn in turns) - now).total_seconds())

    def _begin(self, turn: Turn) -> None:
        name = name_of(turn.schedule.function)
        if turn.running:
            log.warning(
                "`%s` is left out this time, as it still runs from the last: %s.", name, turn.schedule.recurrence
            )
            return
        job = turn.schedule.job(self._works, turn.ended)
        try:
            self._queue.admit(job)
        except TaskError as error:
            log.error("%s is left out this time: %s", job, error)  # noqa: TRY400 - where it was raised tells nothing
            return
        turn.running = True
        self._queue.put([job], may_await=False)
