"""Types that bounds tell apart, generic services of them, and what a check finds wrong (L9)."""

from typing import Generic, TypeVar

import pytest

from wireworks import ServiceContainer
from wireworks.errors import ServiceGraphError

T = TypeVar("T")
K = TypeVar("K")


class Entity: ...


class User(Entity): ...


class Order(Entity): ...


class Tag: ...


class Late: ...


class SubLate(Late): ...


class Repo(Generic[T]): ...


class UserRepo(Repo[User]): ...


class Open(Repo[K]):
    def __init__(self, model: type[K]) -> None:
        self.model = model


def problems_of(container: ServiceContainer) -> list[str]:
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    return [str(error) for error in caught.value.exceptions]
