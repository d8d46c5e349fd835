"""L4: factories that say something which cannot be a service of the key."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Never, NoReturn

import pytest

from wireworks import ServiceContainer
from wireworks.errors import ServiceRegistrationError


class Notifier: ...


class Mail(Notifier): ...


class Letter(Notifier): ...


def either() -> Mail | Letter:
    return Mail()


def mail_or_text() -> Mail | str:
    return "no notifier"


def no_return() -> NoReturn:
    raise AssertionError


def never() -> Never:
    raise AssertionError


def test_union_of_subclasses_serves_their_base() -> None:
    """L4: whichever of them comes, it fits."""
    container = ServiceContainer().add_transient(Notifier, either)
    assert isinstance(container.get(Notifier), Mail)


@pytest.mark.parametrize("factory", [mail_or_text, no_return, never])
def test_declaration_that_is_no_subclass_is_refused(factory: Any) -> None:
    """L4: and nothing has changed."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match=f"`{factory.__name__}` .* cannot make `Notifier`"):
        container.add_transient(Notifier, factory)
    assert not container.is_registered(Notifier)


def test_nothing_in_the_place_of_a_factory_is_refused() -> None:
    """L4: `register` asks for both; what makes the key should not be guessed."""
    container = ServiceContainer()
    nothing: Any = None
    with pytest.raises(ServiceRegistrationError, match="Expected a class or a factory to register for `Mail`"):
        container.register(Mail, nothing)
    assert not container.is_registered(Mail)


def test_what_stands_in_annotated_is_what_a_generator_declares() -> None:
    """L2, L5."""

    def yielding() -> Annotated[Iterator[Mail], "a word"]:
        yield Mail()

    async def streaming() -> Annotated[AsyncIterator[Letter], "a word"]:
        yield Letter()

    container = ServiceContainer().add_singleton(yielding).add_singleton(streaming)
    assert container.is_registered(Mail)
    assert container.is_registered(Letter)
