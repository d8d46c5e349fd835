"""Decorators: `decorate` wraps what a key makes, for everybody who asks for the key."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.support.decorators import (
    ASYNC,
    LIFETIMES,
    SYNC,
    ByClass,
    Clock,
    Mailer,
    Smtp,
    Wrapping,
    by_function,
    by_generator,
    container_of,
    named,
)
from wireworks import AsyncFactory, Factory, Injected, KwArg, Lifetime, ServiceContainer
from wireworks.errors import ServiceAsyncError, ServiceNotFoundError


@pytest.mark.parametrize("lifetime", LIFETIMES)
@pytest.mark.parametrize("kind", SYNC)
def test_every_kind_of_factory_may_wrap_whatever_the_lifetime(kind: str, lifetime: str) -> None:
    """L2, and again and again: interpreted, then compiled."""
    container = container_of(lifetime).decorate(Mailer, SYNC[kind])
    for _ in range(2):
        with container.create_scope() as scope:
            mailers = [scope.get(Mailer) for _ in range(4)]
            assert {mailer.send("hi") for mailer in mailers} == {f"{kind} at noon(<hi>)"}
            assert len(set(mailers)) == (4 if lifetime == "transient" else 1)


@pytest.mark.parametrize("lifetime", LIFETIMES)
@pytest.mark.parametrize("kind", ASYNC)
def test_async_wrapper_makes_the_whole_async(kind: str, lifetime: str) -> None:
    """L10: what is sync itself is awaited once its wrapper is."""
    container = container_of(lifetime).decorate(Mailer, ASYNC[kind])

    async def main() -> None:
        for _ in range(2):
            async with container.create_scope() as scope:
                mailers = [await scope.aget(Mailer) for _ in range(4)]
                assert {mailer.send("hi") for mailer in mailers} == {f"{kind} at noon(<hi>)"}
                assert len(set(mailers)) == (4 if lifetime == "transient" else 1)

    with container.create_scope() as scope, pytest.raises(ServiceAsyncError, match="by_async"):
        scope.get(Mailer)
    asyncio.run(main())


def test_sync_wrapper_goes_around_what_takes_await() -> None:
    """L10."""

    async def connect() -> Mailer:
        return Smtp()

    container = container_of("transient", connect).decorate(Mailer, ByClass)

    async def main() -> list[str]:
        return [(await container.aget(Mailer)).send("hi") for _ in range(3)]

    assert asyncio.run(main()) == ["class at noon(<hi>)"] * 3
    with pytest.raises(ServiceAsyncError, match="connect") as caught:
        container.get(Mailer)
    assert "Mailer <- ByClass" in str(caught.value)


def test_decorators_stack_and_the_last_one_is_outermost() -> None:
    container = container_of().decorate(Mailer, by_function).decorate(Mailer, ByClass).decorate(Mailer, by_generator)
    with container.create_scope() as scope:
        for _ in range(3):
            assert scope.get(Mailer).send("hi") == "generator at noon(class at noon(function at noon(<hi>)))"


def test_one_wrapper_may_be_put_around_twice() -> None:
    container = container_of().decorate(Mailer, by_function).decorate(Mailer, by_function)
    assert container.get(Mailer).send("hi") == "function at noon(function at noon(<hi>))"


def test_every_way_of_asking_gets_the_decorated_one() -> None:
    """L10, L13, L15: keys, factories, parameters, functions."""

    class Consumer:
        def __init__(self, mailer: Mailer, make: Factory[Mailer], amake: AsyncFactory[Mailer]) -> None:
            self.mailer, self.make, self.amake = mailer, make, amake

    container = container_of("singleton").add_transient(Consumer).decorate(Mailer, ByClass)

    @container.inject
    def send(mailer: Injected[Mailer]) -> Mailer:
        return mailer

    def call(mailer: Mailer) -> Mailer:
        return mailer

    mailer = container.get(Mailer)
    consumer = container.get(Consumer)
    assert isinstance(mailer, ByClass)
    assert {consumer.mailer, consumer.make(), send(), container.call(call), container[Mailer]()} == {mailer}
    assert asyncio.run(consumer.amake()) is asyncio.run(container.afactory(Mailer)()) is mailer


def test_decorated_service_is_closed_newest_first() -> None:
    """L20: a wrapper is closed before what it wraps, each with the outcome."""
    log: list[str] = []

    def opened(name: str) -> Callable[..., Iterator[Mailer]]:
        def wrapper(inner: Mailer) -> Iterator[Mailer]:
            log.append(f"open {name}")
            try:
                yield inner
            finally:
                log.append(f"close {name}")

        return wrapper

    def smtp() -> Iterator[Mailer]:
        log.append("open smtp")
        yield Smtp()
        log.append("close smtp")

    container = container_of("scoped", smtp).decorate(Mailer, opened("inner")).decorate(Mailer, opened("outer"))
    for _ in range(3):
        log.clear()
        with container.create_scope() as scope:
            scope.get(Mailer)
        assert log == ["open smtp", "open inner", "open outer", "close outer", "close inner", "close smtp"]


def test_singleton_that_exists_already_is_wrapped_when_it_is_next_asked_for() -> None:
    """The inner instance stays the same one, and whoever holds it keeps it."""

    class Holder:
        def __init__(self, mailer: Mailer) -> None:
            self.mailer = mailer

    container = container_of("singleton").add_singleton(Holder)
    plain = container.get(Mailer)
    held = container.get(Holder).mailer
    container.decorate(Mailer, ByClass)
    wrapped = container.get(Mailer)
    assert isinstance(wrapped, ByClass)
    assert wrapped.inner is plain
    container.decorate(Mailer, by_function)
    outermost = container.get(Mailer)
    assert isinstance(outermost, Wrapping)
    assert outermost.inner is wrapped
    assert container.get(Holder).mailer is held is plain


def test_instance_and_context_value_may_be_decorated() -> None:
    """L3: an instance is wrapped once, a value of the scope once in each scope."""
    smtp = Smtp()
    container = ServiceContainer().add_singleton(Clock).add_instance(Mailer, smtp).decorate(Mailer, ByClass)
    mailer = container.get(Mailer)
    assert isinstance(mailer, ByClass)
    assert mailer.inner is smtp
    assert container.get(Mailer) is mailer

    container = ServiceContainer().add_singleton(Clock).add_context(Mailer).decorate(Mailer, ByClass)
    found = set()
    for _ in range(3):
        with container.create_scope(context={Mailer: smtp}) as scope:
            mailer = scope.get(Mailer)
            assert isinstance(mailer, ByClass)
            assert mailer.inner is smtp
            assert scope.get(Mailer) is mailer
            found.add(mailer)
    assert len(found) == 3


def test_key_with_a_decorated_context_value_is_still_named_among_the_declared() -> None:
    """L23, L28."""

    class Mailers: ...

    container = ServiceContainer().add_singleton(Clock).add_context(Mailer).decorate(Mailer, ByClass)
    with pytest.raises(ServiceNotFoundError, match="Did you mean `Mailer`"):
        container.create_scope(context={Mailers: 1})


def test_factory_value_may_be_decorated_and_overridden() -> None:
    """L17 - L19: an overridden factory's word goes, for what is wrapped and for the wrapper."""
    smtp = Factory(Smtp)
    wrapper = Factory(named, KwArg("name", "value"))
    container = container_of("transient", smtp).decorate(Mailer, wrapper)
    other = ByClass(Smtp(), Clock())
    for _ in range(3):
        assert container.get(Mailer).send("hi") == "value at noon(<hi>)"
        with smtp.override(other):
            assert container.get(Mailer).send("hi") == "value at noon(class at noon(<hi>))"
        with wrapper.override(other):
            assert container.get(Mailer) is other


def test_unregister_forgets_decorators() -> None:
    """L3."""
    container = container_of().decorate(Mailer, ByClass)
    assert container.is_registered(Mailer)
    container.unregister(Mailer)
    assert not container.is_registered(Mailer)
    assert type(container.add_transient(Mailer, Smtp).get(Mailer)) is Smtp


def test_eager_singleton_is_made_with_its_decorators_at_the_start() -> None:
    """L25."""
    made: list[str] = []

    def wrapper(inner: Mailer) -> Mailer:
        made.append("wrapper")
        return inner

    container = ServiceContainer().add_singleton(Mailer, Smtp, eager=True).decorate(Mailer, wrapper)
    container.start()
    assert made == ["wrapper"]


def test_lifetime_is_that_of_what_is_wrapped() -> None:
    """The wrapper's own dependencies have theirs."""
    container = container_of(Lifetime.SINGLETON).decorate(Mailer, ByClass)
    assert container.get(Mailer) is container.get(Mailer)
    container.validate()
