"""Streamed responses end when the process is told to stop, and not as an error where nobody made one (W10).

A response that does not say how long it is may have no end at all, and servers wait for it. The task that answers the
request is cancelled, as a server does when its own patience ends: whatever the body waits for, it is closed inside the
request's scope, and resources see what they see when a reader leaves.
"""

from __future__ import annotations

from asyncio import CancelledError, Task, get_running_loop
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from anyio import BrokenResourceError, move_on_after
from starlette.requests import Request
from starlette.types import Message, Send

from wireworks.adapters import ServiceScope
from wireworks.stopping import Stopping

_AT_EASE: Final = 1.0
"""Seconds for a reader to take the end of a stream; one that reads nothing would be waited for without end."""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How long streamed responses may go on when the process is told to stop; register an instance to change it.

    Register it as scoped, made from the ``Request``, to tell one endpoint from another.

    Args:
        grace: seconds in which a stream may come to an end of its own before it is cut, so that its reader can tell
            that something is missing; ``None`` never cuts it, and leaves it to the server how long to wait.
        event_grace: the same for what browsers subscribe to by ``EventSource``, a ``GET`` of ``text/event-stream``;
            those end without an error, and their readers come back by themselves.

    Example:
        >>> from wireworks import ServiceContainer
        >>> container = ServiceContainer()
        >>> _ = container.add_instance(StreamSettings, StreamSettings(grace=20))

    Source: W10.
    """

    grace: float | None = 5.0
    event_grace: float | None = 1.0


class Stream:
    """A response without an announced length, from its start to its end."""

    __slots__ = ("_is_complete", "_is_feed", "_task", "_undo", "is_cut")

    def __init__(self, task: Task[Any], scope: ServiceScope, is_complete: Callable[[], bool], *, is_feed: bool) -> None:
        """Begin what ``task`` answers a request with, in ``scope``; a feed is what a reader comes back to."""
        self._task = task
        self._is_complete = is_complete
        self._is_feed = is_feed
        self.is_cut = False
        settings = scope.get(StreamSettings)
        grace = settings.event_grace if is_feed else settings.grace
        self._undo: Callable[[], object] = _nothing
        if grace is not None:
            self._undo = scope.get(Stopping).call(lambda: self._allow(grace))

    def end(self) -> None:
        """Let nobody cut what has ended."""
        self._undo()

    async def explains(self, raised: BaseException | None, context: Mapping[Any, Any]) -> bool:
        """Say whether the app raised only because the stream was cut, or because its reader left; it is over now."""
        self._undo()
        if self.is_cut:
            is_ours = self._task.uncancel() == 0
            return is_ours and _only(raised, CancelledError, BrokenResourceError)
        # FastAPI's events go through a pipe, which breaks under a writer when they are not wanted any more.
        return _only(raised, BrokenResourceError) and await context[Request].is_disconnected()

    async def conclude(self, send: Send) -> None:
        """Let the reader of events see their end; for others, who would take a part for the whole, it stays open."""
        if self.is_cut and self._is_feed:
            with move_on_after(_AT_EASE):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _allow(self, grace: float) -> None:
        self._undo = get_running_loop().call_later(grace, self._cut).cancel

    def _cut(self) -> None:
        if not self._is_complete():
            self.is_cut = True
            self._task.cancel("The process was told to stop.")


def _nothing() -> None:
    """Undo what was not done."""


def of_events(start: Message) -> bool:
    """Say whether a response that begins with ``start`` is one of server-sent events."""
    return any(
        name == b"content-type" and value.startswith(b"text/event-stream") for name, value in start.get("headers", ())
    )


def _only(raised: BaseException | None, *kinds: type[BaseException]) -> bool:
    if isinstance(raised, BaseExceptionGroup):
        return raised.split(kinds)[1] is None
    return raised is None or isinstance(raised, kinds)
