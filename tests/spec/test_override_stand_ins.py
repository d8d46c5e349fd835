"""L29: what stands in is an object, or whatever makes one: a factory of every kind, filled by the container."""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Iterator
from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street, singletons
from wireworks import Factory, KwArg, Lifetime, ServiceAsyncError, ServiceContainer, ServiceError


class Books:
    """What stand-ins in these tests ask for."""


class Counting(Mailer):
    def __init__(self, books: Books) -> None:
        self.books = books


class Plain:
    """Not a mailer, by type; it has what a test needs of one."""

    def __init__(self, books: Books | None = None) -> None:
        self.books = books


@pytest.fixture
def container() -> ServiceContainer:
    return singletons().add_singleton(Books)


@pytest.mark.parametrize(
    "fake",
    [FakeMailer(), Plain(), Mock(spec=Mailer), MagicMock(), AsyncMock(), create_autospec(Mailer, instance=True), 7],
    ids=lambda fake: type(fake).__name__,
)
def test_object_is_handed_out_as_it_is(container, fake) -> None:
    """L29: no type is refused, and no fake is called."""
    with container.override(Mailer, fake):
        assert container.get(Mailer) is fake
        assert container.get(Shop).mailer is fake


def make(books: Books) -> Mailer:
    return Counting(books)


def make_without_a_word(books: Books):
    return Counting(books)


def make_something_else(books: Books) -> Plain:
    return Plain(books)


def made_and_closed(books: Books) -> Iterator[Mailer]:
    yield Counting(books)


def yielded(books: Books):
    yield Counting(books)


class Maker:
    def method(self, books: Books):
        return Counting(books)

    @classmethod
    def of_the_class(cls, books: Books):
        return Counting(books)

    @staticmethod
    def static(books: Books):
        return Counting(books)


FACTORIES: dict[str, Callable[..., object]] = {
    "class": Counting,
    "class of another type": Plain,
    "function": make,
    "function without annotation": make_without_a_word,
    "function of another type": make_something_else,
    "generator": made_and_closed,
    "generator without annotation": yielded,
    "method": Maker().method,
    "class method": Maker.of_the_class,
    "static method": Maker.static,
    "partial": functools.partial(make),
    "wrapped": functools.lru_cache(make),
    "explicit class": Factory(Counting),
    "explicit function": Factory(make_without_a_word),
}


@pytest.mark.parametrize("factory", FACTORIES.values(), ids=FACTORIES)
def test_factory_makes_it_and_is_filled_by_the_container(container, factory) -> None:
    """L2, L29: no annotation is needed, and no type is refused."""
    with container.override(Mailer, factory):
        shop = container.get(Shop)
        assert shop.mailer.books is container.get(Books)
        assert container.get(Mailer) is shop.mailer
        assert container.get(Shop) is shop


async def amake(books: Books):
    return Counting(books)


async def ayielded(books: Books) -> AsyncIterator[Mailer]:
    yield Counting(books)


@pytest.mark.parametrize(
    "factory", [amake, ayielded, functools.partial(amake)], ids=["function", "generator", "partial"]
)
def test_async_factory_makes_it(container, factory) -> None:
    """L2, L10, L29."""

    async def main() -> None:
        async with container.override(Mailer, factory):
            with pytest.raises(ServiceAsyncError):
                container.get(Street)
            street = await container.aget(Street)
            assert street.shop.mailer.books is container.get(Books)
            assert container.get(Street) is street

    asyncio.run(main())


def test_sync_factory_may_stand_in_for_an_async_one() -> None:
    """L10, L29: and then sync code can have what depends on it."""

    async def connect() -> Mailer:
        raise AssertionError

    container = ServiceContainer().add_singleton(connect).add_singleton(Ledger).add_singleton(Shop)

    with container.override(Mailer, lambda: "quick"):
        assert container.get(Shop).mailer == "quick"


def test_factory_with_values_of_its_own_is_filled_up() -> None:
    """L19, L29."""
    container = singletons().add_singleton(Books)
    ledger = Ledger()

    with container.override(Shop, Factory(Shop, KwArg("ledger", ledger))):
        shop = container.get(Street).shop

    assert shop.ledger is ledger
    assert shop.mailer is container.get(Mailer)


@pytest.mark.parametrize("lifetime", [Lifetime.TRANSIENT, Lifetime.SCOPED, Lifetime.SINGLETON])
def test_what_a_factory_makes_is_kept_as_long_as_what_it_replaces(lifetime) -> None:
    """L29, and the table of lifetimes."""
    container = ServiceContainer()
    container.register(Mailer, Mailer, lifetime)

    with container.override(Mailer, FakeMailer):
        with container.create_scope() as one:
            first = [one.get(Mailer) for _ in range(4)]
        with container.create_scope() as two:
            second = [two.get(Mailer) for _ in range(4)]

    assert all(isinstance(each, FakeMailer) for each in first + second)
    distinct = {Lifetime.TRANSIENT: 8, Lifetime.SCOPED: 2, Lifetime.SINGLETON: 1}
    assert len({id(each) for each in first + second}) == distinct[lifetime]


def test_instance_may_be_replaced_by_a_factory() -> None:
    """L29: an object that was handed in is shared, and so is what stands in for it."""
    container = ServiceContainer().add_instance(Mailer, Mailer())

    with container.override(Mailer, FakeMailer):
        first = container.get(Mailer)
        assert isinstance(first, FakeMailer)
        assert container.get(Mailer) is first


class Request: ...


class Handler:
    def __init__(self, request: Request) -> None:
        self.request = request


@pytest.mark.parametrize("given", [{}, {Request: Request()}])
def test_value_that_scopes_are_opened_with_may_be_replaced(given) -> None:
    """L3, L29: whether one was given or not."""
    container = ServiceContainer().add_context(Request).add_scoped(Handler)
    fake = Request()

    with container.override(Request, fake), container.create_scope(given) as scope:
        assert scope.get(Handler).request is fake
        assert scope.get(Request) is fake


def test_value_that_scopes_are_opened_with_may_be_made() -> None:
    """L29: once for each scope."""
    container = ServiceContainer().add_context(Request).add_scoped(Handler)

    with container.override(Request, Request):
        with container.create_scope() as one, container.create_scope() as two:
            assert one.get(Handler).request is one.get(Request)
            assert one.get(Request) is not two.get(Request)


def test_what_was_handed_in_is_not_closed() -> None:
    """L22, L29."""

    class Closing(Mailer):
        closed = False

        def dispose(self) -> None:
            self.closed = True

        close = __exit__ = dispose

    container, fake = singletons(), Closing()
    with container.override(Mailer, fake):
        container.get(Street)

    assert not fake.closed


def test_parameter_that_nothing_fills_is_an_error_where_it_is_asked_for(container) -> None:
    """L27, L29: a factory that stands in is planned like every other."""

    def unfilled(port: bytes):
        raise AssertionError

    with container.override(Mailer, unfilled):
        for ask in (container.validate, lambda: container.get(Street)):
            with pytest.raises(ServiceError) as caught:
                ask()
            assert "`bytes` is not registered, but `Mailer` needs it for parameter `port`" in str(caught.value)
