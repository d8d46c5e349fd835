"""L13: injected generator functions in a scope that is open already."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator

import pytest

from wireworks import Injected, ServiceContainer


class Session:
    def __init__(self) -> None:
        self.events: list[str] = []


class Boom(Exception): ...


def sessions() -> Iterator[Session]:
    session = Session()
    yield session
    session.events.append("closed")


container = ServiceContainer().add_scoped(sessions)


@container.inject
def talk(session: Injected[Session]) -> Generator[object, str, Session]:
    session.events.append((yield session))
    return session


@container.inject
async def atalk(session: Injected[Session]) -> AsyncIterator[object]:
    yield session
    session.events.append("said")
    yield session


@container.inject
async def astumble(session: Injected[Session]) -> AsyncIterator[object]:
    yield session
    raise Boom


def test_generator_uses_the_open_scope_and_leaves_it_open() -> None:
    """L13: what is sent and what is returned pass through."""
    with container.create_scope() as scope:
        talking = talk()
        session = next(talking)
        assert session is scope.get(Session)
        with pytest.raises(StopIteration) as caught:
            talking.send("said")
        assert caught.value.value is session
        assert session.events == ["said"]
        assert scope.get(Session) is session
    assert session.events == ["said", "closed"]


def test_async_generator_uses_the_open_scope_and_leaves_it_open() -> None:
    """L13."""

    async def main() -> Session:
        async with container.create_scope() as scope:
            seen = [session async for session in atalk()]
            assert seen == [await scope.aget(Session)] * 2
            assert seen[0].events == ["said"]
        return seen[0]

    assert asyncio.run(main()).events == ["said", "closed"]


def test_error_of_an_async_generator_leaves_the_open_scope_open() -> None:
    """L13, L20: the scope belongs to somebody else, who may handle the error."""

    async def main() -> Session:
        async with container.create_scope() as scope:
            with pytest.raises(Boom):
                _ = [session async for session in astumble()]
            session = await scope.aget(Session)
            assert session.events == []
        return session

    assert asyncio.run(main()).events == ["closed"]


class Caller:
    """Asks the container itself, when it is made."""

    def __init__(self, container: ServiceContainer) -> None:
        self.session = container.get(Session)


app = ServiceContainer().add_scoped(sessions).add_transient(Caller)


@app.inject(new_scope=True)
def speak(caller: Injected[Caller], session: Injected[Session]) -> Iterator[bool]:
    yield caller.session is session


@app.inject(new_scope=True)
async def aspeak(caller: Injected[Caller], session: Injected[Session]) -> AsyncIterator[bool]:
    yield caller.session is session


def test_parameters_of_a_generator_are_made_inside_its_own_scope() -> None:
    """L13, L23: a factory that asks the container finds it, whether or not another scope is open around."""
    assert list(speak()) == [True]
    with app.create_scope():
        assert list(speak()) == [True]


def test_parameters_of_an_async_generator_are_made_inside_its_own_scope() -> None:
    """L13, L23."""

    async def main() -> None:
        assert [each async for each in aspeak()] == [True]
        async with app.create_scope():
            assert [each async for each in aspeak()] == [True]

    asyncio.run(main())
