"""The async generators behind a response, closed inside the request's scope instead of after it (W4).

Nobody hands an ASGI middleware the iterator that a response is streamed from. Whoever streams it drops it when the
reader leaves, and its ``finally`` blocks run in a task of their own, when what they use is gone. But Python tells event
loops when an async generator starts and when one is dropped (``sys.set_asyncgen_hooks``), and that tells enough:

- A body is the first generator that the task which sends the response starts after ``http.response.start``, or one that
  runs the endpoint's own code. Bodies are held, and closed when the request ends; so is the sync generator that a body
  fetches from in a thread.
- What is dropped half-way while a request is in force, such as the generators a body was reading from, is closed at
  once, as the event loop would do; the request's scope waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack
from functools import partial
from inspect import getgeneratorlocals
from types import GeneratorType
from typing import Any, TypeAlias

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from wireworks.fastapi._streams import Stream

Generator: TypeAlias = AsyncGenerator[Any, Any]


class Bodies:
    """The generators behind one response; lives as long as its request."""

    __slots__ = ("_asgi", "_closing", "_held", "_started", "stream")

    def __init__(self, asgi: MutableMapping[str, Any]) -> None:
        self._asgi = asgi
        self._held: list[Callable[[], Awaitable[None]]] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._started: list[tuple[object, Generator]] = []
        self.stream: Stream | None = None

    def started(self, generator: Generator, *, expected: bool) -> None:
        """Hold ``generator`` if it runs the endpoint's code; remember it if a body is ``expected``."""
        if self._is_endpoint(_fetched_by(generator) or generator):
            self._hold(generator)
        elif expected:
            self._started.append((asyncio.current_task(), generator))

    def settle(self) -> None:
        """Hold the generator that the first part of the body, which the running task is about to send, came from."""
        sender = asyncio.current_task()
        mine = [generator for task, generator in self._started if task is sender]
        self._started = []
        if mine:
            self._hold(mine[0])

    def end_stream(self) -> None:
        """Let nobody cut the response any more, now that it is complete."""
        if self.stream is not None:
            self.stream.end()

    def dropped(self, generator: Generator) -> None:
        """Close ``generator``, which nobody else can any more."""
        task = asyncio.get_running_loop().create_task(_close(generator))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def wait(self) -> None:
        """Wait until everything that was dropped is closed."""
        while self._closing:
            await asyncio.wait(self._closing)

    async def aclose(self) -> None:
        """Close every body, the outermost first, then wait for what they dropped; raise what their closing raises."""
        held, self._held = self._held, []
        async with AsyncExitStack() as closing:
            closing.push_async_callback(self.wait)
            for close in reversed(held):
                closing.push_async_callback(close)

    def _is_endpoint(self, generator: object) -> bool:
        code = _code(generator)
        return code is not None and code in _codes(self._asgi.get("endpoint"))

    def _hold(self, generator: Generator) -> None:
        self._held.append(generator.aclose)
        source = _fetched_by(generator)
        if isinstance(source, GeneratorType):
            # One of FastAPI's may read from the endpoint's, and there is no telling when Python drops that.
            read = [each for each in getgeneratorlocals(source).values() if isinstance(each, GeneratorType)]
            inner = [each for each in read if self._is_endpoint(each)]
            self._held.extend(partial(run_in_threadpool, each.close) for each in (source, *inner))


async def _close(generator: Generator) -> None:
    await generator.aclose()


def _fetched_by(generator: Generator) -> object:
    """Return the sync iterator that ``generator`` fetches from in a thread, if that is what it does."""
    code = _code(generator)
    if code is not iterate_in_threadpool.__code__:
        return None
    # The name of its only parameter, which is the iterator.
    return getattr(generator, "ag_frame").f_locals[iterate_in_threadpool.__code__.co_varnames[0]]  # noqa: B009


def _codes(endpoint: object) -> list[object]:
    """Return the code of ``endpoint`` and of what it wraps."""
    codes: list[object] = []
    while endpoint is not None:
        while isinstance(endpoint, partial):
            endpoint = endpoint.func
        codes.append(_code(endpoint) or _code(type(endpoint).__call__))
        endpoint = getattr(endpoint, "__wrapped__", None)
    return codes


def _code(thing: object) -> object:
    for name in ("__code__", "ag_code", "gi_code"):
        if (code := getattr(thing, name, None)) is not None:
            return code
    return None
