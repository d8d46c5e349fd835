"""What can be wrong with background tasks."""

from __future__ import annotations

from wireworks.adapters import ServiceError


class TaskError(ServiceError):
    """Refuse a task that could not be done: where it is added, not when it is too late.

    Source: W9.
    """


class TaskQueueFullError(TaskError):
    """Refuse a task because too many wait already; whoever asked for it can still be told so.

    Source: W9.
    """
