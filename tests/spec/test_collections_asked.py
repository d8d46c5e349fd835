"""L8: the ways to ask for a collection, and what is none."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

import pytest

from tests.support.plugins import Audit, Host, Mail, Plugin, Search, kinds, three_plugins
from wireworks import AsyncFactory, Factory, Inject, Injected, ServiceContainer, qualified
from wireworks.errors import (
    ServiceNotFoundError,
)

T = TypeVar("T")


@pytest.mark.parametrize("key", [list[Plugin], Sequence[Plugin], tuple[Plugin, ...]], ids=str)
def test_collections_are_keys(key: Any) -> None:
    """L8, L10: of the container and of a scope, sync and async."""
    container = three_plugins()

    async def main() -> None:
        assert kinds(await container.aget(key)) == [Search, Audit, Mail]
        async with container.create_scope() as scope:
            assert kinds(await scope.aget(key)) == [Search, Audit, Mail]

    for _ in range(3):
        assert kinds(container.get(key)) == [Search, Audit, Mail]
        with container.create_scope() as scope:
            assert kinds(scope.get(key)) == [Search, Audit, Mail]
        asyncio.run(main())


def test_factories_make_collections() -> None:
    """L11, L15: each call puts a new one together."""

    class Consumer:
        def __init__(self, make: Factory[list[Plugin]], later: AsyncFactory[Mapping[str, Plugin]]) -> None:
            self.make, self.later = make, later

    container = three_plugins().add_transient(Consumer)
    for _ in range(3):
        consumer = container.get(Consumer)
        assert kinds(consumer.make()) == [Search, Audit, Mail]
        assert list(asyncio.run(consumer.later())) == ["search", "mail"]
        assert kinds(container[list[Plugin]]()) == [Search, Audit, Mail]
        assert kinds(container.get(Factory[tuple[Plugin, ...]])()) == [Search, Audit, Mail]
    assert container.get(Consumer).make() is not container.get(Consumer).make()


def test_collections_of_factories_make_each_member_when_called() -> None:
    """L8, L15."""

    class Consumer:
        def __init__(self, each: list[Factory[Plugin]], named: Mapping[str, AsyncFactory[Plugin]]) -> None:
            self.each, self.named = each, named

    container = three_plugins().add_transient(Consumer)
    for _ in range(3):
        consumer = container.get(Consumer)
        assert [type(make()) for make in consumer.each] == [Search, Audit, Mail]
        assert type(asyncio.run(consumer.named["mail"]())) is Mail
        assert consumer.each[0]() is not consumer.each[0]()


def test_injected_functions_take_collections() -> None:
    """L8, L13."""
    container = three_plugins()

    @container.inject
    def count(plugins: Injected[list[Plugin]], named: Injected[Mapping[str, Plugin]], more: int = 0) -> int:
        return len(plugins) * 10 + len(named) + more

    def names(named: dict[str, Plugin]) -> list[str]:
        return list(named)

    for _ in range(3):
        assert count() == 32
        assert container.call(names) == ["search", "mail"]


def test_collection_may_be_optional() -> None:
    """L6: a `T | None` gets the service where there is one."""

    class Consumer:
        def __init__(self, plugins: list[Plugin] | None = None) -> None:
            self.plugins = plugins

    container = ServiceContainer().add_transient(Consumer)
    assert container.get(Consumer).plugins is None
    container.add_transient(Plugin, Mail)
    assert kinds(container.get(Consumer).plugins) == [Mail]


def test_collections_of_generic_services_hold_the_very_ones() -> None:
    """L8, L9: `Handler[int]` and `Handler[str]` are different services."""

    class Handler(Generic[T]): ...

    class Ints(Handler[int]): ...

    class Texts(Handler[str]): ...

    class Consumer:
        def __init__(self, handlers: list[Handler[int]]) -> None:
            self.handlers = handlers

    container = ServiceContainer().add_singleton(Handler[int], Ints).add_singleton(Handler[str], Texts)
    container.add_singleton(Handler[int], Ints, qualifier="second").add_transient(Consumer)
    assert kinds(container.get(Consumer).handlers) == [Ints, Ints]
    assert kinds(container.get(list[Handler[str]])) == [Texts]


def test_member_may_be_told_by_its_qualifier() -> None:
    """L8: a list of those with one qualifier has one member."""
    container = three_plugins()
    assert kinds(container.get(list[Annotated[Plugin, Inject(qualifier="mail")]])) == [Mail]


def test_what_answers_is_registered() -> None:
    """L3: `is_registered` says what `get` will find."""
    container = ServiceContainer()
    assert not container.is_registered(list[Plugin])
    container.add_singleton(Plugin, Audit)
    assert container.is_registered(list[Plugin])
    assert not container.is_registered(Mapping[str, Plugin])


def test_registered_collection_is_an_ordinary_service() -> None:
    """L8: what was registered for the key itself wins."""
    own: list[Plugin] = [Mail()]
    container = three_plugins().add_instance(list[Plugin], own).add_transient(Host)
    container.add_instance(list[Plugin], [], qualifier="none")
    for _ in range(3):
        assert container.get(list[Plugin]) is own
        assert container.get(Host).plugins is own
        assert container.get(qualified(list[Plugin], "none")) == []
        assert len(container.get(Sequence[Plugin])) == 3
    container.unregister(list[Plugin])
    assert len(container.get(Host).plugins) == 3


@pytest.mark.parametrize("key", [list, Sequence, tuple[Plugin, Plugin], set[Plugin], list[Any], tuple[()]], ids=str)
def test_other_types_are_no_collections(key: Any) -> None:
    """L8: only those that the rule names."""
    container = three_plugins()
    assert not container.is_registered(key)
    with pytest.raises(ServiceNotFoundError):
        container.get(key)


@pytest.mark.parametrize("key", [list[T], Mapping[str, T], Mapping[T, Plugin], list[None], list["Plugin"]], ids=str)
def test_collection_of_nothing_that_could_be_a_service_is_not_found(key: Any) -> None:
    """L8, L9: a type variable stands for nothing yet."""
    container = three_plugins()
    assert not container.is_registered(key)
    with pytest.raises(ServiceNotFoundError):
        container.get(key)


def test_qualified_collection_is_not_made_up() -> None:
    """L8: a qualifier tells apart services, and a collection that nobody registered has none."""
    container = three_plugins()
    with pytest.raises(ServiceNotFoundError):
        container.get(qualified(list[Plugin], "mail"))
