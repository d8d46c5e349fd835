"""One attempt at a task: a scope of its own, what is injected, and the function."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias

from wireworks.adapters import open_scope
from wireworks.tasks._job import Job
from wireworks.tasks._request_id import RequestId, tell_logs

InThread: TypeAlias = Callable[[Callable[[], Any]], Awaitable[Any]]


async def attempt(job: Job, in_thread: InThread) -> None:
    """Do a task once; its scope ends with what comes of it.

    Args:
        job: the task.
        in_thread: calls a function in a thread that knows the context variables of whoever calls.

    Raises:
        Exception: what the task raised, or its scope when it ended.
        TimeoutError: it took too long.
    """
    tell_logs(job.request_id)
    async with open_scope(job.work.container, {RequestId: job.request_id}, apart=True) as scope:
        async with asyncio.timeout(job.options.timeout):
            work = job.work
            names = work.missing(job.args, job.kwargs)
            filled = await work.needs.fill(names, scope) if names else {}
            call = partial(work.call, job.args, job.kwargs, filled)
            if work.is_async:
                await call()
            else:
                await in_thread(call)
