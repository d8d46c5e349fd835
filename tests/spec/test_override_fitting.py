"""L29: an object that fits the key stands in as it is, even if it could be called to make something."""

from collections.abc import Callable
from typing import NewType, Protocol

from tests.support.mailing import FakeMailer, Mailer
from wireworks import ServiceContainer


class Sends(Protocol):
    def send(self, text: str) -> None: ...


class Sender:
    def send(self, text: str) -> None:
        raise NotImplementedError


class Silent:
    def send(self, text: str) -> None: ...


def test_class_stands_in_for_a_protocol_by_being_made() -> None:
    """L4, L29: a class has the methods of the protocol too, and is meant to be called all the same."""
    container = ServiceContainer().add_singleton(Sends, Sender)

    with container.override(Sends, Silent):
        assert isinstance(container.get(Sends), Silent)
    with container.override(Sends, silent := Silent()):
        assert container.get(Sends) is silent


class Greets(Protocol):
    def __call__(self, name: str) -> str: ...


def greet(name: str) -> str:
    return f"Hello {name}"


def whisper(name: str) -> str:
    return f"psst {name}"


def test_function_stands_in_as_it_is_where_the_service_is_a_function() -> None:
    """L29: it fits the key, so it is an object of it."""
    container = ServiceContainer().add_instance(Greets, greet).add_instance(Callable[[str], str], greet)

    with container.override({Greets: whisper, Callable[[str], str]: whisper}):
        assert container.get(Greets) is whisper
        assert container.get(Callable[[str], str]) is whisper


def test_class_stands_in_as_it_is_where_the_service_is_a_class() -> None:
    """L29."""
    container = ServiceContainer().add_instance(type[Mailer], Mailer)

    with container.override(type[Mailer], FakeMailer):
        assert container.get(type[Mailer]) is FakeMailer


Address = NewType("Address", str)


def test_key_that_is_no_class_takes_objects_and_factories() -> None:
    """L5, L29."""
    container = ServiceContainer().add_instance(Address, Address("here")).add_instance(int | str, 1)

    with container.override({Address: "there", int | str: lambda: "one"}):
        assert container.get(Address) == "there"
        assert container.get(int | str) == "one"
