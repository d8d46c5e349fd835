"""L22: objects with `dispose()` are closed like generators, newest first, when the container made them."""

import asyncio
from collections.abc import Iterator
from typing import Any, NewType, Protocol

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import Attribute, Factory, KwArg, Method, ServiceContainer, ServiceTypeError

LOG: list[str] = []
Thing = NewType("Thing", object)


class Pool:
    def dispose(self) -> None:
        LOG.append(type(self).__name__)


class Session(Pool):
    def __init__(self, pool: Pool) -> None: ...


class Plain: ...


class Special(Plain, Pool): ...


class Shape(Protocol):
    def area(self) -> int: ...


class Square(Pool):
    def area(self) -> int:
        return 1


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    LOG.clear()
    return in_mode(ServiceContainer(), request.param)


def closed_in_a_scope(container: ServiceContainer, key: Any) -> list[str]:
    """Return what the end of a scope disposes of."""
    with container.create_scope() as scope:
        scope.get(key)
        assert LOG == []
    done = [*LOG]
    LOG.clear()
    return done


def test_services_of_a_scope_are_disposed_of_newest_first(container) -> None:
    """L22."""
    container.add_scoped(Pool).add_scoped(Session)
    for _ in range(3):
        assert closed_in_a_scope(container, Session) == ["Session", "Pool"]


def test_they_take_their_turn_among_generators(container) -> None:
    """L20, L22."""

    class First: ...

    class Last: ...

    def first() -> Iterator[First]:
        yield First()
        LOG.append("first")

    class Middle(Pool):
        def __init__(self, first: First) -> None: ...

    def last(middle: Middle) -> Iterator[Last]:
        yield Last()
        LOG.append("last")

    container.add_scoped(first).add_scoped(Middle).add_scoped(last)
    for _ in range(3):
        assert closed_in_a_scope(container, Last) == ["last", "Middle", "first"]


def test_singletons_are_disposed_of_with_the_container(container) -> None:
    """L22, L25: and a transient made for one as well."""
    container.add_transient(Pool).add_singleton(Session)
    for _ in range(3):
        assert closed_in_a_scope(container, Session) == []
    container.close()
    assert LOG == ["Session", "Pool"]
    container.close()
    assert LOG == ["Session", "Pool"]


def test_transients_belong_to_the_scope_they_are_made_in(container) -> None:
    """L21, L22: each of them."""
    container.add_transient(Pool)
    for _ in range(3):
        with container.create_scope() as outer:
            outer.get(Pool)
            with container.create_scope() as inner:
                inner.get(Pool)
                container.get(Pool)
            assert LOG == ["Pool"] * 2
        assert LOG == ["Pool"] * 3
        LOG.clear()


def make_pool() -> Pool:
    return Pool()


async def make_pool_later() -> Pool:
    return Pool()


def make_special() -> Plain:
    return Special()


async def make_special_later() -> Plain:
    return Special()


def make_shape() -> Shape:
    return Square()


def make_anything() -> Any:
    return Pool()


def make_thing() -> Thing:
    return Thing(Pool())


def make_pool_if_need_be() -> Pool | None:
    return Pool()


@pytest.mark.parametrize("lifetime", ["transient", "scoped"])
@pytest.mark.parametrize(
    ("key", "factory"),
    [
        (Pool, make_pool),
        (Pool, make_pool_later),
        (Plain, make_special),
        (Plain, make_special_later),
        (Shape, make_shape),
        (Pool, make_anything),
        (Thing, make_thing),
        (Pool, make_pool_if_need_be),
        (Pool, Factory(Pool)),
        (Pool, Factory(make_pool)),
    ],
)
def test_what_a_factory_function_makes_is_looked_at(container, key, factory, lifetime) -> None:
    """L22: the declared type need not tell."""
    container.register(key, factory, lifetime)

    async def main() -> str:
        async with container.create_scope() as scope:
            made = await scope.aget(key)
            assert LOG == []
        assert [type(made).__name__] == LOG
        LOG.clear()

    for _ in range(3):
        asyncio.run(main())


def test_factory_function_may_make_this_now_and_that_then(container) -> None:
    """L22: what was made before says nothing of what is made next."""
    kinds = iter([Plain, Special, Plain, Plain, Special, Special, Plain, Special])

    def make() -> Plain:
        return next(kinds)()

    container.add_scoped(make)
    assert [closed_in_a_scope(container, Plain) for _ in range(8)] == [
        ["Special"] if special else [] for special in (0, 1, 0, 0, 1, 1, 0, 1)
    ]


def test_factory_may_make_nothing(container) -> None:
    """L2, L22."""

    def make() -> Pool | None:
        return None

    container.add_scoped(make)
    for _ in range(3):
        assert closed_in_a_scope(container, Pool) == []


def test_values_of_explicit_wiring_are_disposed_of(container) -> None:
    """L19, L22: those that factory values make, wherever they stand."""

    class User(Pool):
        def __init__(self, photo: Pool) -> None: ...

        def show(self, photo: Pool) -> None: ...

    class Photo(Pool): ...

    class Late(Pool): ...

    class Last(Pool): ...

    wiring = Factory(
        User, KwArg("photo", Factory(Photo)), Attribute("late", Factory(Late)), Method("show", Factory(Last))
    )
    container.add_scoped(User, wiring)
    for _ in range(3):
        assert closed_in_a_scope(container, User) == ["User", "Last", "Late", "Photo"]


def test_factory_value_that_stands_alone_disposes_of_nothing() -> None:
    """L17: there is nobody whose end would be the time for it."""
    LOG.clear()
    factory = Factory(Session, Factory(Pool))
    assert isinstance(factory(), Session)
    assert LOG == []


@pytest.mark.parametrize("step", [Attribute("fixed", 1), Method("fail", 1)])
def test_what_was_made_is_disposed_of_though_a_step_failed(container, step) -> None:
    """L17, L22: at the end of its owner."""

    class Broken(Pool):
        @property
        def fixed(self) -> int:
            return 0

        def fail(self, value: int) -> None:
            raise AttributeError(value)

    container.add_scoped(Broken, Factory(Broken, step))
    for _ in range(3):
        with container.create_scope() as scope:
            for _ in range(2):
                with pytest.raises(AttributeError):
                    scope.get(Broken)
            assert LOG == []
        assert LOG == ["Broken"] * 2
        LOG.clear()


def test_product_of_a_wrong_type_is_disposed_of(container) -> None:
    """L12, L22."""

    def make() -> Plain:
        return Pool()  # type: ignore[return-value]

    container.add_scoped(make)
    for _ in range(3):
        with container.create_scope() as scope, pytest.raises(ServiceTypeError):
            scope.get(Plain)
        assert LOG == ["Pool"]
        LOG.clear()


def test_injected_function_disposes_of_what_was_made_for_it(container) -> None:
    """L13, L22."""
    container.add_transient(Pool).add_scoped(Session)

    def work(session: Session) -> None:
        assert LOG == []

    for _ in range(3):
        container.call(work)
        assert LOG == ["Session", "Pool"]
        LOG.clear()


def test_what_is_made_again_for_an_override_is_disposed_of_at_its_end(container) -> None:
    """L22, L29."""

    class Fake(Pool): ...

    container.add_singleton(Pool).add_singleton(Session)
    container.get(Session)
    with container.override(Pool, Fake):
        container.get(Session)
        assert LOG == []
    assert LOG == ["Session", "Fake"]
