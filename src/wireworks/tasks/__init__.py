"""Background tasks: functions called when a scope has ended well, each attempt in a scope of its own (W9)."""

from __future__ import annotations

from wireworks.tasks._clock import Clock
from wireworks.tasks._errors import TaskError, TaskQueueFullError
from wireworks.tasks._job import injected
from wireworks.tasks._local import LocalQueue
from wireworks.tasks._options import task
from wireworks.tasks._queue import TaskQueue, TaskSettings
from wireworks.tasks._recurrence import Cron, Every
from wireworks.tasks._request_id import RequestId
from wireworks.tasks._services import add_schedule, add_tasks, run_tasks
from wireworks.tasks._tasks import Tasks

__all__ = (
    "Clock",
    "Cron",
    "Every",
    "LocalQueue",
    "RequestId",
    "TaskError",
    "TaskQueue",
    "TaskQueueFullError",
    "TaskSettings",
    "Tasks",
    "add_schedule",
    "add_tasks",
    "injected",
    "run_tasks",
    "task",
)
