"""Wrappers that cannot be put around a service, and services that are not there to be changed."""

from abc import ABC, abstractmethod

from wireworks import Factory, ServiceContainer


class Mailer(ABC):
    @abstractmethod
    def send(self) -> None: ...


class SmtpMailer(Mailer):
    def send(self) -> None: ...


class Letter: ...


class RetryingMailer(SmtpMailer):
    def __init__(self, mailer: Mailer, times: int = 3) -> None: ...


class CountingMailer(SmtpMailer):
    def __init__(self, mailer: Mailer, letter: Letter) -> None: ...


def take_nothing() -> Mailer:
    return SmtpMailer()


def take_two(first: Mailer, second: Mailer) -> Mailer:
    return first


def take_something_else(mailer) -> Mailer:
    return mailer


def make_something_else(mailer: Mailer) -> Letter:
    return Letter()


def take_the_unknown(mailer: "Parcel") -> Mailer:  # noqa: F821
    return mailer


def container() -> ServiceContainer:
    return ServiceContainer().add_transient(Mailer, SmtpMailer)


def when_a_decorator_takes_nothing() -> object:
    return container().decorate(Mailer, take_nothing)


def when_a_decorator_does_not_say_what_it_takes() -> object:
    return container().decorate(Mailer, take_something_else)


def when_a_decorator_could_take_it_twice() -> object:
    return container().decorate(Mailer, take_two)


def when_a_decorator_could_take_a_qualified_service_twice() -> object:
    return (
        ServiceContainer()
        .add_singleton(Mailer, SmtpMailer, qualifier="smtp")
        .decorate(Mailer, take_two, qualifier="smtp")
    )


def when_a_decorator_fills_its_parameter_itself() -> object:
    return container().decorate(Mailer, Factory(RetryingMailer, SmtpMailer()))


def when_a_decorator_makes_something_else() -> object:
    return container().decorate(Mailer, make_something_else)


def when_a_decorator_cannot_be_called() -> object:
    return container().decorate(Mailer, 3)


def when_what_is_decorated_is_not_registered() -> object:
    return ServiceContainer().decorate(Mailer, RetryingMailer)


def when_what_is_decorated_has_a_near_miss() -> object:
    return container().decorate(SmtpMailer, RetryingMailer)


def when_the_annotation_of_a_decorator_cannot_be_read() -> object:
    return container().decorate(Mailer, take_the_unknown).get(Mailer)


def when_a_decorator_lacks_another_service() -> object:
    return container().decorate(Mailer, RetryingMailer).decorate(Mailer, CountingMailer).validate()


def when_what_is_wrapped_lacks_another_service() -> object:
    return container().decorate(Mailer, CountingMailer).decorate(Mailer, RetryingMailer).get(Mailer)


def when_no_layer_takes_an_argument() -> object:
    return container().decorate(Mailer, RetryingMailer)[Mailer](time=4)


def when_what_is_replaced_is_not_registered() -> object:
    return ServiceContainer().replace(Mailer, SmtpMailer)


def when_what_replaces_does_not_fit() -> object:
    return container().replace(Mailer, Letter)
