"""What is to be done again and again: said of a container, done while an application runs (W9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

from wireworks.adapters import name_of
from wireworks.tasks._errors import TaskError
from wireworks.tasks._job import Job, Works
from wireworks.tasks._recurrence import Recurrence
from wireworks.tasks._request_id import RequestId


class Schedule(NamedTuple):
    """A function with its arguments, and when it is called."""

    recurrence: Recurrence
    function: Callable[..., object]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def job(self, works: Works, ended: Callable[[], None] | None = None) -> Job:
        """Return what is to be done this time."""
        work = works.of(self.function)
        request_id = RequestId(uuid4().hex)
        return Job(uuid4().hex, work, self.args, self.kwargs, work.options, request_id, copy_context(), ended)


class Turn:
    """When a schedule is due next in this process; apps in several event loops share it."""

    __slots__ = ("_lock", "due", "running", "schedule")

    def __init__(self, schedule: Schedule, now: datetime) -> None:
        self.schedule = schedule
        self.due = schedule.recurrence.after(now)
        self.running = False
        self._lock = Lock()

    def claim(self, now: datetime) -> bool:
        """Tell whether the schedule is due, to the first who asks; what was missed is due once, not so often."""
        with self._lock:
            if now < self.due:
                return False
            self.due = following(self.schedule.recurrence, self.due, now)
            return True

    def ended(self) -> None:
        """Hear that what it led to is done, or given up."""
        self.running = False


class Timetable:
    """The schedules of a container; it lives as long as that."""

    def __init__(self) -> None:
        self.schedules: list[Schedule] = []
        self._turns: Sequence[Turn] = ()
        self._users = 0
        self._lock = Lock()

    def add(self, schedule: Schedule) -> None:
        """Take another.

        Raises:
            TaskError: nobody would look at it any more.
        """
        if self._users:
            raise TaskError(
                f"`{name_of(schedule.function)}` was scheduled when the application had started.",
                fix="call `add_schedule` where the container is made.",
                see="tasks",
            )
        self.schedules.append(schedule)

    def check(self, works: Works) -> None:
        """Look whether each can be called.

        Raises:
            TaskError: the arguments do not fit.
            ServiceError: what is injected cannot be made.
        """
        for schedule in self.schedules:
            works.of(schedule.function).check(schedule.args, schedule.kwargs)

    def enter(self, now: datetime) -> Sequence[Turn]:
        """Begin to use it, and return the turns that all its users share."""
        with self._lock:
            if not self._users:
                self._turns = [Turn(each, now) for each in self.schedules]
            self._users += 1
            return self._turns

    def leave(self) -> None:
        """Use it no longer."""
        with self._lock:
            self._users -= 1


def following(recurrence: Recurrence, due: datetime, now: datetime) -> datetime:
    """Return the first moment of a schedule that is still to come."""
    moment = recurrence.after(due)
    return moment if moment > now else recurrence.after(now)
