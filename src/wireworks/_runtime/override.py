"""Which overrides are in force where, and the end of what was made inside them; it knows nothing of plans (L29)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar, Token
from threading import Lock

from wireworks._model.key import Key
from wireworks._model.override import Frame
from wireworks._model.provider import Provider
from wireworks._runtime.audience import SHOWN, WATCHING
from wireworks._runtime.instances import Closed, Instances


class OverrideInstances(Instances):
    """Own the singletons that were made because of an override, until it ends."""

    __slots__ = ()

    what = "the override"
    ended = Closed(what)


def joined(owners: Iterable[Instances], what: Instances) -> Instances:
    """Hand over to ``what`` all that ``owners`` have still to close, so that it ends as one; return it.

    Args:
        owners: they end now, and give nothing away any more. The last of them is closed first.
        what: its own are closed last.
    """
    for owner in owners:
        what.take_over(owner)
    return what


class Frames:
    """Keep which frames are open: those of each context, which tasks started in it inherit, and those of everybody.

    What an `Audience` is shown, its contexts see as well.
    """

    __slots__ = ("_everywhere", "_here", "_lock", "_open", "_serial")

    def __init__(self) -> None:
        self._here: ContextVar[tuple[Frame, ...]] = ContextVar("wireworks_overrides", default=())
        self._everywhere: tuple[Frame, ...] = ()
        self._lock = Lock()
        self._serial = 0
        self._open = 0

    def __bool__(self) -> bool:
        return self._open > 0

    def open(
        self, providers: Mapping[Key, Provider], *, everywhere: bool
    ) -> tuple[Frame, Token[tuple[Frame, ...]] | None]:
        """Put a frame in force; return it, and what ``end`` asks for beside it."""
        with self._lock:
            self._serial += 1
            self._open += 1
            frame = Frame(self._serial, providers)
            if everywhere:
                self._everywhere = (*self._everywhere, frame)
                return frame, None
        for audience in SHOWN.get():
            audience.show(self, frame)
        return frame, self._here.set((*self._here.get(), frame))

    def end(self, frame: Frame, token: Token[tuple[Frame, ...]] | None) -> None:
        """Take a frame out of force wherever it is, also from another context than the one it was opened in."""
        with self._lock:
            frame.ended = True
            self._open -= 1
            self._everywhere = tuple(each for each in self._everywhere if each is not frame)
        frame.providers = {}
        if token is not None:
            self._forget(frame, token)

    def _forget(self, frame: Frame, token: Token[tuple[Frame, ...]]) -> None:
        here = self._here.get()
        if here and here[-1] is frame:
            try:
                self._here.reset(token)
            except ValueError:  # a context that is a copy of the one it was opened in
                self._here.set(here[:-1])
        elif frame in here:
            self._here.set(tuple(each for each in here if not each.ended))

    def in_force(self) -> tuple[Frame, ...]:
        """Return what this context sees, the last one opened standing last."""
        frames = self._here.get()
        watching = WATCHING.get()
        if self._everywhere or watching:
            shown = (frame for audience in watching for frame in audience.seen(self))
            frames = tuple(sorted({*frames, *self._everywhere, *shown}, key=_serial_of))
        for frame in frames:
            if frame.ended:  # the context was copied, or left, while it was open
                return tuple(each for each in frames if not each.ended)
        return frames


def _serial_of(frame: Frame) -> int:
    return frame.serial
