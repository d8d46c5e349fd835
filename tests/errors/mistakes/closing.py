"""Objects that are disposed of, and context managers (L22)."""

from collections.abc import Iterator
from contextlib import contextmanager

from wireworks import ServiceContainer


class Connection: ...


class Engine:
    def dispose(self) -> None:
        raise OSError("still in use")


class Report:
    def __init__(self, engine: Engine) -> None: ...


class Channel:
    async def dispose(self) -> None: ...


class Pool:
    async def __aenter__(self) -> Connection:
        return Connection()

    async def __aexit__(self, *_: object) -> None: ...


class Tracer: ...


class FileTracer(Tracer):
    def dispose(self) -> None: ...


def make_tracer() -> Tracer:
    return FileTracer()


def connect() -> Iterator[Connection]:
    yield Connection()


@contextmanager
def open_connection() -> Iterator[Connection]:
    yield Connection()


def make_later() -> "Later":  # noqa: F821 - it comes later
    return Later()  # noqa: F821 - as above


def when_disposing_fails() -> object:
    with ServiceContainer().add_scoped(Engine).create_scope() as scope:
        return scope.get(Engine)


def when_a_disposable_service_is_asked_for_without_a_scope() -> object:
    return ServiceContainer().add_transient(Engine).add_transient(Report).get(Report)


def when_a_function_makes_a_disposable_service_without_a_scope() -> object:
    return ServiceContainer().add_transient(make_tracer).get(Tracer)


def when_an_async_dispose_is_left_without_await() -> object:
    with ServiceContainer().add_scoped(Channel).create_scope() as scope:
        return scope.get(Channel)


async def when_an_async_context_manager_is_left_without_await() -> object:
    with ServiceContainer().add_scoped(Pool, enter=True).create_scope() as scope:
        return await scope.aget(Connection)


def when_sync_code_asks_for_an_async_context_manager() -> object:
    with ServiceContainer().add_scoped(Pool, enter=True).create_scope() as scope:
        return scope.get(Connection)


def when_a_generator_is_to_be_entered() -> object:
    return ServiceContainer().add_scoped(connect, enter=True)


def when_what_is_to_be_entered_is_no_context_manager() -> object:
    return ServiceContainer().add_scoped(Connection, enter=True)


def when_what_turns_out_to_be_no_context_manager_is_to_be_entered() -> object:
    container = ServiceContainer().add_scoped(Connection, make_later, enter=True)
    globals()["Later"] = Connection
    try:
        with container.create_scope() as scope:
            return scope.get(Connection)
    finally:
        del globals()["Later"]


def when_a_context_manager_is_not_to_be_entered() -> object:
    return ServiceContainer().add_scoped(open_connection)
