"""L12: what a factory function returns is checked against its key."""

import asyncio
from abc import ABC
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, Generic, NewType, Protocol, TypeVar

import pytest

from wireworks import ServiceContainer
from wireworks.errors import ServiceTypeError

T = TypeVar("T")
Name = NewType("Name", str)


class IFoo(ABC): ...  # noqa: B024 - as the seed has it


class Foo(IFoo): ...


class Speaker(Protocol):
    def speak(self) -> str: ...


class Dog:
    def speak(self) -> str:
        return "woof"


class Repository(Generic[T]): ...


TEXT = "Service 'derp' is not of type 'IFoo'"


def function() -> Foo:
    return "derp"


def generator() -> Iterator[Foo]:
    yield "derp"


async def async_function() -> Foo:
    return "derp"


async def async_generator() -> AsyncIterator[Foo]:
    yield "derp"


class Works:
    def build(self) -> Foo:
        return "derp"

    @classmethod
    def build_by_class(cls) -> Foo:
        return "derp"

    def __call__(self) -> Foo:
        return "derp"


FACTORIES = {
    "function": function,
    "generator": generator,
    "bound method": Works().build,
    "class method": Works.build_by_class,
    "callable object": Works(),
    "partial": partial(function),
}
ASYNC_FACTORIES = {"async": async_function, "async generator": async_generator}


@pytest.mark.parametrize("factory", FACTORIES.values(), ids=FACTORIES)
def test_wrong_type_is_a_type_error_with_this_text(factory: Callable[[], Any]) -> None:
    """L12."""
    container = ServiceContainer().add_singleton(IFoo, factory)
    with pytest.raises(ServiceTypeError) as caught:
        container.get(IFoo)
    assert str(caught.value) == TEXT
    assert repr(caught.value) == f'ServiceTypeError("{TEXT}")'
    assert caught.value.args == (TEXT,)


@pytest.mark.parametrize("factory", ASYNC_FACTORIES.values(), ids=ASYNC_FACTORIES)
def test_wrong_type_from_an_async_factory_is_the_same_error(
    factory: Callable[[], Any],
) -> None:
    """L12."""
    container = ServiceContainer().add_singleton(IFoo, factory)
    with pytest.raises(ServiceTypeError) as caught:
        asyncio.run(container.aget(IFoo))
    assert str(caught.value) == TEXT


def test_explanations_go_into_notes() -> None:
    """L12: the factory that is at fault is named there."""
    container = ServiceContainer().add_transient(IFoo, function)
    with pytest.raises(ServiceTypeError) as caught:
        container.get(IFoo)
    notes = "\n".join(caught.value.__notes__)
    assert "function" in notes
    assert "Foo" in notes
    assert "str" in notes


def test_wrong_type_of_a_dependency_is_found() -> None:
    """L12."""

    class Consumer:
        def __init__(self, foo: IFoo) -> None: ...

    container = ServiceContainer().add_transient(IFoo, function)
    with pytest.raises(ServiceTypeError) as caught:
        container.add_transient(Consumer).get(Consumer)
    assert str(caught.value) == TEXT


def test_wrong_type_is_found_for_every_making() -> None:
    """L12: nothing wrong is kept, and the factory gets another chance."""
    results = ["derp", Foo()]

    def improving() -> Foo:
        return results.pop(0)

    container = ServiceContainer().add_singleton(IFoo, improving)
    with pytest.raises(ServiceTypeError):
        container.get(IFoo)
    assert isinstance(container.get(IFoo), Foo)


def test_generator_that_yields_the_wrong_type_is_closed() -> None:
    """L12, L20: what it had opened is not left open."""
    events = []

    def wrong() -> Iterator[Foo]:
        try:
            yield "derp"
        finally:
            events.append("closed")

    container = ServiceContainer().add_scoped(IFoo, wrong)
    with pytest.raises(ServiceTypeError):
        with container.create_scope() as scope:
            scope.get(IFoo)
    assert events == ["closed"]


def test_subclass_of_the_declared_type_is_right() -> None:
    """L12."""

    class Special(Foo): ...

    def special() -> Foo:
        return Special()

    assert type(ServiceContainer().add_transient(IFoo, special).get(IFoo)) is Special


def test_object_is_checked_against_the_key_not_the_annotation() -> None:
    """L12: another implementation than the declared one still serves the key."""

    class Other(IFoo): ...

    def other() -> Foo:
        return Other()

    assert type(ServiceContainer().add_transient(IFoo, other).get(IFoo)) is Other


def test_none_is_wrong_where_the_annotation_does_not_say_it() -> None:
    """L2, L12."""

    def forgetful() -> Foo:
        Foo()

    container = ServiceContainer().add_transient(IFoo, forgetful)
    with pytest.raises(ServiceTypeError) as caught:
        container.get(IFoo)
    assert str(caught.value).endswith("is not of type 'IFoo'")
    assert "None" in str(caught.value)


def test_none_is_right_where_the_annotation_says_it() -> None:
    """L2, L12; and anything else is as wrong as ever."""
    results: list[object] = [None, "derp"]

    def maybe() -> Foo | None:
        return results.pop(0)

    container = ServiceContainer().add_transient(IFoo, maybe)
    assert container.get(IFoo) is None
    with pytest.raises(ServiceTypeError):
        container.get(IFoo)


def test_protocol_is_checked_by_its_members() -> None:
    """L12: also without `runtime_checkable`."""

    def speaker() -> Speaker:
        return results.pop(0)

    results: list[object] = [Dog(), SimpleNamespace(speak=str), "derp"]
    container = ServiceContainer().add_transient(speaker)
    assert isinstance(container.get(Speaker), Dog)
    assert container.get(Speaker).speak() == ""
    with pytest.raises(ServiceTypeError) as caught:
        container.get(Speaker)
    assert str(caught.value) == "Service 'derp' is not of type 'Speaker'"


def test_new_type_is_checked_by_what_it_is_based_on() -> None:
    """L5, L12."""

    def name() -> Name:
        return results.pop(0)

    results: list[object] = ["ada", 42]
    container = ServiceContainer().add_transient(name)
    assert container.get(Name) == "ada"
    with pytest.raises(ServiceTypeError, match="is not of type 'Name'"):
        container.get(Name)


def test_generic_alias_is_checked_by_its_class() -> None:
    """L12: type arguments are not there at run time."""

    def repository() -> Repository[int]:
        return results.pop(0)

    results: list[object] = [Repository(), "derp"]
    container = ServiceContainer().add_transient(repository)
    assert isinstance(container.get(Repository[int]), Repository)
    with pytest.raises(ServiceTypeError, match="Service 'derp' is not of type"):
        container.get(Repository[int])


def test_object_that_has_been_checked_once_is_not_checked_again() -> None:
    """L12: once per making, not once per `get`."""
    checks = []

    class Counting(type):
        def __instancecheck__(cls, instance: object) -> bool:
            checks.append(instance)
            return True

    class Counted(metaclass=Counting): ...

    class Kind(Counted): ...

    def kind() -> Kind:
        return Kind()

    container = ServiceContainer().add_singleton(Counted, kind)
    first = container.get(Counted)
    made = len(checks)
    assert container.get(Counted) is first
    assert len(checks) == made


def test_class_is_not_checked() -> None:
    """L12: what `__new__` of a class hands out is its own affair."""

    class Odd(Foo):
        def __new__(cls) -> Any:
            return "derp"

    assert ServiceContainer().add_transient(IFoo, Odd).get(IFoo) == "derp"


def test_error_with_percent_and_braces_in_its_text_is_told_as_it_is() -> None:
    """L12: the text of the object is data, never a format."""

    def braces() -> Foo:
        return "{0} %s"

    with pytest.raises(ServiceTypeError) as caught:
        ServiceContainer().add_transient(IFoo, braces).get(IFoo)
    assert str(caught.value) == "Service '{0} %s' is not of type 'IFoo'"


def test_long_text_of_an_object_is_cut() -> None:
    """L12, L28: the message stays readable."""

    def long() -> Foo:
        return "x" * 10_000

    with pytest.raises(ServiceTypeError) as caught:
        ServiceContainer().add_transient(IFoo, long).get(IFoo)
    assert str(caught.value) == f"Service '{'x' * 200}...' is not of type 'IFoo'"
