"""`Stopping`: the news that the process was told to stop, for what would otherwise go on until it is killed.

Servers wait for open connections before they tell an application that it stops (the end of its lifespan). A stream
without an end would never hear of it, and the server would wait for the stream. So the signal has to be heard when it
comes, beside the server.

Source: W10.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from types import FrameType
from typing import Final, TypeAlias, TypeVar

__all__ = ("Stopping",)

T = TypeVar("T")

_Callback: TypeAlias = Callable[[], object]

_SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]


class Stopping:
    """Say that the process was told to stop, to whoever has asked to be told; thread-safe.

    An app that was set up with a container has one, as a service of that container. It hears SIGTERM and SIGINT while
    the app runs, if the app runs in the main thread, and the end of the app's lifespan at the latest. Who runs a server
    in another thread calls `stop` before telling the server to stop.

    Example:
        >>> import asyncio
        >>> async def work(stopping: Stopping) -> str:
        ...     await stopping.wait()
        ...     return "put away"
        >>> async def main() -> str:
        ...     stopping = Stopping()
        ...     worker = asyncio.create_task(work(stopping))
        ...     stopping.stop()
        ...     return await worker
        >>> asyncio.run(main())
        'put away'

    Source: W10.
    """

    __slots__ = ("__weakref__", "_callbacks", "_stopped")

    def __init__(self) -> None:
        self._stopped = False
        # No lock: a signal handler may interrupt the very thread that holds it. Taking a key out is atomic, and it
        # is who does so that calls.
        self._callbacks: dict[object, _Callback] = {}

    def __repr__(self) -> str:
        return f"<Stopping: {'stopped' if self._stopped else 'not stopped'}>"

    @property
    def stopped(self) -> bool:
        """Whether the process was told to stop."""
        return self._stopped

    def stop(self) -> None:
        """Tell everybody; from any thread and from signal handlers, as often as you like."""
        self._stopped = True
        for key in list(self._callbacks):
            self._deliver(key)

    def call(self, callback: _Callback) -> Callable[[], None]:
        """Have ``callback`` called once, soon, in the running event loop, when `stop` is or was called.

        Args:
            callback: is called without arguments, and must not wait.

        Returns:
            What undoes it; then it is not called any more, if it was not yet.

        Raises:
            RuntimeError: no event loop is running.
        """
        loop = asyncio.get_running_loop()
        wanted = True

        def soon() -> None:
            # The loop may have ended without an undo.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(now)

        def now() -> None:
            if wanted:
                callback()

        def undo() -> None:
            nonlocal wanted
            wanted = False
            unsubscribe()

        unsubscribe = self._subscribe(soon)
        return undo

    async def wait(self) -> None:
        """Return when `stop` is called, or at once if it was; in any event loop."""
        told = asyncio.Event()
        undo = self.call(told.set)
        try:
            await told.wait()
        finally:
            undo()

    async def until(self, source: AsyncIterable[T]) -> AsyncGenerator[T, None]:
        """Yield what ``source`` yields until `stop` is called; then close it, also while it waits, and end.

        Example:
            >>> import asyncio
            >>> async def numbers(stopping: Stopping):
            ...     yield 1
            ...     stopping.stop()
            ...     await asyncio.Event().wait()
            >>> async def main() -> list[int]:
            ...     stopping = Stopping()
            ...     return [number async for number in stopping.until(numbers(stopping))]
            >>> asyncio.run(main())
            [1]
        """
        items = aiter(source)
        try:
            while not self._stopped:
                try:
                    item = await self._next(items)
                except StopAsyncIteration:
                    break
                yield item
        finally:
            close = getattr(items, "aclose", None)
            if close is not None:
                await close()

    @contextmanager
    def listening(self) -> Generator[None]:
        """Hear SIGINT and SIGTERM as long as the block lasts, and `stop` when it ends.

        What the process did with a signal before it still does, after `stop`; a signal that nobody handled is left
        alone, and so are all where Python gives us none: outside of the main thread. What was stopped before starts
        anew. `setup` puts the lifespan of an app into such a block; who runs something else may do so as well.
        """
        self._stopped = False
        with ExitStack() as stack:
            stack.callback(self.stop)
            follow = _leader.get()
            if follow is not None:
                stack.callback(follow(self.stop))
            for number in _SIGNALS:
                stack.enter_context(_heard(number, self.stop))
            yield

    @contextmanager
    def leading(self) -> Generator[None]:
        """Let what begins `listening` inside the block stop with this one, such as the apps of a server in a thread.

        Example:
            >>> served = Stopping()
            >>> with served.leading():  # in the thread that runs the server
            ...     app = Stopping()
            ...     with app.listening():  # the app's lifespan
            ...         served.stop()  # in the thread that ends the server
            ...         app.stopped
            True
        """
        token = _leader.set(self._subscribe)
        try:
            yield
        finally:
            _leader.reset(token)

    async def _next(self, items: AsyncIterator[T]) -> T:
        limit = asyncio.timeout(None)
        undo = self.call(lambda: limit.reschedule(0))
        try:
            async with limit:
                return await anext(items)
        except TimeoutError:
            if limit.expired():
                raise StopAsyncIteration from None
            raise
        finally:
            undo()

    def _subscribe(self, callback: _Callback) -> Callable[[], None]:
        key = object()
        self._callbacks[key] = callback
        if self._stopped:
            self._deliver(key)
        return partial(self._forget, key)

    def _forget(self, key: object) -> None:
        self._callbacks.pop(key, None)

    def _deliver(self, key: object) -> None:
        callback = self._callbacks.pop(key, None)
        if callback is not None:
            callback()


_leader: ContextVar[Callable[[_Callback], Callable[[], None]] | None] = ContextVar("wireworks_stopping", default=None)


@contextmanager
def _heard(number: int, callback: _Callback) -> Generator[None]:
    """Have ``callback`` called before what a signal did so far, where it did something."""
    before = signal.getsignal(number)
    if not callable(before):
        yield
        return
    listening = True

    def handle(number: int, frame: FrameType | None) -> None:
        if listening:
            callback()
        before(number, frame)

    with suppress(ValueError):  # not the main thread
        signal.signal(number, handle)
    try:
        yield
    finally:
        # Who was put before us in the meantime goes on to call us, and we who was there before.
        listening = False
        if signal.getsignal(number) is handle:
            signal.signal(number, before)
