"""What a type checker says of changes to what is registered."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol, assert_type

from wireworks import Factory, Lifetime, ServiceContainer


class Plain: ...


class Abstract(ABC):
    @abstractmethod
    def run(self) -> int: ...


class Concrete(Abstract):
    def run(self) -> int:
        return 3


class Shape(Protocol):
    def area(self) -> float: ...


def make_plain() -> Plain:
    return Plain()


class Wrapped(Plain):
    def __init__(self, inner: Plain) -> None: ...


def wrap_abstract(inner: Abstract) -> Iterator[Abstract]:
    yield inner


async def wrap_shape(inner: Shape) -> Shape:
    return inner


def changes(container: ServiceContainer) -> None:
    assert_type(container.decorate(Plain, Wrapped), ServiceContainer)
    assert_type(container.decorate(Abstract, wrap_abstract, qualifier=3), ServiceContainer)
    assert_type(container.decorate(Shape, wrap_shape).decorate(Plain, Factory(Wrapped)), ServiceContainer)
    assert_type(container.replace(Abstract, Concrete), ServiceContainer)
    assert_type(container.replace(make_plain, lifetime="scoped", qualifier="a", eager=False), ServiceContainer)
    assert_type(container.try_add(Abstract, Concrete), bool)
    assert_type(container.try_add(make_plain, None, Lifetime.SINGLETON, eager=True), bool)
    container.decorate(Plain, 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    container.try_add(Plain, lifetime=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
