"""The worker's side of a broker: a message becomes a task, which is tried until it is done or given up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, Final

from taskiq import Context

from wireworks.tasks._attempt import attempt
from wireworks.tasks._job import Job, Works
from wireworks.tasks._wire import job_of

log: Final = logging.getLogger("wireworks.tasks")

_UNKNOWN_PAUSE: Final = 5.0
"""Seconds until another worker may look at a task that this one does not know."""


class Worker:
    """Do what a broker's messages say, in the container that ``works`` belongs to."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def run(self, message: dict[str, Any], context: Context) -> None:
        """Do what a message says, and acknowledge it when that is done or given up.

        As long as it is not acknowledged, another worker does it if this one dies.
        """
        try:
            job = job_of(message, self._works)
        except (LookupError, ValueError):
            log.exception("`%s` (%s) is not known here; it goes back.", message["name"], message["id"])
            await asyncio.sleep(_UNKNOWN_PAUSE)
            await context.broker.kick(context.broker.formatter.dumps(context.message))
        else:
            await self._tried(job)
        if context.is_ackable:
            await context.ack()

    async def _tried(self, job: Job) -> None:
        number = 1
        while True:
            task = asyncio.create_task(attempt(job, _in_thread), context=job.context.copy())
            try:
                await task
            except Exception as error:
                if not job.options.again(number, error):
                    log.exception("%s failed, attempt %d, and is given up.", job, number)
                    return
                seconds = job.options.pause(number)
                log.warning("%s failed, attempt %d; again in %.3g s.", job, number, seconds, exc_info=error)
                await asyncio.sleep(seconds)
                number += 1
            else:
                return


async def _in_thread(call: Callable[[], Any]) -> None:
    await asyncio.get_running_loop().run_in_executor(None, copy_context().run, call)
