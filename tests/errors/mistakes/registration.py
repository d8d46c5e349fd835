"""What is refused when it is registered (L4)."""

from abc import ABC, abstractmethod
from typing import Protocol

from wireworks import Factory, ServiceContainer, qualified, service


class Mailer(ABC):
    @abstractmethod
    def send(self) -> None: ...


class SmtpMailer(Mailer):
    def send(self) -> None: ...


class Sender(Protocol):
    address: str

    def send(self) -> None: ...

    def flush(self) -> None: ...


class Letter: ...


class Clock: ...


def make_mailer():
    return SmtpMailer()


def write_letter() -> Letter:
    return Letter()


def deliver() -> "list[Parcel":  # noqa: F722
    return []


def when_a_key_is_registered_twice() -> object:
    return ServiceContainer().add_singleton(Mailer, SmtpMailer).add_singleton(Mailer, SmtpMailer)


def when_a_key_is_registered_twice_with_one_qualifier() -> object:
    container = ServiceContainer().add_singleton(Clock, qualifier="wall")
    return container.add_singleton(Clock, qualifier="wall")


def when_a_key_that_an_instance_stands_for_is_registered() -> object:
    return ServiceContainer().add_instance(Clock, Clock()).add_singleton(Clock)


def when_a_class_is_no_subclass_of_its_key() -> object:
    return ServiceContainer().add_singleton(Mailer, Letter)


def when_a_class_lacks_members_of_a_protocol() -> object:
    return ServiceContainer().add_singleton(Sender, SmtpMailer)


def when_a_function_makes_something_else() -> object:
    return ServiceContainer().add_singleton(Mailer, write_letter)


def when_a_function_has_no_return_annotation() -> object:
    return ServiceContainer().add_singleton(Mailer, make_mailer)


def when_a_function_without_return_annotation_is_its_own_key() -> object:
    return ServiceContainer().add_singleton(make_mailer)


def when_a_return_annotation_cannot_be_read() -> object:
    return ServiceContainer().add_singleton(Mailer, deliver)


def when_a_return_annotation_that_cannot_be_read_is_the_key() -> object:
    return ServiceContainer().add_singleton(deliver)


def when_an_abstract_class_is_to_be_made() -> object:
    return ServiceContainer().add_singleton(Mailer)


def when_a_protocol_is_to_be_made() -> object:
    return ServiceContainer().add_singleton(Sender)


def when_a_factory_cannot_be_called() -> object:
    return ServiceContainer().add_singleton(Mailer, 25)


def when_a_service_cannot_be_called() -> object:
    return ServiceContainer().add_singleton(25)


def when_an_instance_is_of_another_class() -> object:
    return ServiceContainer().add_instance(Mailer, Letter())


def when_there_is_no_such_lifetime() -> object:
    return ServiceContainer().register(Clock, Clock, "weekly")


def when_a_lifetime_is_misspelt() -> object:
    return ServiceContainer().register(Clock, Clock, "singelton")


def when_there_is_no_such_option() -> object:
    return ServiceContainer().add_singleton(Clock, weekly=True)


def when_an_option_is_misspelt() -> object:
    return ServiceContainer().add_singleton(Clock, eagr=True)


def when_something_but_a_singleton_is_eager() -> object:
    return ServiceContainer().add_scoped(Clock, eager=True)


def when_a_factory_of_a_service_is_registered() -> object:
    return ServiceContainer().add_singleton(Factory[Clock], Clock)


def when_a_qualifier_has_no_hash() -> object:
    return ServiceContainer().add_singleton(Clock, qualifier=["wall"])


def when_two_qualifiers_are_given() -> object:
    return ServiceContainer().add_singleton(qualified(Clock, "east"), Clock, qualifier="west")


def when_nothing_that_is_added_carries_a_mark() -> object:
    return ServiceContainer(Letter)


def when_a_marked_class_is_added_twice() -> object:
    @service
    class Calendar: ...

    return ServiceContainer(Calendar).add(Calendar)


def when_what_is_unregistered_was_never_registered() -> object:
    return ServiceContainer().unregister(Clock)


def when_what_is_unregistered_has_a_near_miss() -> object:
    class Clocks: ...

    return ServiceContainer().add_singleton(Clocks).unregister(Clock)


def when_a_mark_is_put_on_what_holds_none() -> object:
    return service(SmtpMailer().send)
