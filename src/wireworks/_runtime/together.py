"""Coroutines run at the same time, the first failure ending them all."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any


async def together(coroutines: Sequence[Coroutine[Any, Any, object]]) -> None:
    """Run ``coroutines`` at the same time and return when all have ended.

    Raises:
        BaseException: the first failure, as it is; the others were cancelled and have come to their end by then.
    """
    if len(coroutines) < 2:  # noqa: PLR2004 - one alone needs no task
        for coroutine in coroutines:
            await coroutine
        return
    from asyncio import FIRST_EXCEPTION, create_task, gather, wait

    tasks = [create_task(coroutine) for coroutine in coroutines]
    try:
        ended, _ = await wait(tasks, return_when=FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()
