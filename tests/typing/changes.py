"""What a type checker says of changes to what is registered."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol, assert_type

from wireworks import Factory, Lifetime, Param, Present, Profile, ServiceContainer, qualified, service


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


def is_wanted() -> bool:
    return True


@service(when=Profile("test") & ~Present(Plain))
class Marked: ...


def conditions(container: ServiceContainer) -> None:
    container.register(Plain, Plain, when="test")
    container.add_singleton(Abstract, Concrete, when=Profile("test", "dev") | is_wanted)
    container.add_scoped(Plain, when=~(Param("a.b", equals=3) & "test") | Present(Shape))
    container.add_transient(Plain, when=lambda: 3)
    container.add_instance(Plain, Plain(), when=Present(qualified(Abstract, "a")))
    container.add_context(Plain, when=None)
    container.replace(Plain, make_plain, when=is_wanted)
    assert_type(container.try_add(Plain, when=Param("debug")), bool)
    assert_type(ServiceContainer(Marked, profiles=["test"]), ServiceContainer)
    assert_type(ServiceContainer(profiles="test"), ServiceContainer)
    container.add_singleton(Plain, when=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    container.add_singleton(Plain, when=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Profile(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Profile("test") & 3  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
