"""A service made when it is first needed, and then kept (L16)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Generic, TypeVar, cast

from wireworks._declare.maker import Maker
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Wants
from wireworks._model.provider import Provider, Source
from wireworks._runtime.claims import claim, flying
from wireworks._runtime.flight import MAKING, Flight
from wireworks._runtime.scope import ServiceScope
from wireworks._runtime.supplier import Supplier
from wireworks._text.names import name_of

T_co = TypeVar("T_co", covariant=True)


class Lazy(Generic[T_co]):
    """Make a ``T`` when its value is first asked for, and keep it.

    As an annotation, ``Lazy[T]`` asks a container for one. Inside a scoped or transient service it makes in the scope
    of that service, inside a singleton where its value is first asked for. As it keeps what it made, a singleton takes
    no ``Lazy`` of what lives in a scope.

    Threads and tasks that ask at once get the same value, made once. A making that fails is tried again by the next who
    asks. Two services that need each other may take a ``Lazy`` of one another.

    Args:
        make: what makes the value; to build one by hand, for instance in a test.
        amake: what ``avalue`` awaits; ``make`` is called where it is left out.

    Example:
        >>> lazy = Lazy(lambda: ["made"])
        >>> lazy.value is lazy.value
        True

    Source: L16.
    """

    __wireworks_wants__: ClassVar[Wants] = Wants.LAZY
    __slots__ = ("__weakref__", "_amaker", "_made", "_maker", "_place")

    def __init__(self, make: Callable[[], T_co], amake: Callable[[], Awaitable[T_co]] | None = None) -> None:
        self._maker: Any = make
        self._amaker = amake
        self._place = Provider(Key(make), Lifetime.TRANSIENT, Source.FACTORY, make)
        self._made: dict[object, object] = {}

    @property
    def value(self) -> T_co:
        """The value, made now if it is not there yet.

        Raises:
            ServiceAsyncError: making it takes ``await``.
            ServiceCircularDependencyError: it is asked for by what is made for its sake.
            ServiceScopeError: it lives in a scope, and this belongs to none.
        """
        made, place = self._made, self._here()
        while True:
            found, mine = claim(made, place, MAKING.get())
            if mine:
                flight = cast("Flight", found)
                with flying(flight, made):
                    made[place] = self._make()
                flight.land()
                continue
            if not isinstance(found, Flight):
                return cast("T_co", found)
            found.block(made, MAKING.get())

    async def avalue(self) -> T_co:
        """Return the value, awaiting whatever takes ``await`` if it is not there yet; otherwise as ``value``."""
        made, place = self._made, self._here()
        while True:
            found, mine = claim(made, place, MAKING.get())
            if mine:
                flight = cast("Flight", found)
                with flying(flight, made):
                    made[place] = await self._amake()
                flight.land()
                continue
            if not isinstance(found, Flight):
                return cast("T_co", found)
            await found.join(made, MAKING.get())

    def __repr__(self) -> str:
        return f"Lazy({name_of(self._place.key)})"

    def _here(self) -> Provider:
        """Return the place of the value in ``_made``."""
        return self._place

    def _make(self) -> T_co:
        return cast("T_co", self._maker())

    async def _amake(self) -> T_co:
        return self._make() if self._amaker is None else await self._amaker()


class BoundLazy(Lazy[T_co]):
    """The ``Lazy[T]`` of a container."""

    __slots__ = ("_caller", "_scope", "_wanted")

    def __init__(self, caller: Supplier, maker: Maker, scope: ServiceScope | None) -> None:
        self._caller = caller
        self._wanted = maker
        self._scope = scope
        self._place = caller.provider(maker.key)
        self._made = {}

    def __repr__(self) -> str:
        return f"Lazy[{name_of(self._wanted.key)}]"

    def _here(self) -> Provider:
        # What is made inside an override (L29) is kept beside what is made outside, and never found there.
        caller = self._caller
        return self._place if caller.choose is None else caller.provider(self._wanted.key)

    def _make(self) -> T_co:
        self._caller.refuse_captive(self._wanted, self._scope)
        return cast("T_co", self._caller.make_at_once(self._wanted, self._scope, "`await lazy.avalue()`"))

    async def _amake(self) -> T_co:
        self._caller.refuse_captive(self._wanted, self._scope)
        return cast("T_co", await self._caller.amake(self._wanted, self._scope, {}))
