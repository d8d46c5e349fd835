"""L16, L27: a `Lazy` keeps what it made, so a singleton takes none of what ends with a scope."""

import asyncio
from collections.abc import Iterator

import pytest

from wireworks import Lazy, ServiceContainer, ServiceGraphError, ServiceScopeError


class Engine: ...


class Car:
    def __init__(self, engine: Lazy[Engine]) -> None:
        self.engine = engine


def test_lazy_in_a_singleton_makes_what_is_kept_as_long() -> None:
    """L16."""
    car = ServiceContainer().add_transient(Engine).add_singleton(Car).get(Car)
    assert car.engine.value is car.engine.value


def open_engine() -> Iterator[Engine]:
    yield Engine()


class Depot:
    def __init__(self, car: Car) -> None:
        self.car = car


@pytest.mark.parametrize("lifetime", ["scoped", "transient"])
def test_singleton_may_not_keep_by_a_lazy_what_ends_with_a_scope(lifetime: str) -> None:
    """L16, L27: it would be kept past the scope in which it was first asked for."""
    container = ServiceContainer().add_singleton(Car)
    container.register(Engine, open_engine, lifetime)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    text = str(problem)
    assert f"`Car` (singleton) would keep `Engine` ({lifetime}) past its scope: a `Lazy[Engine]` keeps" in text
    assert "parameter `engine`" in text
    assert "Fix: make `Car` scoped, or let it take `Factory[Engine]`." in text
    assert problem.see == "captive-service"


def test_lazy_of_a_transient_that_a_singleton_holds_is_the_singletons() -> None:
    """L16, L27: told once, with the way from the singleton."""
    container = ServiceContainer().add_scoped(Engine).add_transient(Car).add_singleton(Depot)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert [link.name for link in problem.chain] == ["Depot", "Car", "Engine"]
    assert "let `Car` take `Factory[Engine]`" in str(problem)
    container.unregister(Depot)
    container.validate()
    container.add_scoped(Depot).validate()


def test_lazy_in_a_singleton_refuses_what_lives_in_a_scope_also_where_nothing_was_validated() -> None:
    """L16, L27: the same check guards lazy resolution, whatever scope is open."""
    container = ServiceContainer().add_scoped(Engine).add_singleton(Car)
    car = container.get(Car)
    with container.create_scope() as scope:
        scope.get(Engine)
        for _ in range(2):
            with pytest.raises(Exception, match="A `Lazy\\[Engine\\]` outside scopes would keep `Engine`") as caught:
                car.engine.value  # noqa: B018 - the property is what is tested
            assert caught.type.__name__ == "ServiceScopeError"

        async def main() -> None:
            with pytest.raises(Exception, match="would keep `Engine`"):
                await car.engine.avalue()

        asyncio.run(main())


def test_outer_scope_may_not_keep_by_a_lazy_what_lives_in_an_inner_one() -> None:
    """L16, L24, L27: nor what has no name, and may live in any."""
    for inner in ("request", None):
        container = ServiceContainer(scopes=["session", "request"])
        container.add_scoped(Engine, scope=inner).add_transient(Car).add_scoped(Depot, scope="session")
        with pytest.raises(ServiceGraphError, match="1 problem") as caught:
            container.validate()
        (problem,) = caught.value.exceptions
        assert "`Depot` (scoped in session) would keep `Engine`" in str(problem)
        assert [link.name for link in problem.chain] == ["Depot", "Car", "Engine"]


def test_lazy_of_an_outer_scope_finds_nothing_of_an_inner_one() -> None:
    """L16, L24: it belongs to the outer one, whatever is open."""
    container = ServiceContainer(scopes=["session", "request"])
    container.add_scoped(Engine, scope="request").add_scoped(Car, scope="session")
    with container.create_scope("session") as session, container.create_scope("request"):
        with pytest.raises(ServiceScopeError, match="`Engine` lives in a scope `request`, and none is open here"):
            session.get(Car).engine.value  # noqa: B018 - the property is what is tested


def test_inner_scope_takes_a_lazy_of_an_outer_one() -> None:
    """L16, L24."""
    container = ServiceContainer(scopes=["session", "request"])
    container.add_scoped(Engine, scope="session").add_scoped(Car, scope="request").validate()
    with container.create_scope("session") as session, container.create_scope("request") as request:
        assert request.get(Car).engine.value is session.get(Engine)
