"""An event loop in a thread of its own, for callers who have none; and what they do themselves while they wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from wireworks.cache._errors import CacheLoopError
from wireworks.cache._fork import rearm_in_children

T = TypeVar("T")


class Desk:
    """Where somebody who waits for the event loop gets work that belongs into their own thread.

    What comes when they wait no longer is done in a thread of its own.
    """

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._open = True

    def do(self, work: Callable[[], T]) -> Future[T]:
        """Have something done, from whatever thread; nobody who waits for it can cancel it."""
        outcome: Future[T] = Future()
        outcome.set_running_or_notify_cancel()

        def run() -> None:
            try:
                outcome.set_result(work())
            except StopIteration as error:  # which no future takes
                outcome.set_exception(RuntimeError(f"A factory raised {error!r}."))
            except Exception as error:  # noqa: BLE001 - handed to whoever waits
                outcome.set_exception(error)
            except BaseException:  # meant for this thread
                outcome.set_exception(CancelledError())
                raise

        with self._lock:
            if self._open:
                self._work.put(run)
                return outcome
        threading.Thread(target=run, name="wireworks.cache making", daemon=True).start()
        return outcome

    def serve(self, end: Future[Any]) -> None:
        """Do what comes, until ``end`` is done."""
        end.add_done_callback(lambda _end: self._work.put(None))
        try:
            while (work := self._work.get()) is not None:
                work()
        finally:
            with self._lock:
                self._open = False
            while not self._work.empty():
                if (work := self._work.get()) is not None:
                    threading.Thread(target=work, name="wireworks.cache making", daemon=True).start()


class LoopThread:
    """An event loop in a daemon thread, started when it is first needed; a child process gets one of its own."""

    def __init__(self) -> None:
        self.rearm()
        rearm_in_children(self)

    def rearm(self) -> None:
        """Begin anew in a child process."""
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def call(self, work: Callable[[Desk], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine in the loop, in the context of the caller, and wait for it.

        Raises:
            CacheLoopError: if the caller is in an event loop itself, which waiting would hold up.
        """
        _refuse_loop()
        desk = Desk()
        future = asyncio.run_coroutine_threadsafe(work(desk), self._running())
        try:
            desk.serve(future)
        except BaseException:
            future.cancel()
            raise
        return future.result()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="wireworks.cache", daemon=True).start()
            return self._loop


def _refuse_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    what = "A cache was asked by way of `sync` in a running event loop, which would stand still meanwhile."
    raise CacheLoopError(what, fix="await the same method without `.sync`.")


LOOP_THREAD: Final = LoopThread()
"""The one of this process."""
