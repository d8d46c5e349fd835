"""Factories as values: explicit wiring without a container (L17 - L19)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from types import TracebackType
from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar

from wireworks._compile.engine import Engine
from wireworks._compile.interpret import Evaluation
from wireworks._model.parameter import Wants
from wireworks._model.wiring import Delegate, Setting, Wired, Wiring
from wireworks._plan.records import Maker, Node
from wireworks._plan.wiring import inner, wire
from wireworks._runtime.instances import Instances
from wireworks._runtime.scope import ServiceScope
from wireworks._text.names import name_of, shown
from wireworks.errors import ServiceCircularDependencyError, ServiceRegistrationError

__all__ = ("Attribute", "Factory", "KwArg", "Method")

T = TypeVar("T")


class _Injection:
    """A named value for a ``Factory``."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: object) -> None:
        if not isinstance(name, str):
            what = f"`{type(self).__name__}` expects a name first, got {shown(name)}."
            raise ServiceRegistrationError(what, fix="pass the name, then the value.", see="factory")
        self.name = name
        self.value = value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.value!r})"


class KwArg(_Injection):
    """Pass ``value`` to the constructor by the keyword ``name``. Source: L17."""

    __slots__ = ()


class Attribute(_Injection):
    """Set the attribute ``name`` to ``value`` after construction. Source: L17."""

    __slots__ = ()


class Method(_Injection):
    """Call the method ``name`` with ``value`` alone, after construction and after every attribute. Source: L17."""

    __slots__ = ()


class Factory(Wired, Generic[T]):
    """Make a new ``T`` whenever called, from what is written here, with no container.

    As an annotation, ``Factory[T]`` asks a container for a callable that makes a ``T``, or fetches it by its lifetime.

    Args:
        provides: the class or function to call.
        *injections: plain values are the first positional arguments; ``KwArg``, ``Attribute`` and ``Method`` say more.
        **keywords: as so many ``KwArg``.

    A value that is itself a factory is called for each making; a ``Delegate`` injects the factory as it is; any other
    value is used as it is.

    Raises:
        ServiceRegistrationError: ``provides`` is not callable, or a keyword is given twice.

    Example:
        >>> class Photo: ...
        >>> class User:
        ...     def __init__(self, name: str, photo: Photo) -> None:
        ...         self.name, self.photo = name, photo
        >>> users = Factory(User, KwArg("photo", Factory(Photo)))
        >>> users("Ada").name
        'Ada'

    Source: L15, L17 - L19.
    """

    __wireworks_wants__: ClassVar[Wants] = Wants.FACTORY
    __slots__ = ("_nodes",)

    def __init__(self, provides: Callable[..., T], /, *injections: object, **keywords: object) -> None:
        if not callable(provides):
            what = f"`Factory` expects a class or function to call, got {shown(provides)}."
            raise ServiceRegistrationError(what, fix="pass the class itself.", see="factory")
        self.wiring = _wiring(provides, injections, keywords)
        self.overrides = []
        self._nodes: dict[frozenset[str], Node] = {}

    def __call__(self, /, *args: Any, **kwargs: Any) -> T:
        """Make a ``T``.

        Args:
            *args: follow the injected positional values.
            **kwargs: win over injected keywords; a factory that stood there is not called.

        Raises:
            ServiceCircularDependencyError: overrides make the factory need itself.
        """
        if self.overrides:
            return self._overridden(args, kwargs)
        names = frozenset(kwargs)
        node = self._nodes.get(names)
        if node is None:
            node = self._nodes[names] = wire(self, names)
        return Evaluation(_ALONE, node, None, kwargs, args).run()  # type: ignore[no-any-return]  # what it provides

    def override(self, other: object) -> _Override[T]:
        """Make ``other`` answer for this factory inside a ``with`` statement; overrides stack, and the last one wins.

        Args:
            other: a factory is called in place of this one, with the same arguments; anything else is returned.

        Every thread sees the override. It is undone when the statement ends, whatever happened inside.

        Source: L18.
        """
        return _Override(self, other)

    def delegate(self) -> Delegate:
        """Return what injects this factory itself instead of what it makes."""
        return Delegate(self)

    def _overridden(self, args: tuple[object, ...], kwargs: dict[str, object]) -> T:
        following = _FOLLOWING.get()
        if self in following:
            raise _circular(self, following)
        entry: Any = self.overrides[-1]
        other = entry.other
        if not isinstance(other, Wired):
            return other  # type: ignore[no-any-return]  # a stand-in that the user vouches for
        token = _FOLLOWING.set((*following, self))
        try:
            return other(*args, **kwargs)  # type: ignore[no-any-return]  # as above
        finally:
            _FOLLOWING.reset(token)

    def __repr__(self) -> str:
        return f"Factory({name_of(self.wiring.provides) if self.wiring else '...'})"


class _Override(Generic[T]):
    """One override of one factory, known by itself, so that leaving out of order undoes the right one."""

    __slots__ = ("_factory", "other")

    def __init__(self, factory: Factory[T], other: object) -> None:
        self._factory = factory
        self.other = other

    def __enter__(self) -> Self:
        self._factory.overrides.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._factory.overrides.remove(self)


def _wiring(provides: Callable[..., object], injections: Iterable[object], keywords: dict[str, object]) -> Wiring:
    positional: list[object] = []
    named: dict[str, object] = {}
    attributes: list[Setting] = []
    methods: list[Setting] = []
    for injection in injections:
        if isinstance(injection, KwArg):
            _name_once(named, injection.name, injection.value, provides)
        elif isinstance(injection, _Injection):
            call = isinstance(injection, Method)
            (methods if call else attributes).append(Setting(injection.name, injection.value, call))
        else:
            positional.append(injection)
    for name, value in keywords.items():
        _name_once(named, name, value, provides)
    return Wiring(provides, tuple(positional), tuple(named.items()), (*attributes, *methods))


def _name_once(named: dict[str, object], name: str, value: object, provides: object) -> None:
    if name in named:
        what = f"`Factory({name_of(provides)})` is given the keyword `{name}` twice."
        raise ServiceRegistrationError(what, fix="leave one of them out.", see="factory")
    named[name] = value


def _circular(factory: Factory[Any], following: tuple[Factory[Any], ...]) -> ServiceCircularDependencyError:
    way = _way_back(factory) or [*following[following.index(factory) + 1 :], factory]
    names = " -> ".join(f"`{each!r}`" for each in (factory, *way))
    return ServiceCircularDependencyError(
        f"`{factory!r}` needs itself: {names}.",
        fix="override it with a factory that does not use it, or inject a `Delegate`.",
        see="circular-dependency",
    )


def _way_back(factory: Wired) -> list[Wired]:
    """Return the factories that ``factory`` leads to, each through the one before, until it comes back to itself.

    Where one of them comes back by a call in user code, there is no such way.
    """
    came: dict[Wired, Wired] = {}
    waiting = [factory]
    while factory not in came:
        if not waiting:
            return []
        here = waiting.pop()
        for below in _leads_to(here):
            if below not in came:
                came[below] = here
                waiting.append(below)
    way = [factory]
    while (before := came[way[-1]]) is not factory:
        way.append(before)
    return way[::-1]


def _leads_to(factory: Wired) -> list[Wired]:
    if factory.overrides:
        entry: Any = factory.overrides[-1]
        return [entry.other] if isinstance(entry.other, Wired) else []
    return inner(factory)


def _unbound(maker: Maker, scope: ServiceScope | None) -> NoReturn:
    raise AssertionError(maker, scope)  # pragma: no cover - explicit wiring has no type hints to bind


_FOLLOWING: ContextVar[tuple[Factory[Any], ...]] = ContextVar("wireworks_following", default=())
_ALONE = Engine(Instances(), ContextVar("wireworks_alone", default=None), _unbound)
