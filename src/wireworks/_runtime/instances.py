"""What a scope or a container has made, in one dictionary that also holds the makings in flight and the exits."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, ClassVar, NoReturn

from wireworks._model.key import Key
from wireworks._runtime.exits import Closing, Exit, Resource, at_once, dismiss, report, unwind
from wireworks.errors import ServiceClosedError

EXITS = object()
"""The place in ``made`` where the exits stand, so that one look tells whether they are still open."""


DISPOSED = object()
"""The place in ``made`` where the objects stand that are to be disposed of, by their identity."""


class Closed(dict[object, Any]):
    """Stand in for the instances of what was closed: whoever looks is told so, and no other code has to ask."""

    def __init__(self, what: str, again: str = "open another") -> None:
        super().__init__()
        self._what = what
        self._again = again

    def get(self, *_: object) -> NoReturn:
        """Raise ``ServiceClosedError``."""
        raise self.error()

    def setdefault(self, *_: object) -> NoReturn:
        """Raise ``ServiceClosedError``."""
        raise self.error()

    def error(self) -> ServiceClosedError:
        """Return the error that says so."""
        return ServiceClosedError(
            f"{self._what[0].upper()}{self._what[1:]} was closed; nothing can be had from it any more.",
            fix=f"ask before it is closed, or {self._again}.",
            see="closed",
        )


class Instances:
    """Own what was made: keep it, and close it when its time is over. A closed owner gives nothing away."""

    __slots__ = ("_late", "made")

    what = "the container"
    ended: ClassVar[Closed] = Closed(what, "make another")

    def __init__(self) -> None:
        self.made: dict[object, Any] = {}
        self._late: tuple[list[Exit], BaseException | None] = ([], None)

    @property
    def closed(self) -> bool:
        """Whether the end has begun."""
        return isinstance(self.made, Closed)

    def keep_open(self, entry: Exit) -> None:
        """Remember to close what is in ``entry`` at the end.

        Raises:
            ServiceClosedError: the end has come while it was made; the caller has to close it.
        """
        made = self.made
        exits: list[Exit] = made.setdefault(EXITS, [])
        exits.append(entry)
        if self.made is not made and entry in exits:
            # The end began between the two lines and may have passed this entry by.
            exits.remove(entry)
            raise self.gone()

    def hold(self, key: Key, resource: Resource) -> None:
        """Remember to close ``resource`` at the end; close it at once if that has come.

        Raises:
            ServiceClosedError: it has.
        """
        entry = Exit(key, resource)
        try:
            self.keep_open(entry)
        except ServiceClosedError:
            self._late[0].extend(at_once(dismiss(entry, self.what, may_await=False)))
            raise

    async def ahold(self, key: Key, resource: Resource) -> None:
        """Do what ``hold`` does for what is made with ``await``."""
        entry = Exit(key, resource, isinstance(resource, AsyncGenerator))
        try:
            self.keep_open(entry)
        except ServiceClosedError:
            await dismiss(entry, self.what)
            raise

    def claim(self, product: object) -> bool:
        """Tell whether to dispose of ``product`` at the end: nobody does so yet who lives as long as this."""
        if self.disposes_of(product):
            return False
        made = self.made
        if not isinstance(made, Closed):
            made.setdefault(DISPOSED, {})[id(product)] = product
        return True

    def disposes_of(self, product: object) -> bool:
        """Tell whether this, or anybody who outlives it, disposes of ``product`` at the end."""
        return not self.closed and id(product) in self.made.get(DISPOSED, ())

    def gone(self) -> ServiceClosedError:
        """Return the error for using this after its end."""
        return self.ended.error()

    def exit(self, outcome: BaseException | None = None) -> None:
        """End with the outcome of the body: close everything that needs no ``await``.

        Args:
            outcome: what the body raised; it is thrown into every generator. ``None`` means that all went well.

        Raises:
            ServiceCloseError: something failed to close, or needs ``await``; what needs it stays for ``aexit``.
        """
        exits, outcome = self._take(outcome)
        if exits:
            closing = at_once(unwind(exits, outcome, may_await=False))
            if closing.left:
                self._late = [*closing.left, *self._late[0]], outcome
            report(closing, outcome, self.what)

    async def aexit(self, outcome: BaseException | None = None) -> None:
        """End as ``exit`` does, what needs ``await`` included."""
        exits, outcome = self._take(outcome)
        if exits:
            closing: Closing = await unwind(exits, outcome, may_await=True)
            report(closing, outcome, self.what)

    def take_over(self, other: Instances) -> None:
        """Close in the place of ``other`` what it has still to close; it ends here, and its own is closed first."""
        exits, _ = other._take(None)
        if exits:
            mine: list[Exit] = self.made.setdefault(EXITS, [])
            mine.extend(exits)

    def _take(self, outcome: BaseException | None) -> tuple[list[Exit], BaseException | None]:
        """Close the door and return what is left to close, and with what; later that is what sync code left."""
        made = self.made
        if isinstance(made, Closed):
            late, self._late = self._late, ([], None)
            return late
        self.made = self.ended
        return made.get(EXITS) or [], outcome
