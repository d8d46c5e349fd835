"""L4: what is refused at registration, and that nothing changes when it is."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any, Protocol

import pytest

from wireworks import ServiceContainer, qualified
from wireworks.errors import ServiceRegistrationError


class Notifier(ABC):
    @abstractmethod
    def send(self, text: str) -> None: ...


class Mail(Notifier):
    def send(self, text: str) -> None: ...


class Letter(Notifier):
    def send(self, text: str) -> None: ...


class Stranger: ...


class Sender(Protocol):
    def send(self, text: str) -> None: ...


class Labelled(Protocol):
    label: str

    def send(self, text: str) -> None: ...


def mail() -> Mail:
    return Mail()


def stranger() -> Stranger:
    return Stranger()


def unannotated():
    return Mail()


def nothing() -> None: ...


def anything() -> object:
    return Mail()


async def async_stranger() -> Stranger:
    return Stranger()


def generated_stranger() -> Iterator[Stranger]:
    yield Stranger()


async def async_generated_stranger() -> AsyncIterator[Stranger]:
    yield Stranger()


class UnannotatedCall:
    def __call__(self):
        return Mail()


REFUSED = {
    "class that is no subclass": Stranger,
    "function without a return annotation": unannotated,
    "lambda": lambda: Mail(),  # noqa: PLW0108 - a lambda is the case
    "partial without a return annotation": partial(unannotated),
    "callable object without a return annotation": UnannotatedCall(),
    "function that declares another class": stranger,
    "function that declares nothing": nothing,
    "function that declares any object": anything,
    "async function that declares another class": async_stranger,
    "generator of another class": generated_stranger,
    "async generator of another class": async_generated_stranger,
    "text": "Mail",
    "number": 3,
    "instance": Mail(),
}
every_refusal = pytest.mark.parametrize("factory", [pytest.param(f, id=name) for name, f in REFUSED.items()])


def register(container: ServiceContainer, factory: object) -> None:
    container.register(Notifier, factory)


def add_transient(container: ServiceContainer, factory: object) -> None:
    container.add_transient(Notifier, factory)


def add_scoped(container: ServiceContainer, factory: object) -> None:
    container.add_scoped(Notifier, factory)


def add_singleton(container: ServiceContainer, factory: object) -> None:
    container.add_singleton(Notifier, factory)


@every_refusal
@pytest.mark.parametrize("add", [register, add_transient, add_scoped, add_singleton])
def test_wrong_factory_is_refused_and_nothing_changes(
    factory: object, add: Callable[[ServiceContainer, object], None]
) -> None:
    """L4."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError):
        add(container, factory)
    assert not container.is_registered(Notifier)
    container.register(Notifier, mail)
    assert isinstance(container.get(Notifier), Mail)


def test_duplicate_is_refused_and_the_first_one_stays() -> None:
    """L4."""
    container = ServiceContainer().add_singleton(Notifier, Mail)
    made = container.get(Notifier)
    with pytest.raises(ServiceRegistrationError, match="`Notifier`"):
        container.register(Notifier, Letter)
    assert container.get(Notifier) is made


def test_duplicate_instance_and_context_are_refused() -> None:
    """L4: however the second one arrives."""
    container = ServiceContainer().add_singleton(Notifier, Mail)
    with pytest.raises(ServiceRegistrationError, match="`Notifier`"):
        container.add_instance(Notifier, Letter())
    with pytest.raises(ServiceRegistrationError, match="`Notifier`"):
        container.add_context(Notifier)
    assert isinstance(container.get(Notifier), Mail)


def test_duplicate_qualifier_is_refused_and_the_first_one_stays() -> None:
    """L4."""
    container = ServiceContainer().add_singleton(Notifier, Mail, qualifier="fast")
    with pytest.raises(ServiceRegistrationError, match="fast"):
        container.add_singleton(Notifier, Letter, qualifier="fast")
    assert isinstance(container.get(qualified(Notifier, "fast")), Mail)


def test_other_qualifier_is_no_duplicate() -> None:
    """L4, L8."""
    container = ServiceContainer().add_singleton(Notifier, Mail)
    container.add_singleton(Notifier, Letter, qualifier="slow")
    assert isinstance(container.get(Notifier), Mail)
    assert isinstance(container.get(qualified(Notifier, "slow")), Letter)


def test_class_that_lacks_a_member_of_the_protocol_is_refused() -> None:
    """L4: and the member is named."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="send"):
        container.add_transient(Sender, Stranger)
    assert not container.is_registered(Sender)


def test_function_whose_class_lacks_a_member_of_the_protocol_is_refused() -> None:
    """L4."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="send"):
        container.add_transient(Sender, stranger)
    assert not container.is_registered(Sender)


def test_class_that_has_the_members_of_the_protocol_is_accepted() -> None:
    """L4: without inheriting from it, and without `runtime_checkable`."""
    container = ServiceContainer().add_transient(Sender, Mail)
    assert isinstance(container.get(Sender), Mail)


def test_class_that_inherits_from_the_protocol_is_accepted() -> None:
    """L4: it has whatever the protocol has."""

    class Pager(Sender): ...

    assert isinstance(ServiceContainer().add_transient(Sender, Pager).get(Sender), Pager)


def test_function_that_declares_any_is_accepted() -> None:
    """L4: nobody can tell what it makes before it is made."""

    def whatever() -> Any:
        return Mail()

    assert isinstance(ServiceContainer().add_transient(Notifier, whatever).get(Notifier), Mail)


def test_function_that_declares_the_protocol_itself_is_accepted() -> None:
    """L4."""

    def sender() -> Sender:
        return Mail()

    assert isinstance(ServiceContainer().add_transient(sender).get(Sender), Mail)


def test_protocol_attribute_may_be_set_by_init() -> None:
    """L4: a class does not lack what only its instances can be seen to have."""

    class Parcel(Mail):
        def __init__(self) -> None:
            self.label = "fragile"

    container = ServiceContainer().add_transient(Labelled, Parcel)
    assert container.get(Labelled).label == "fragile"


@pytest.mark.parametrize("lifetime", ["weekly", "", 3, None])
def test_unknown_lifetime_is_refused_and_nothing_changes(lifetime: object) -> None:
    """L4."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="singleton"):
        container.register(Notifier, Mail, lifetime)
    assert not container.is_registered(Notifier)


def test_one_argument_without_a_declared_type_is_refused() -> None:
    """L3, L4."""
    with pytest.raises(ServiceRegistrationError, match="unannotated"):
        ServiceContainer().add_transient(unannotated)
    with pytest.raises(ServiceRegistrationError, match="nothing"):
        ServiceContainer().add_transient(nothing)


def test_abstract_class_is_refused_as_its_own_factory() -> None:
    """L4: it could never be made."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="`Notifier`"):
        container.add_transient(Notifier)
    assert not container.is_registered(Notifier)


def test_protocol_is_refused_as_its_own_factory() -> None:
    """L4."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="`Sender`"):
        container.add_transient(Sender)
    assert not container.is_registered(Sender)


def test_refusal_leaves_a_working_container() -> None:
    """L4: what was there before still answers, what comes after still works."""
    container = ServiceContainer().add_singleton(Mail)
    made = container.get(Mail)
    with pytest.raises(ServiceRegistrationError):
        container.add_singleton(Notifier, Stranger)
    assert container.get(Mail) is made
    assert isinstance(container.add_singleton(Notifier, mail).get(Notifier), Mail)


class Titled(Protocol):
    title: str

    @property
    def length(self) -> int: ...


def test_class_without_an_attribute_of_the_protocol_is_refused() -> None:
    """L4: an attribute may be declared, computed, or set by a method; one that is nowhere is missing."""

    class Untitled:
        length = 3

    class Book:
        def __init__(self) -> None:
            self.title = "Emma"
            self.set_length(3)

        def set_length(self, length: int) -> None:
            self.length = length

    class Declared:
        title: str
        length: int

    class Anything:
        def __getattr__(self, name: str) -> object: ...

    with pytest.raises(ServiceRegistrationError, match="`title`"):
        ServiceContainer().add_transient(Titled, Untitled)
    for kind in (Book, Declared, Anything):
        assert isinstance(ServiceContainer().add_transient(Titled, kind).get(Titled), kind)
