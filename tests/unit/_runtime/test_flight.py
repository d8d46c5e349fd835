"""A making in flight: who waits for it, what it leaves behind, and what becomes of it in a forked child."""

import asyncio
import threading

import pytest

from tests.support.flights import LIMIT, Engine, Session, settled, start, start_loop
from wireworks import ServiceCircularDependencyError, ServiceContainer
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Provider, Source
from wireworks._runtime import flight as module
from wireworks._runtime.flight import Flight, _Book, take_off


def flight_of(cls: type, parent: Flight | None = None) -> Flight:
    return take_off(Provider(Key(cls), Lifetime.SINGLETON, Source.FACTORY, cls), parent)


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> _Book:
    """A book of this test's own, so that it can be told of a fork that never was."""
    book = _Book()
    monkeypatch.setattr(module, "_BOOK", book)
    return book


def test_waiter_that_comes_as_the_flight_lands_does_not_sleep() -> None:
    """L26: it looks at the place once more, for nobody would wake it."""
    flight = flight_of(Engine)
    landed = {flight.label: Engine()}
    start(lambda: flight.block(landed, None)).result(LIMIT)
    start_loop(lambda: flight.join(landed, None)).result(LIMIT)


def test_flight_that_has_landed_is_not_taken_back() -> None:
    """L26: an interrupt may strike between the landing and the return; what is made is made."""
    flight, engine = flight_of(Engine), Engine()
    made: dict[object, object] = {flight.label: engine}
    flight.fail(made, KeyboardInterrupt())
    assert made == {flight.label: engine}


def test_flights_that_wait_for_one_and_the_same_are_no_circle() -> None:
    """L26: two ways to one flight are a diamond."""
    top, left, right, bottom = (flight_of(cls) for cls in (Session, Engine, Engine, Engine))
    waiter = flight_of(Session)

    async def main() -> None:
        ways = ((top, left), (top, right), (left, bottom), (right, bottom))
        tasks = [asyncio.ensure_future(target.join({target.label: target}, each)) for each, target in ways]
        await settled()
        await asyncio.wait_for(top.join({}, waiter), LIMIT)
        waiting = asyncio.ensure_future(bottom.join({bottom.label: bottom}, top))
        await asyncio.sleep(0)
        with pytest.raises(ServiceCircularDependencyError):
            await top.join({top.label: top}, bottom)
        assert [len(each.waiting()) for each in (waiter, top, left, right, bottom)] == [0, 3, 1, 1, 0]
        for each in (bottom, left, right):
            each.land()
        await asyncio.wait_for(asyncio.gather(waiting, *tasks), LIMIT)

    asyncio.run(main())
    assert not any(each.waiting() for each in (waiter, top, left, right, bottom))


def test_fork_loses_the_flights_of_every_other_thread(book: _Book) -> None:
    """reliability: in the child only the forking thread lives on."""
    mine, other = flight_of(Engine), start(lambda: flight_of(Engine)).result(LIMIT)
    assert not mine.lost()
    assert not other.lost()
    book.forked()
    assert not mine.lost()
    assert other.lost()
    assert not flight_of(Session).lost()


@pytest.mark.parametrize("lifetime", ["singleton", "scoped"])
def test_service_whose_maker_a_fork_left_behind_is_made_anew(book: _Book, lifetime: str) -> None:
    """reliability: the place is taken over, and its new owner is not disturbed."""
    making, go = threading.Event(), threading.Event()
    main = threading.current_thread()

    def make() -> Engine:
        if threading.current_thread() is not main:
            making.set()
            assert go.wait(LIMIT)
            raise LookupError("nobody hears this in a child")
        return Engine()

    container = ServiceContainer()
    container.register(Engine, make, lifetime)
    with container.create_scope() as scope:
        left_behind = start(lambda: scope.get(Engine))
        assert making.wait(LIMIT)
        book.forked()
        engine = scope.get(Engine)
        assert isinstance(engine, Engine)
        go.set()
        assert isinstance(left_behind.exception(LIMIT), LookupError)
        assert scope.get(Engine) is engine
