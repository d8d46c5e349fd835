"""What is not registered, and what may have been meant instead (L6, L8, L10, L28)."""

from collections.abc import Mapping
from typing import Annotated, Protocol

from wireworks import Factory, Inject, ServiceContainer, qualified


class Session: ...


class Sesion: ...


class PooledSession(Session): ...


class Mailer(Protocol):
    def send(self) -> None: ...


class SmtpMailer:
    def send(self) -> None: ...


class Repository:
    def __init__(self, session: Session) -> None: ...


class Reports:
    def __init__(self, repository: Repository) -> None: ...


class Newsletter:
    def __init__(self, mailer: Mailer) -> None: ...


class Readers:
    def __init__(self, session: Annotated[Session, Inject(qualifier="replica")]) -> None: ...


class Jobs:
    def __init__(self, sessions: Factory[Session]) -> None: ...


class Database:
    def __init__(self, url: str) -> None: ...


class Plugins:
    def __init__(self, plugins: list[Mailer]) -> None: ...


class Directory:
    def __init__(self, mailers: Mapping[str, Mailer]) -> None: ...


class Request: ...


def when_the_key_is_not_registered() -> object:
    return ServiceContainer().get(Session)


def when_a_key_with_almost_the_same_name_is_registered() -> object:
    return ServiceContainer().add_singleton(Sesion).get(Session)


def when_a_subclass_is_registered() -> object:
    return ServiceContainer().add_singleton(PooledSession).get(Session)


def when_something_that_a_service_needs_is_not_registered() -> object:
    return ServiceContainer().add_singleton(Repository).add_scoped(Reports).get(Reports)


def when_something_that_a_service_needs_has_a_near_miss() -> object:
    return ServiceContainer().add_singleton(Repository).add_singleton(PooledSession).get(Repository)


def when_a_protocol_that_a_service_needs_is_not_registered() -> object:
    return ServiceContainer().add_singleton(Newsletter).add_singleton(SmtpMailer).get(Newsletter)


def when_the_key_is_registered_with_a_qualifier() -> object:
    container = ServiceContainer().add_singleton(Session, qualifier="primary")
    return container.add_singleton(Session, qualifier="replica").get(Session)


def when_the_qualifier_is_not_registered() -> object:
    container = ServiceContainer().add_singleton(Session, qualifier="primary")
    return container.get(qualified(Session, "replica"))


def when_the_qualifier_is_misspelt() -> object:
    container = ServiceContainer().add_singleton(Session, qualifier="replicas").add_singleton(Readers)
    return container.add_singleton(Session, qualifier="primary").get(Readers)


def when_the_key_is_registered_without_the_qualifier() -> object:
    return ServiceContainer().add_singleton(Session).add_singleton(Readers).get(Readers)


def when_a_plain_value_is_not_registered() -> object:
    return ServiceContainer().add_singleton(Database).get(Database)


def when_there_is_nothing_to_put_into_a_list() -> object:
    return ServiceContainer().add_singleton(SmtpMailer).add_singleton(Plugins).get(Plugins)


def when_there_is_nothing_to_put_into_a_mapping() -> object:
    return ServiceContainer().add_singleton(Mailer, SmtpMailer).add_singleton(Directory).get(Directory)


def when_a_list_of_nothing_is_asked_for() -> object:
    return ServiceContainer().get(list[Session])


def when_a_factory_of_it_is_asked_for() -> object:
    return ServiceContainer().get(Factory[Session])


def when_the_factory_of_the_container_is_asked_for() -> object:
    return ServiceContainer()[Session]


def when_a_service_takes_a_factory_of_it() -> object:
    return ServiceContainer().add_singleton(Jobs).get(Jobs)


def when_it_is_unregistered_before_its_factory_is_called() -> object:
    container = ServiceContainer().add_transient(Session)
    make = container[Session]
    container.unregister(Session)
    return make(url="sqlite://")


def when_the_scope_was_opened_without_a_value() -> object:
    container = ServiceContainer().add_context(Request)
    with container.create_scope() as scope:
        return scope.get(Request)


def when_a_service_takes_a_value_that_was_not_supplied() -> object:
    class Visitor:
        def __init__(self, request: Request) -> None: ...

    container = ServiceContainer().add_context(Request).add_scoped(Visitor)
    with container.create_scope() as scope:
        return scope.get(Visitor)


def when_a_value_for_a_scope_was_not_declared() -> object:
    return ServiceContainer().create_scope(context={Request: Request()})


def when_a_value_for_a_scope_was_declared_under_another_name() -> object:
    class Requests: ...

    return ServiceContainer().add_context(Requests).create_scope(context={Request: Request()})
