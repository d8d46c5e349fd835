"""Generators that yield never or twice, and what fails while a scope is closed (L20)."""

from collections.abc import AsyncIterator, Iterator

from wireworks import ServiceContainer


class Connection: ...


class Transaction: ...


def never() -> Iterator[Connection]:
    for host in ():
        yield Connection(host)


def twice() -> Iterator[Connection]:
    yield Connection()
    yield Connection()


async def twice_async() -> AsyncIterator[Connection]:
    yield Connection()
    yield Connection()


def failing() -> Iterator[Connection]:
    yield Connection()
    raise OSError("the line is dead")


def failing_always() -> Iterator[Connection]:
    try:
        yield Connection()
    finally:
        raise OSError("the line is dead")


def failing_too(connection: Connection) -> Iterator[Transaction]:
    try:
        yield Transaction()
    finally:
        raise RuntimeError("nothing to commit")


def when_a_generator_never_yields() -> object:
    with ServiceContainer().add_scoped(never).create_scope() as scope:
        return scope.get(Connection)


def when_a_generator_yields_twice() -> object:
    with ServiceContainer().add_scoped(twice).create_scope() as scope:
        return scope.get(Connection)


async def when_an_async_generator_yields_twice() -> object:
    async with ServiceContainer().add_scoped(twice_async).create_scope() as scope:
        return await scope.aget(Connection)


def when_closing_fails() -> object:
    with ServiceContainer().add_scoped(failing).add_scoped(failing_too).create_scope() as scope:
        return scope.get(Transaction)


def when_the_body_and_closing_fail() -> object:
    with ServiceContainer().add_scoped(failing_always).create_scope() as scope:
        scope.get(Connection)
        raise LookupError("no such order")


def when_closing_the_container_fails() -> object:
    with ServiceContainer().add_singleton(failing) as container:
        return container.get(Connection)
