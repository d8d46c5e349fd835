"""A scope with five services, one of which has a factory that the test says: something happens while it is made."""

from collections.abc import Callable
from typing import Any

from wireworks import ServiceContainer


class First: ...


class Second:
    def __init__(self, first: First) -> None:
        self.first = first


class Third:
    def __init__(self, first: First, second: Second) -> None:
        self.first = first
        self.second = second


class Fourth: ...


class Last:
    def __init__(self, third: Third, fourth: Fourth) -> None:
        self.third = third
        self.fourth = fourth


def made_of(make_third: Callable[..., Any]) -> ServiceContainer:
    """Return a container of the five, whose functions are compiled at once."""
    container = ServiceContainer().add_scoped(First).add_scoped(Second).add_scoped(Third, make_third)
    container.add_scoped(Fourth).add_scoped(Last)
    container._resolvers._compile_after = 0  # noqa: SLF001 - what users get when they ask again
    return container
