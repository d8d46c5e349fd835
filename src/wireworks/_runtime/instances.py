"""What a scope or a container has made, in one dictionary that also holds the makings in flight; and its exits."""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import AsyncGenerator
from typing import Any, ClassVar, NoReturn, TypeAlias

from wireworks._model.key import Key
from wireworks._model.record import NamedTuple
from wireworks._runtime.exits import (
    Afterwards,
    Exit,
    Failure,
    Resource,
    arun_out,
    at_once,
    dismiss,
    report,
    run_out,
    unwind,
)
from wireworks._runtime.flight import HAS_GIL, Flight
from wireworks.errors import ServiceClosedError

_Left: TypeAlias = tuple[list[Exit], BaseException | None]

_BEGINNING = RLock()
"""Guards, where threads run in parallel, that an owner begins one list of exits and no second."""


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


class Flown(NamedTuple):
    """The list of a run, the flight of what it is making, and the dictionary in which that stands.

    The scope may end before it lands, and then has another dictionary.
    """

    made: list[Any]
    flight: Flight
    table: dict[object, Any]


class Aside:
    """What few owners ever have, in an object of its own, so that the others are made faster.

    ``disposed`` holds the objects that are disposed of at the end, by their identity; ``late`` what sync code left to
    be closed, and with what; ``flown`` stands for what a run is making while others wait for it.
    """

    __slots__ = ("disposed", "flown", "late")

    def __init__(self) -> None:
        self.disposed: dict[int, object] = {}
        self.flown: Flown | None = None
        self.late: _Left | None = None


class Instances:
    """Own what was made: keep it, and close it when its time is over. A closed owner gives nothing away.

    ``made`` holds what was made by its provider, and the flights of what is being made; ``exits`` what has to be
    closed, the oldest first, or ``None`` as long as there was nothing; ``aside`` what else there may be.
    """

    __slots__ = ("aside", "exits", "made")

    what = "the container"
    ended: ClassVar[Closed] = Closed(what, "make another")

    def __init__(self) -> None:
        self.made: Any = {}
        self.exits: list[Exit] | None = None
        self.aside: Aside | None = None

    @property
    def closed(self) -> bool:
        """Whether the end has begun."""
        return isinstance(self.made, Closed)

    def all_made(self) -> dict[object, Any]:
        """Return the dictionary of what was made; once asked for, it stays the same until the end."""
        made: dict[object, Any] = self.made
        return made

    def keeps(self, key: Key, resource: Resource, is_async: bool = False) -> bool:  # noqa: FBT001, FBT002 - hot
        """Remember to close ``resource`` at the end; tell whether that is still to come."""
        exits = self.exits
        if exits is None:
            exits = self._begun()
        entry = (key, resource, is_async)
        exits.append(entry)
        return self.reaches(entry)

    def reaches(self, entry: Exit) -> bool:
        """Tell whether the end of this comes to an entry of ``exits``, or has been there; otherwise take it out."""
        exits = self.exits
        if type(self.made) is not Closed or exits is None or entry not in exits:
            return True
        # The end began meanwhile and may have passed this entry by.
        exits.remove(entry)
        return False

    def keeps_to_last(self, key: Key, told: Afterwards) -> None:
        """Remember whom to tell at the end how it went, when everything else is closed."""
        (self.exits or self._begun()).insert(0, (key, told, False))

    def _begun(self) -> list[Exit]:
        fresh: list[Exit] = []  # here: garbage may be collected for it, and others come in
        if HAS_GIL:  # on one line nobody comes in between
            exits = self.exits = fresh if self.exits is None else self.exits
            return exits
        with _BEGINNING:
            exits = self.exits = fresh if self.exits is None else self.exits
        return exits

    def put_aside(self) -> Aside:
        """Return the object for what few have; it is made when first asked for."""
        fresh = Aside()
        if HAS_GIL:  # as above
            aside = self.aside = fresh if self.aside is None else self.aside
            return aside
        with _BEGINNING:
            aside = self.aside = fresh if self.aside is None else self.aside
        return aside

    def hold(self, key: Key, resource: Resource) -> None:
        """Remember to close ``resource`` at the end; close it at once if that has come.

        Raises:
            ServiceClosedError: it has.
        """
        if not self.keeps(key, resource):
            self.refuse_at_once(key, resource)

    async def ahold(self, key: Key, resource: Resource) -> None:
        """Do what ``hold`` does for what is made with ``await``."""
        if not self.keeps(key, resource, isinstance(resource, AsyncGenerator)):
            await self.refuse(key, resource)

    def refuse_at_once(self, key: Key, resource: Resource) -> NoReturn:
        """Do what ``refuse`` does as far as that needs no ``await``; what does is left for ``aexit``."""
        aside = self.put_aside()
        late, outcome = aside.late or ([], None)
        aside.late = [*late, *at_once(dismiss((key, resource, False), self.what, may_await=False))], outcome
        raise self.gone()

    async def refuse(self, key: Key, resource: Resource) -> NoReturn:
        """Close at once what was made too late to be kept.

        Raises:
            ServiceClosedError: always, unless closing it fails.
        """
        await dismiss((key, resource, isinstance(resource, AsyncGenerator)), self.what)
        raise self.gone()

    def claim(self, product: object) -> bool:
        """Tell whether to dispose of ``product`` at the end: nobody does so yet who lives as long as this."""
        if self.disposes_of(product):
            return False
        aside = self.put_aside()
        if not self.closed:
            aside.disposed[id(product)] = product
        return True

    def disposes_of(self, product: object) -> bool:
        """Tell whether this, or anybody who outlives it, disposes of ``product`` at the end."""
        aside = self.aside
        return aside is not None and not self.closed and id(product) in aside.disposed

    def gone(self) -> ServiceClosedError:
        """Return the error for using this after its end."""
        return self.ended.error()

    def reopen(self) -> bool:
        """Begin anew with nothing made; tell whether that could be: not as long as there is something to close."""
        if self.aside is not None and self.aside.late is not None:
            return False
        self.exits = self.aside = None
        self.made = {}
        return True

    def exit(self, outcome: BaseException | None = None) -> None:
        """End with the outcome of the body: close everything that needs no ``await``.

        Args:
            outcome: what the body raised; it is thrown into every generator. ``None`` means that all went well.

        Raises:
            ServiceCloseError: something failed to close, or needs ``await``; what needs it stays for ``aexit``.
        """
        self.wind_up(*self._take(outcome))

    async def aexit(self, outcome: BaseException | None = None) -> None:
        """End as ``exit`` does, what needs ``await`` included."""
        await self.awind_up(*self._take(outcome))

    def wind_up(self, exits: list[Exit], outcome: BaseException | None) -> None:
        """Close ``exits`` once the door is shut; otherwise as ``exit``."""
        failures = run_out(exits) if outcome is None else []
        if exits or failures:
            self.unwind(exits, outcome, failures)

    async def awind_up(self, exits: list[Exit], outcome: BaseException | None) -> None:
        """Do what ``wind_up`` does, awaiting whatever takes ``await``."""
        failures = await arun_out(exits) if outcome is None else []
        if exits or failures:
            await self.aunwind(exits, outcome, failures)

    def unwind(self, exits: list[Exit], outcome: BaseException | None, failures: list[Failure]) -> None:
        """Close what ``run_out`` has left of ``exits``, and tell of all that failed."""
        closing = at_once(unwind(exits, outcome, failures, may_await=False))
        if closing.left:
            aside = self.put_aside()
            aside.late = [*closing.left, *(aside.late or ([],))[0]], outcome
        report(closing, outcome, self.what)

    async def aunwind(self, exits: list[Exit], outcome: BaseException | None, failures: list[Failure]) -> None:
        """Do what ``unwind`` does, awaiting whatever takes ``await``."""
        report(await unwind(exits, outcome, failures, may_await=True), outcome, self.what)

    def take_over(self, other: Instances) -> None:
        """Close in the place of ``other`` what it has still to close; it ends here, and its own is closed first."""
        exits, _ = other._take(None)
        if exits:
            self._begun().extend(exits)

    def _take(self, outcome: BaseException | None) -> _Left:
        """Close the door and return what is left to close, and with what; later that is what sync code left."""
        if self.closed:
            late = None
            if self.aside is not None:
                late, self.aside.late = self.aside.late, None
            return late or ([], None)
        self.made = self.ended
        self._let_go()
        return self.exits or [], outcome

    def _let_go(self) -> None:
        """Forget what is disposed of."""
        if self.aside is not None:
            self.aside.disposed = {}
