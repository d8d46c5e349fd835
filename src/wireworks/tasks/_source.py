"""`ContainerSchedules`: the schedules of a container, offered to a ``taskiq scheduler`` (W9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from taskiq import ScheduledTask, ScheduleSource
from taskiq.exceptions import ScheduledTaskCancelledError

from wireworks.adapters import ServiceContainer, name_of
from wireworks.tasks._clock import Clock
from wireworks.tasks._errors import TaskError
from wireworks.tasks._job import Works
from wireworks.tasks._recurrence import Every
from wireworks.tasks._schedules import Schedule, Timetable, following
from wireworks.tasks._wire import NAME, labels_of, message_of

_AHEAD: Final = timedelta(minutes=5)
"""What is offered at once. The scheduler asks again each minute, unless told otherwise."""


class ContainerSchedules(ScheduleSource):
    """Offer them some minutes before they are due, as the scheduler does not ask all the time."""

    def __init__(self, container: ServiceContainer) -> None:
        self._container = container
        self._offers: list[_Offer] = []

    async def startup(self) -> None:
        """Look whether everything that is scheduled can be sent, and begin to count.

        Raises:
            TaskError: something cannot be sent, or recurs more often than the scheduler looks.
            ServiceError: what is injected cannot be made.
        """
        timetable, works = await self._container.aget(Timetable), await self._container.aget(Works)
        clock = await self._container.aget(Clock)
        timetable.check(works)
        self._offers = [_Offer(each, works, clock, str(number)) for number, each in enumerate(timetable.schedules)]

    async def get_schedules(self) -> list[ScheduledTask]:
        """Return what is due soon."""
        return [task for offer in self._offers for task in offer.tasks()]

    def pre_send(self, task: ScheduledTask) -> None:
        """Keep back what was missed but for the first of it."""
        number, _, moment = task.schedule_id.partition(" ")
        if not self._offers[int(number)].sends(datetime.fromisoformat(moment)):
            raise ScheduledTaskCancelledError


class _Offer:
    """What of one schedule the scheduler has not sent yet."""

    def __init__(self, schedule: Schedule, works: Works, clock: Clock, name: str) -> None:
        _refuse(schedule)
        message_of(schedule.job(works))
        self._schedule = schedule
        self._works = works
        self._clock = clock
        self._name = name
        self._last = self._until = clock.now()

    def tasks(self) -> Iterable[ScheduledTask]:
        now = self._clock.now()
        moment = self._schedule.recurrence.after(self._last)
        while moment <= now + _AHEAD:
            yield self._task(moment)
            moment = following(self._schedule.recurrence, moment, now)

    def sends(self, moment: datetime) -> bool:
        self._last = max(self._last, moment)
        if moment <= self._until:
            return False
        self._until = self._clock.now()
        return True

    def _task(self, moment: datetime) -> ScheduledTask:
        job = self._schedule.job(self._works)
        return ScheduledTask(
            task_name=NAME,
            labels=labels_of(job),
            args=[message_of(job)],
            kwargs={},
            task_id=job.id,
            schedule_id=f"{self._name} {moment.isoformat()}",
            time=moment,
        )


def _refuse(schedule: Schedule) -> None:
    recurrence = schedule.recurrence
    if isinstance(recurrence, Every) and recurrence.seconds < 1:
        raise TaskError(
            f"`{name_of(schedule.function)}` recurs every {recurrence.seconds} s: the scheduler looks once a second.",
            fix="let it recur every second, or less often.",
            see="tasks",
        )
