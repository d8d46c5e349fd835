"""What is made later, and what is one's own (L16)."""

from collections.abc import Iterator

from wireworks import Factory, Lazy, Owned, ServiceContainer


class Session: ...


class Repository:
    def __init__(self, session: Lazy[Session]) -> None:
        self.session = session


class ReportJob:
    def __init__(self, repository: Repository) -> None:
        self.repository = repository


class Archive:
    def __init__(self, sessions: Lazy[Factory[Session]]) -> None: ...


class File: ...


def open_file() -> Iterator[File]:
    yield File()


async def connect() -> Session:
    return Session()


class Author:
    def __init__(self, book: "Lazy[Book]") -> None:
        self.first = book.value


class Book:
    def __init__(self, author: Author) -> None: ...


def when_a_singleton_takes_a_lazy_of_a_scoped_service() -> object:
    container = ServiceContainer().add_scoped(Session).add_transient(Repository)
    return container.add_singleton(ReportJob).validate()


def when_the_value_of_such_a_lazy_is_asked_for() -> object:
    container = ServiceContainer().add_scoped(Session).add_transient(Repository).add_singleton(ReportJob)
    job = container.get(ReportJob)
    with container.create_scope():
        return job.repository.session.value


def when_a_lazy_outside_scopes_would_keep_a_resource() -> object:
    return ServiceContainer().add_transient(open_file).get(Lazy[File]).value


def when_a_lazy_is_asked_for_what_takes_await() -> object:
    return ServiceContainer().add_transient(connect).get(Lazy[Session]).value


def when_an_owned_of_what_takes_await_is_entered() -> object:
    with ServiceContainer().add_transient(connect).get(Owned[Session]) as session:
        return session


def when_the_value_of_a_lazy_is_asked_for_too_early() -> object:
    return ServiceContainer().add_singleton(Author).add_singleton(Book).get(Author)


def when_a_parameter_takes_a_lazy_of_a_factory() -> object:
    return ServiceContainer().add_transient(Session).add_transient(Archive).get(Archive)


def when_a_lazy_of_a_factory_is_asked_for() -> object:
    return ServiceContainer().get(Lazy[Factory[Session]])


def when_a_service_of_an_outer_scope_takes_a_lazy_of_an_inner_one() -> object:
    container = ServiceContainer(scopes=["session", "request"])
    container.add_scoped(Session, scope="request").add_scoped(Repository, scope="session")
    return container.validate()


def when_an_owned_is_left_that_was_not_entered() -> object:
    return ServiceContainer().add_transient(File).get(Owned[File]).__exit__(None, None, None)
