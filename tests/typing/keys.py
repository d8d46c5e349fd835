"""What a type checker says of the ways to ask a container for a service."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Generic, NewType, Protocol, TypeVar, assert_type

from wireworks import ServiceContainer

T = TypeVar("T")
UserId = NewType("UserId", int)


class User: ...


class Repo(Generic[T]): ...


class Store(ABC):
    @abstractmethod
    def load(self, user: UserId) -> User: ...


class Clock(Protocol):
    def now(self) -> float: ...


def ask(container: ServiceContainer) -> None:
    assert_type(container.get(User), User)
    assert_type(container.get(Store), Store)
    assert_type(container.get(Clock), Clock)
    assert_type(container.get(UserId), UserId)
    assert_type(container.get(Repo[User]), Repo[User])
    assert_type(container.get(Sequence[User]), Sequence[User])
    assert_type(container.get(Annotated[User, "a note"]), User)
    container.get(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def ask_async(container: ServiceContainer) -> None:
    assert_type(await container.aget(User), User)
    assert_type(await container.aget(Store), Store)
    assert_type(await container.aget(Clock), Clock)
    assert_type(await container.aget(UserId), UserId)
    assert_type(await container.aget(Repo[User]), Repo[User])


def ask_for(container: ServiceContainer, key: type[T]) -> T:
    return container.get(key)
