"""`Tasks`: what a scope wants done when it has ended well."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import copy_context
from threading import Lock
from typing import Any, ParamSpec, TypeVarTuple, Unpack, overload
from uuid import uuid4

from wireworks.adapters import ServiceScope, after_scope, supplied
from wireworks.tasks._errors import TaskError
from wireworks.tasks._job import Job, Work, Works
from wireworks.tasks._options import Choices, chosen
from wireworks.tasks._queue import TaskQueue
from wireworks.tasks._request_id import RequestId

P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


class Tasks:
    """Take functions to be called when the scope has ended well: after the commit, or not at all.

    It is injectable in requests, WebSocket connections, tasks, and every other scope, by endpoints, by what they depend
    on and by services. Each attempt has a scope of its own, and gets what it marks as ``Injected[...]`` from that.

    It lives as long as its scope.

    Example:
        >>> async def register(email: str, tasks: Tasks) -> None:
        ...     tasks.add(send_welcome, email)
        >>> async def send_welcome(email: str) -> None: ...

    Source: W9.
    """

    __slots__ = ("_choices", "_pending")

    def __init__(self, scope: ServiceScope, queue: TaskQueue, works: Works) -> None:
        self._pending = _Pending(scope, queue, works)
        self._choices: Choices = {}

    @overload
    def add(self, function: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None: ...
    @overload
    def add(self, function: Callable[[*Ts, Any], object], /, *args: *Ts) -> None: ...
    @overload
    def add(self, function: Callable[[*Ts, Any, Any], object], /, *args: *Ts) -> None: ...
    @overload
    def add(self, function: Callable[[*Ts, Any, Any, Any], object], /, *args: *Ts) -> None: ...
    def add(  # pyright: ignore[reportInconsistentOverload]  # it takes more than they say
        self, function: Callable[..., object], /, *args: object, **kwargs: object
    ) -> None:
        """Have ``function`` called with these arguments, once the scope has ended well.

        Args:
            function: a function, which then runs in a thread, or a coroutine function. Parameters marked
                ``Injected[...]`` are filled by the container; type checkers want them last.
            *args: for the others, by position.
            **kwargs: for the others, by name; where one is injected too, it wins.

        Raises:
            TaskError: the function cannot be called like that, or the scope has ended.
            TaskQueueFullError: too many tasks wait; nothing was added.
            ServiceError: what is injected cannot be made.
        """
        work = self._pending.works.of(function)
        options = chosen(function, work.options, self._choices)
        work.check(args, kwargs)
        made = self._pending.request_id
        job = Job(uuid4().hex, work, args, kwargs, options, made or RequestId(uuid4().hex), copy_context())
        self._pending.take(job)

    def options(self, **choices: Unpack[Choices]) -> Tasks:
        """Return the same, with what is said here of how tasks are done before what ``@task`` says.

        Args:
            **choices: as for ``@task``; also ``delay``, seconds or ``timedelta`` before the first attempt, or ``at``,
                the moment of it.

        Example:
            >>> def remind(tasks: Tasks) -> None:
            ...     tasks.options(delay=3600, retries=5).add(print, "an hour has passed")
        """
        other = object.__new__(Tasks)
        other._pending = self._pending
        other._choices = {**self._choices, **choices}
        return other


class _Pending:
    """What was added to the ``Tasks`` of one scope, until that ends."""

    __slots__ = ("_jobs", "_lock", "_open", "_queue", "request_id", "works")

    def __init__(self, scope: ServiceScope, queue: TaskQueue, works: Works) -> None:
        self.works = works
        self.request_id: RequestId | None = supplied(scope, RequestId)
        self._queue = queue
        self._jobs: list[Job] = []
        self._open = True
        self._lock = Lock()
        after_scope(scope, self._ended)

    def take(self, job: Job) -> None:
        """Keep a task until the scope ends."""
        self._queue.admit(job)
        with self._lock:
            if self._open:
                self._jobs.append(job)
                return
        self._queue.dismiss([job])
        raise _too_late(job.work)

    def _ended(self, well: bool, may_await: bool) -> Awaitable[None] | None:  # noqa: FBT001 - as it is called
        with self._lock:
            self._open = False
            jobs, self._jobs = self._jobs, []
        if not jobs:
            return None
        if not well:
            self._queue.dismiss(jobs)
            return None
        return self._queue.put(jobs, may_await=may_await)


def _too_late(work: Work) -> TaskError:
    return TaskError(
        f"`{work.name}` was added to the tasks of a scope that has ended.",
        fix="add it before the scope ends, or open another scope for it.",
        see="tasks",
    )
