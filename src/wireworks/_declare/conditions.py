"""Conditions under which a registration counts, as users write them; combined with ``&``, ``|`` and ``~``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, final

from wireworks._model.sentinel import MISSING
from wireworks._text.names import shown
from wireworks.errors import ServiceRegistrationError

if TYPE_CHECKING:
    from typing_extensions import TypeForm


class Condition:
    """Say when a registration counts. A plain string means a profile, a function without parameters is asked."""

    __slots__ = ()

    def __and__(self, other: When) -> Condition:
        return Both(self, condition_of(other))

    def __rand__(self, other: When) -> Condition:
        return Both(condition_of(other), self)

    def __or__(self, other: When) -> Condition:
        return Either(self, condition_of(other))

    def __ror__(self, other: When) -> Condition:
        return Either(condition_of(other), self)

    def __invert__(self) -> Condition:
        return Unless(self)

    def __bool__(self) -> NoReturn:
        raise ServiceRegistrationError(
            "A condition is neither true nor false by itself: it is decided when something is registered.",
            fix="combine conditions with `&`, `|` and `~` instead of `and`, `or` and `not`.",
            see="condition",
        )


When: TypeAlias = Condition | str | Callable[[], object]


@final
class Profile(Condition):
    """Hold if the container has one of the profiles ``names``: ``ServiceContainer(profiles=["test"])``.

    Example:
        >>> from wireworks import ServiceContainer
        >>> class Mailer: ...
        >>> class FakeMailer(Mailer): ...
        >>> container = ServiceContainer(profiles=["test"])
        >>> _ = container.add_singleton(Mailer, when=~Profile("test")).add_singleton(Mailer, FakeMailer, when="test")
        >>> type(container.get(Mailer)).__name__
        'FakeMailer'
    """

    __match_args__ = ("names",)
    __slots__ = ("names",)

    def __init__(self, *names: str) -> None:
        self.names = names


@final
class Param(Condition):
    """Hold if the container's ``params`` have a value under ``name`` that is true, or equal to ``equals``.

    A value that is missing does not hold. Nothing is converted, so the text ``"false"`` is true.

    Args:
        name: as in ``Inject(param=...)``; dots lead into what is nested.
        equals: what the value has to be.
    """

    __match_args__ = ("name", "equals")
    __slots__ = ("equals", "name")

    def __init__(self, name: str, *, equals: object = MISSING) -> None:
        self.name = name
        self.equals = equals


@final
class Present(Condition):
    """Hold if something is registered for ``key``, be it now or later.

    It is decided after all other conditions, in the order of registration, and again whenever registrations change.
    What only follows from other registrations, such as a collection or a closed generic, does not count.

    Args:
        key: a type, or ``qualified(T, name)``.
    """

    __match_args__ = ("key",)
    __slots__ = ("key",)

    def __init__(self, key: TypeForm[object]) -> None:
        self.key: Any = key


@final
class Asked(Condition):
    """Hold if a function of the user's says so."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[], object]) -> None:
        self.function = function


class _Combined(Condition):
    __match_args__ = ("first", "second")
    __slots__ = ("first", "second")

    def __init__(self, first: Condition, second: Condition) -> None:
        self.first = first
        self.second = second


@final
class Both(_Combined):
    """Hold if both of two conditions do; the second is not looked at if the first does not."""

    __slots__ = ()


@final
class Either(_Combined):
    """Hold if one of two conditions does; the second is not looked at if the first does."""

    __slots__ = ()


@final
class Unless(Condition):
    """Hold if another condition does not."""

    __match_args__ = ("other",)
    __slots__ = ("other",)

    def __init__(self, other: Condition) -> None:
        self.other = other


def condition_of(when: When) -> Condition:
    """Return the condition that a user means.

    Raises:
        ServiceRegistrationError: it is none.
    """
    if isinstance(when, Condition):
        return when
    if isinstance(when, str):
        return Profile(when)
    if callable(when) and not isinstance(when, type):
        return Asked(when)
    hint = f" Did you mean `Present({when.__name__})`?" if isinstance(when, type) else ""
    raise ServiceRegistrationError(
        f"Expected a condition, got {shown(when)}.{hint}",
        fix="use a `Profile`, `Param` or `Present`, the name of a profile, or a function without parameters.",
        see="condition",
    )
