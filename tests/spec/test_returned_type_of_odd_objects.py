"""L12: what is returned is checked, whatever it or its key has to say about being asked."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypedDict

import pytest
import typing_extensions

from wireworks import ServiceContainer
from wireworks.errors import ServiceRegistrationError, ServiceTypeError


class Foo: ...


class Speechless:
    def __repr__(self) -> str:
        raise RuntimeError("no comment")


class Point(TypedDict):
    x: int


class OtherPoint(typing_extensions.TypedDict):
    x: int


def test_object_that_cannot_be_shown_is_told_by_its_class() -> None:
    """L12: its own error would hide what is wrong."""

    def make() -> Foo:
        return Speechless()

    container = ServiceContainer().add_transient(make)
    for _ in range(4):
        with pytest.raises(ServiceTypeError, match=r"^Service '<.*Speechless object at 0x\w+>' is not of type 'Foo'"):
            container.get(Foo)


@pytest.mark.parametrize("kind", [Point, OtherPoint])
def test_typed_dictionaries_are_checked_as_dictionaries(kind: Any) -> None:
    """L2, L12: they take no part in `isinstance`."""

    def plain() -> Any:
        return {"x": 1}

    def yielding() -> Iterator[Any]:
        yield {"x": 1}

    async def streaming() -> AsyncIterator[Any]:
        yield {"x": 1}

    def wrong() -> Any:
        return [1]

    plain.__annotations__["return"] = wrong.__annotations__["return"] = kind
    yielding.__annotations__["return"] = Iterator[kind]
    streaming.__annotations__["return"] = AsyncIterator[kind]
    for make in (plain, yielding, streaming):
        assert asyncio.run(_made(make, kind)) == {"x": 1}
    with pytest.raises(ServiceTypeError, match=r"^Service '\[1\]' is not of type "):
        ServiceContainer().add_transient(wrong).get(kind)
    assert ServiceContainer().add_instance(kind, {"x": 2}).get(kind) == {"x": 2}
    with pytest.raises(ServiceRegistrationError, match="does not fit"):
        ServiceContainer().add_instance(kind, [2])


async def _made(make: Callable[..., object], kind: Any) -> object:
    async with ServiceContainer().add_singleton(make) as container:
        return await container.aget(kind)
