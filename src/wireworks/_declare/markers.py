"""Marks that users put on classes, functions and annotations; they record what was said and do nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias, TypeVar, Unpack, cast, final, overload

from wireworks._declare.options import Options
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.record import NamedTuple
from wireworks._text.names import shown
from wireworks.errors import ServiceRegistrationError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")
S = TypeVar("S", bound=Callable[..., object])

_MARKS = "__wireworks_marks__"


class Mark(NamedTuple):
    """What one ``@service`` said of the object it stands on."""

    lifetime: Lifetime | str
    qualifier: Hashable
    as_type: object
    options: Options


@overload
def service(thing: S, /) -> S: ...
@overload
def service(
    *, lifetime: Lifetime | str = ..., qualifier: Hashable = ..., as_type: object = ..., **options: Unpack[Options]
) -> Callable[[S], S]: ...
def service(
    thing: S | None = None,
    /,
    *,
    lifetime: Lifetime | str = Lifetime.SINGLETON,
    qualifier: Hashable = None,
    as_type: object = None,
    **options: Unpack[Options],
) -> S | Callable[[S], S]:
    """Mark a class or factory function as a service; return the very object it was given.

    Nothing is registered: hand the object, or the module it stands in, to a container. A mark belongs to the object it
    stands on, so subclasses do not inherit it. Several marks on one object are several services.

    Args:
        thing: the class or factory, when used without arguments.
        lifetime: how long what it makes is kept.
        qualifier: any hashable; tells apart several services of one type.
        as_type: the key to register under instead of the class itself or what the function's annotation declares.
        **options: as for ``ServiceContainer.register``.

    Raises:
        ServiceRegistrationError: Python lets nothing be written on ``thing``, a bound method for one.

    Example:
        >>> @service
        ... class Clock: ...
        >>> @service(lifetime="scoped")
        ... def make_basket(clock: Clock) -> list[str]:
        ...     return []

    Source: L1.
    """

    def mark(target: S) -> S:
        _write(target, Mark(lifetime, qualifier, as_type, options))
        return target

    return mark if thing is None else mark(thing)


def _write(target: object, mark: Mark) -> None:
    # What a class hands out of a static or class method is the function inside, so that carries the mark.
    carrier = target.__func__ if isinstance(target, (classmethod, staticmethod)) else target
    try:
        setattr(carrier, _MARKS, (*marks_of(carrier), mark))
    except (AttributeError, TypeError):
        what = f"A mark cannot stand on {shown(target)}."
        fix = "mark a class or a function, or use `add_transient`, `add_scoped` or `add_singleton`."
        raise ServiceRegistrationError(what, fix=fix, see="registration") from None


def marks_of(thing: object) -> tuple[Mark, ...]:
    """Return the marks that stand on ``thing`` itself, or on the function of a method, in the order they came."""
    own: dict[str, object] = getattr(thing, "__dict__", {})
    return cast("tuple[Mark, ...]", own.get(_MARKS, ()))


class _Fields:
    """Say that something is a dataclass when it is asked, as FastAPI does, which copies markers by their fields."""

    def __get__(self, _: object, owner: type) -> dict[str, Any]:
        from dataclasses import make_dataclass

        fields: Any = make_dataclass(owner.__name__, ("qualifier", "param", "expr"), kw_only=True)
        return fields.__dataclass_fields__  # type: ignore[no-any-return]  # as every dataclass has them


@final
class Inject:
    """Say inside ``Annotated`` that a parameter is injected: which of several services, or which configured value.

    Args:
        qualifier: the qualifier the service was registered with; ``None`` means the one without.
        param: the name of a value among the container's ``params``, such as ``"db.url"``.
        expr: a text with such names in it, as in ``"postgresql://${db.host}:${db.port}"``.

    Raises:
        ServiceRegistrationError: more than one of them is given.

    Example:
        >>> def report(replica: Annotated[str, Inject(qualifier="replica")]) -> None: ...
        >>> def connect(url: Annotated[str, Inject(param="db.url")]) -> None: ...

    Source: L7, L8, W1.
    """

    # Not made a dataclass by the decorator: that imports `inspect`, which takes as long as all of this library.
    __slots__ = ("expr", "param", "qualifier")

    qualifier: Hashable
    param: str | None
    expr: str | None

    dependency: ClassVar[None] = None
    """What FastAPI reads as "depend on the annotated type"."""
    __dataclass_fields__: ClassVar[Any] = _Fields()

    def __init__(self, *, qualifier: Hashable = None, param: str | None = None, expr: str | None = None) -> None:
        for name, value in (("qualifier", qualifier), ("param", param), ("expr", expr)):
            object.__setattr__(self, name, value)
        if sum(said is not None for said in self._said()) > 1:
            what = f"`{self!r}` asks for more than one thing."
            raise ServiceRegistrationError(what, fix="give a qualifier, a param or an expr.", see="parameter")

    @property  # type: ignore[misc]  # the way mocks stand in for what they replace
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
        """Answer as FastAPI's own marker once FastAPI is loaded, so that endpoints need no set-up to be understood."""
        if hasattr(sys.modules.get("fastapi.params"), "Depends"):
            from importlib import import_module

            # By name, and only where FastAPI is: no arrow leads from here to the integration.
            return cast("type", import_module("wireworks.fastapi.marker").InjectedDepends)
        return Inject

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        # By ``type``, which asks nobody; ``isinstance`` and ``__class__`` would load the integration.
        return type(other) is Inject and other._said() == self._said()

    def __hash__(self) -> int:
        return hash((Inject, *self._said()))

    def __copy__(self) -> Inject:
        return self

    def __deepcopy__(self, memo: object) -> Inject:
        return self

    def __reduce__(self) -> tuple[Callable[..., Inject], tuple[Hashable, ...]]:
        return _inject, self._said()

    def __repr__(self) -> str:
        said = zip(("qualifier", "param", "expr"), self._said(), strict=True)
        return f"Inject({', '.join(f'{name}={value!r}' for name, value in said if value is not None)})"

    def _said(self) -> tuple[Hashable, str | None, str | None]:
        return self.qualifier, self.param, self.expr

    @property
    def configures(self) -> bool:
        """Whether it asks for a value of the configuration instead of a service."""
        return self.param is not None or self.expr is not None


def _inject(qualifier: Hashable, param: str | None, expr: str | None) -> Inject:
    return Inject(qualifier=qualifier, param=param, expr=expr)


Injected: TypeAlias = Annotated[T, Inject()]
"""``Injected[T]`` marks a parameter that the container fills; to a type checker it is ``T``. Source: L13."""


def qualified(key: TypeForm[T], qualifier: Hashable) -> TypeForm[T]:
    """Return the key of the service of type ``key`` that was registered with ``qualifier``.

    Example: ``container.get(qualified(Cache, "redis"))``.

    Source: L8.
    """
    return cast("TypeForm[T]", Key(key, qualifier))
