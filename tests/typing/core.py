"""What type checkers must see: checked by mypy --strict and basedpyright, never run.

`container[NewType]` is left out: pyright sees a factory of `Any` there.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Annotated, Generic, NewType, Protocol, TypeVar, assert_type

from wireworks import (
    AsyncFactory,
    Attribute,
    Factory,
    Inject,
    Injected,
    KwArg,
    Lifetime,
    Method,
    ServiceContainer,
    ServiceScope,
    qualified,
    service,
)

T = TypeVar("T")


class Plain:
    def __init__(self, text: str = "") -> None:
        self.text = text


class Abstract(ABC):
    @abstractmethod
    def run(self) -> int: ...


class Concrete(Abstract):
    def run(self) -> int:
        return 3


class Shape(Protocol):
    def area(self) -> float: ...


class Square:
    def area(self) -> float:
        return 4.0


class Repository(Generic[T]): ...


class User: ...


UserId = NewType("UserId", int)


def make_plain() -> Plain:
    return Plain()


def maybe_plain() -> Plain | None:
    return None


async def make_plain_later() -> Plain:
    return Plain()


def generate_plain() -> Iterator[Plain]:
    yield Plain()


async def generate_plain_later() -> AsyncIterator[Plain]:
    yield Plain()


def keys(container: ServiceContainer, scope: ServiceScope) -> None:
    assert_type(container.get(Plain), Plain)
    assert_type(container.get(Abstract), Abstract)
    assert_type(container.get(Shape), Shape)
    assert_type(container.get(UserId), UserId)
    assert_type(container.get(Repository[User]), Repository[User])
    assert_type(container.get(list[int]), list[int])
    assert_type(container.get(qualified(Abstract, "main")), Abstract)
    assert_type(scope.get(Abstract), Abstract)
    assert_type(scope.get(UserId), UserId)
    assert_type(scope.get(Repository[User]), Repository[User])


async def awaited_keys(container: ServiceContainer, scope: ServiceScope) -> None:
    assert_type(await container.aget(Abstract), Abstract)
    assert_type(await container.aget(Shape), Shape)
    assert_type(await container.aget(UserId), UserId)
    assert_type(await scope.aget(Abstract), Abstract)


def generic(container: ServiceContainer, key: type[T]) -> T:
    return container.get(key)


def factories(container: ServiceContainer) -> None:
    assert_type(container[Plain], Factory[Plain])
    assert_type(container[Plain](text="x"), Plain)
    assert_type(container[Abstract](), Abstract)
    assert_type(container[Shape](), Shape)
    assert_type(container[Repository[User]](), Repository[User])
    assert_type(container.get(Factory[Plain]), Factory[Plain])


async def async_factories(container: ServiceContainer) -> None:
    assert_type(container.afactory(Abstract), AsyncFactory[Abstract])
    assert_type(await container.afactory(Abstract)(), Abstract)
    assert_type(await container.afactory(UserId)(value=3), UserId)


def registration(container: ServiceContainer) -> None:
    container.register(Plain, Plain)
    container.register(Plain, make_plain, Lifetime.SCOPED)
    container.register(Plain, maybe_plain, "scoped", qualifier="q")
    container.register(Plain, make_plain_later)
    container.register(Plain, generate_plain)
    container.register(Plain, generate_plain_later)
    container.register(Abstract, Concrete)
    container.register(Shape, Square)
    container.register(UserId, lambda: UserId(3))
    container.add_transient(Plain, Factory(Plain, KwArg("text", "x")))
    assert_type(container.add_transient(make_plain), ServiceContainer)
    assert_type(container.add_scoped(generate_plain_later), ServiceContainer)
    assert_type(container.add_singleton(Abstract, Concrete), ServiceContainer)
    assert_type(container.add_instance(UserId, UserId(3)), ServiceContainer)
    assert_type(container.add_context(Abstract), ServiceContainer)
    assert_type(container.add(Plain, make_plain), ServiceContainer)
    assert_type(container.is_registered(Abstract, qualifier="q"), bool)
    container.unregister(Repository[User])


class AppContainer(ServiceContainer): ...


def fluent_subclass(container: AppContainer) -> None:
    assert_type(container.add_transient(Plain), AppContainer)


@service
class Marked:
    def __init__(self, size: int) -> None:
        self.size = size


@service(lifetime="scoped", qualifier=3, as_type=Abstract)
class MarkedWithArguments(Concrete): ...


@service
def marked_function(size: int) -> Plain:
    return Plain(str(size))


@service(lifetime=Lifetime.TRANSIENT)
async def marked_coroutine(size: int) -> Plain:
    return Plain(str(size))


async def marks() -> None:
    assert_type(Marked, type[Marked])
    assert_type(Marked(3).size, int)
    assert_type(MarkedWithArguments().run(), int)
    assert_type(marked_function(3), Plain)
    assert_type(await marked_coroutine(3), Plain)


class Consumer:
    def __init__(
        self,
        plain: Injected[Plain],
        replica: Annotated[Plain, Inject(qualifier="replica")],
        make: Factory[Plain],
        make_later: AsyncFactory[Abstract],
    ) -> None:
        assert_type(plain, Plain)
        assert_type(replica, Plain)
        assert_type(make(), Plain)
        assert_type(make(text="x"), Plain)
        self.make_later = make_later

    async def later(self) -> None:
        assert_type(await self.make_later(), Abstract)


container = ServiceContainer()


@container.inject
def injected(text: str, plain: Injected[Plain]) -> int:
    assert_type(plain, Plain)
    return len(text)


@container.inject(new_scope=True)
def injected_anew(text: str, plain: Injected[Plain]) -> int:
    return len(text)


@container.inject
async def injected_coroutine(text: str, plain: Injected[Plain]) -> int:
    return len(text)


@container.inject
def injected_generator(plain: Injected[Plain]) -> Iterator[Plain]:
    yield plain


async def injected_functions() -> None:
    assert_type(injected("x"), int)
    assert_type(injected("x", plain=Plain()), int)
    assert_type(injected_anew("x"), int)
    assert_type(await injected_coroutine("x"), int)
    assert_type(next(injected_generator()), Plain)


async def calls(container: ServiceContainer) -> None:
    assert_type(container.call(make_plain), Plain)
    assert_type(container.call(marked_function, size=3), Plain)
    assert_type(container.call(Plain, text="x"), Plain)
    assert_type(await container.call(make_plain_later), Plain)


def collections(container: ServiceContainer, scope: ServiceScope) -> None:
    assert_type(container.get(list[Plain]), list[Plain])
    assert_type(container.get(Sequence[Abstract]), Sequence[Abstract])
    assert_type(container.get(tuple[Plain, ...]), tuple[Plain, ...])
    assert_type(scope.get(Mapping[str, Plain]), Mapping[str, Plain])
    assert_type(container[list[Plain]](), list[Plain])


@container.inject
def injected_collections(plugins: Injected[list[Plain]], named: Injected[Mapping[str, Plain]]) -> int:
    assert_type(plugins, list[Plain])
    assert_type(named, Mapping[str, Plain])
    return len(plugins)


def explicit_wiring() -> None:
    photos = Factory(Plain, "text")
    users = Factory(Marked, KwArg("size", 3), Attribute("size", 4), Method("resize", photos))
    assert_type(photos(), Plain)
    assert_type(users(3, size=4), Marked)
    assert_type(Factory(make_plain)(), Plain)
    with photos.override(Factory(make_plain)):
        assert_type(photos(), Plain)


async def scopes(container: ServiceContainer) -> None:
    with container.create_scope(context={Abstract: Concrete(), UserId: 3}) as scope:
        assert_type(scope, ServiceScope)
        with scope.create_scope() as inner:
            assert_type(inner, ServiceScope)
    async with container.create_scope() as scope:
        assert_type(await scope.aget(Plain), Plain)
    with container as entered:
        assert_type(entered, ServiceContainer)
    async with container as entered:
        assert_type(entered, ServiceContainer)


def named_scopes() -> None:
    container = ServiceContainer(scopes=["session", "request"])
    assert_type(container.add_scoped(Plain, scope="session"), ServiceContainer)
    assert_type(container.add_context(UserId, scope="request"), ServiceContainer)
    with container.create_scope("session") as session:
        assert_type(session, ServiceScope)
        assert_type(session.name, str | None)
        with session.create_scope("request", context={UserId: 3}) as request:
            assert_type(request.get(Plain), Plain)
        with session.create_scope({UserId: 3}) as unnamed:
            assert_type(unnamed, ServiceScope)
    container.create_scope(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    container.add_scoped(Plain, scope=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def closing() -> None:
    container = ServiceContainer().add_scoped(Plain, enter=True).add_singleton(Plain, make_plain, enter=True)
    assert_type(container, ServiceContainer)
    container.register(Plain, make_plain, "scoped", enter=True, scope=None)
    assert_type(service(enter=True)(Concrete), type[Concrete])
    container.add_scoped(Plain, enter="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@container.inject(new_scope="request")
def injected_in_a_named_scope(text: str, plain: Injected[Plain]) -> int:
    return len(text)
