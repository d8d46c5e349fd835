"""The container factories document: every cell, with the output it prints."""

from abc import ABC, abstractmethod

import pytest

from wireworks import Factory, ServiceContainer
from wireworks.errors import ServiceTypeError


# Interface
class IFoo(ABC):
    @abstractmethod
    def foo(self): ...


# Implementation
class Foo(IFoo):
    def __init__(self, text: str = "default"):
        self.text = text

    def foo(self):
        print(self.text)


# Factory function
def create_foo() -> Foo:
    return Foo("I was built in a factory!")


def incorrect_create_foo() -> Foo:
    return "derp"


# Interface
class IBar(ABC): ...


# Implementation with a Factory[IFoo] dependency
class Bar(IBar):
    def __init__(self, foo_factory: Factory[IFoo]):
        self.foo_factory = foo_factory


@pytest.fixture
def container():
    """The container after the third cell of the document."""
    container = ServiceContainer()

    container.register(IFoo, create_foo)
    return container


def test_interface_is_made_by_the_registered_function(container, capsys):
    """L2, L3: cells 3 and 4."""
    foo = container.get(IFoo)

    foo.foo()

    assert capsys.readouterr().out == "I was built in a factory!\n"


def test_incorrect_factory_is_found_out_when_it_is_used(container, capsys):
    """L4, L12: cells 5 and 6, on a container that has already resolved the key."""
    container.get(IFoo)
    container.unregister(IFoo)

    container.register(IFoo, incorrect_create_foo)

    foo = None
    try:
        foo = container.get(IFoo)
    except ServiceTypeError as e:
        print(f"Error: {e!r}")

    assert foo is None
    assert capsys.readouterr().out == ("Error: ServiceTypeError(\"Service 'derp' is not of type 'IFoo'\")\n")


def test_registration_returns_the_container_itself(container):
    """L3: cell 8 shows the container, because the method is fluent."""
    container.unregister(IFoo)

    container.add_transient(IFoo, Foo)
    shown = container.add_transient(IBar, Bar)

    assert shown is container
    assert "ServiceContainer" in repr(shown)


def test_injected_factory_makes_with_and_without_arguments(container, capsys):
    """L6, L11, L15: cells 8 and 9."""
    container.unregister(IFoo)

    container.add_transient(IFoo, Foo)
    container.add_transient(IBar, Bar)

    bar = container.get(IBar)

    foo1 = bar.foo_factory()
    foo1.foo()

    foo2 = bar.foo_factory(text="I was built by Bar!")
    foo2.foo()

    assert capsys.readouterr().out == "default\nI was built by Bar!\n"
    assert foo1 is not foo2
