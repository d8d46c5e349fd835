"""Who sees an override beside the context that opened it, such as a server that runs in another thread (L29)."""

from __future__ import annotations

from contextvars import ContextVar
from threading import Lock
from typing import TypeAlias

from wireworks._model.override import Frame

_Present: TypeAlias = ContextVar[tuple["Audience", ...]]

SHOWN: _Present = ContextVar("wireworks_shown", default=())
"""Who is to see what is overridden in this context."""

WATCHING: _Present = ContextVar("wireworks_watching", default=())
"""As whom this context sees what is overridden in others."""


class Audience:
    """Let contexts see overrides that are opened in others, which they do not descend from.

    What a container overrides inside `showing` is seen inside `watching`, until it ends; in any thread and task.
    """

    __slots__ = ("_frames", "_lock")

    def __init__(self) -> None:
        self._frames: dict[object, tuple[Frame, ...]] = {}
        self._lock = Lock()

    def showing(self) -> Presence:
        """Return a context manager: overrides that are opened inside are for this audience as well."""
        return Presence(SHOWN, self)

    def watching(self) -> Presence:
        """Return a context manager: what this audience is shown counts inside."""
        return Presence(WATCHING, self)

    def show(self, stage: object, frame: Frame) -> None:
        """Let it see a frame of a container, which ``stage`` stands for."""
        with self._lock:
            self._frames[stage] = (*(each for each in self.seen(stage) if not each.ended), frame)

    def seen(self, stage: object) -> tuple[Frame, ...]:
        """Return the frames of a container that it was shown, those that have ended among them."""
        return self._frames.get(stage, ())


class Presence:
    """A ``with`` statement inside which an audience is there."""

    __slots__ = ("_audience", "_present")

    def __init__(self, present: _Present, audience: Audience) -> None:
        self._present = present
        self._audience = audience

    def __enter__(self) -> None:
        self._present.set((*self._present.get(), self._audience))

    def __exit__(self, *_: object) -> None:
        # Not by a token: fixtures of tests may end in another context than the one they began in.
        self._present.set(tuple(each for each in self._present.get() if each is not self._audience))
