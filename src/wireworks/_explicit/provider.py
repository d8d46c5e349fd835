"""What every provider of explicit wiring can do: be called, awaited, overridden, handed over, and looked into."""

from __future__ import annotations

from collections.abc import Callable
from operator import getitem
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from wireworks._model.wiring import Delegate, Override, Wired, Wiring
from wireworks._text.names import name_of

T = TypeVar("T")


class Provider(Wired, Generic[T]):
    """Make or fetch a ``T`` when called, from what was written where it was defined.

    Source: L17, L18.
    """

    __slots__ = ()

    def __call__(self, /, *args: Any, **kwargs: Any) -> T:
        """Make or fetch the ``T``.

        Args:
            *args: follow the injected positional values.
            **kwargs: win over injected keywords; a provider that stood there is not called.

        Raises:
            ServiceAsyncError: something that it needs, and that is not there yet, takes ``await``.
            ServiceCircularDependencyError: overrides make it need itself.
            ServiceParameterError: a keyword speaks of an argument of what is injected.
            ServiceResolutionError: it is there already, so that arguments come too late.
        """
        return self._called(args, kwargs, is_overridden=False)  # type: ignore[no-any-return]  # what it provides

    async def aget(self, /, *args: Any, **kwargs: Any) -> T:
        """Do what a call does, awaiting whatever takes ``await``."""
        from wireworks._explicit.walk import walk  # as in `_called`

        return await walk(self, args, kwargs).arun()  # type: ignore[no-any-return]  # as above

    def override(self, other: object) -> Overriding:
        """Make ``other`` answer for this provider from now on; overrides stack, and the last one wins.

        Args:
            other: a provider is called in place of this one, with the same arguments; anything else is returned.

        Returns:
            A context manager that undoes this override when its ``with`` statement ends, whatever happened inside.
            Without one it stands until ``reset_override`` or ``reset_last_overriding``.

        Every thread sees the override. What a provider keeps and made with the help of this one is made afresh under
        the override, and forgotten after it.

        Source: L18.
        """
        return Overriding(self, self._admitted(other))

    def reset_last_overriding(self) -> None:
        """Undo the override that was set last, if there is any."""
        last = next(reversed(self.overrides), None)
        if last is not None:
            _take_back(self, last)

    def reset_override(self) -> None:
        """Undo every override."""
        for entry in tuple(self.overrides):
            _take_back(self, entry)

    def delegate(self) -> Delegate:
        """Return what injects this provider itself instead of what it makes."""
        return Delegate(self)

    @property
    def provided(self) -> Provided:
        """Return what gives a part of the product: ``provider.provided.attribute["item"].method.call(1)``."""
        return Provided(Wiring(_same, (self,)), f"{self!r}.provided")

    def __wireworks_twin__(self) -> Self:
        """Return a copy that shares nothing yet but its wiring; overrides of this provider count for it too."""
        from copy import copy  # as below

        twin = copy(self)
        twin.overrides = []
        twin.__wireworks_nodes__ = {}
        twin.__wireworks_written__ = {}
        twin.__wireworks_origin__ = self
        return twin

    def __wireworks_rewire__(self, parts: Wiring) -> None:
        """Give a new copy its own parts."""
        self.wiring = parts

    def _admitted(self, other: object) -> object:
        """Return what stands in for this provider, or raise if ``other`` cannot."""
        return other

    def _called(self, args: tuple[Any, ...], kwargs: dict[str, Any], is_overridden: bool) -> Any:  # noqa: FBT001 - as ``Slow`` is
        """Make or fetch the product by the function written for this shape of call, or by walking."""
        shape = len(args), frozenset(kwargs)
        written = None if is_overridden else self.__wireworks_written__.get(shape)
        if not callable(written):
            # The rooms that plan and compile come with the first call of all, and start-up is cheap without them.
            from wireworks._explicit.walk import walk
            from wireworks._explicit.writing import written_for

            written = None if is_overridden else written_for(self, args, kwargs, self._called)
            if written is None:
                return walk(self, args, kwargs).run()
            self._exchange(written)
        return written(*args, **kwargs)

    def _exchange(self, written: Callable[..., T]) -> None:
        """Take notice of a function that makes the product for one shape of call."""


class Overriding:
    """One override of one provider, in force from its making on; leaving it undoes it and no other."""

    __slots__ = ("_entry", "_other", "_wired")

    def __init__(self, wired: Wired, other: object) -> None:
        self._wired = wired
        self._other = other
        self._entry: Override | None = _put(wired, other)

    def __enter__(self) -> Self:
        if self._entry is None:
            self._entry = _put(self._wired, self._other)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            _take_back(self._wired, entry)


def _put(wired: Wired, other: object) -> Override:
    from wireworks._explicit.following import put  # most programs override nothing, and start-up is dear

    return put(wired, other)


def _take_back(wired: Wired, entry: Override) -> None:
    from wireworks._explicit.following import take_back  # as above

    take_back(wired, entry)


class Written(Provider[T]):
    """A provider that keeps to itself how it makes its product: a container calls it as it is."""

    def __init__(self, parts: Wiring) -> None:
        self._label: str | None = None
        self.wiring = None
        self.overrides = []
        self.__wireworks_nodes__ = {}
        self.__wireworks_written__ = {}
        self.__wireworks_origin__ = None
        self._parts = parts

    def __set_name__(self, owner: type, name: str) -> None:
        if self._label is None:
            self._label = f"{owner.__name__}.{name}"

    def __wireworks_parts__(self) -> Wiring:
        """Return everything it was given."""
        return self._parts

    def __wireworks_rewire__(self, parts: Wiring) -> None:
        """Give a new copy its own parts."""
        self._parts = parts

    def __repr__(self) -> str:
        return self._label or f"{type(self).__name__}({name_of(self._parts.provides)})"


class Provided(Written[Any]):
    """A part of what a provider makes, looked up anew for each making; every step is a provider itself."""

    def __init__(self, parts: Wiring, said: str) -> None:
        super().__init__(parts)
        self._said = said

    def __getattr__(self, name: str) -> Provided:
        if name.startswith("_"):
            raise AttributeError(name)
        return Provided(Wiring(getattr, (self, name)), f"{self._said}.{name}")

    def __getitem__(self, item: object) -> Provided:
        return Provided(Wiring(getitem, (self, item)), f"{self._said}[{item!r}]")

    def call(self, *args: object, **kwargs: object) -> Provided:
        """Return what calls the part with these arguments; providers among them are asked for each making."""
        return Provided(Wiring(_called, (self, *args), tuple(kwargs.items())), f"{self._said}.call(...)")

    def __repr__(self) -> str:
        return self._said


def _same(product: object) -> object:
    return product


def _called(part: Any, /, *args: object, **kwargs: object) -> object:
    return part(*args, **kwargs)
