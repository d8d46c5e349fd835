"""L11, L13, L15, L29: an override is seen by whatever asks the container, also by what was made before it opened."""

import asyncio

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street, singletons
from wireworks import Factory, Injected, ServiceContainer, ServiceParameterError, ServiceResolutionError

OFTEN = range(4)


@pytest.fixture
def container() -> ServiceContainer:
    return singletons()


def test_factories_held_since_before_follow(container) -> None:
    """L11, L15, L29."""
    factory, afactory = container[Shop], container.afactory(Shop)
    real, fake = factory(), FakeMailer()

    with container.override(Mailer, fake):
        assert all(factory().mailer is fake for _ in OFTEN)
        assert all(asyncio.run(afactory()).mailer is fake for _ in OFTEN)
        assert container[Shop]() is factory()

    assert factory() is real
    assert asyncio.run(afactory()) is real


def test_factories_taken_inside_go_back_with_everybody(container) -> None:
    """L29: they are the container's, not the override's."""
    with container.override(Mailer, FakeMailer()):
        factory, afactory = container[Shop], container.afactory(Shop)

    assert type(factory().mailer) is Mailer
    assert asyncio.run(afactory()) is factory()


class Letter:
    def __init__(self, mailer: Mailer, text: str) -> None:
        self.mailer = mailer
        self.text = text


def test_arguments_of_the_moment_go_with_what_stands_in(container) -> None:
    """L11, L29."""
    container.add_transient(Letter)
    letters, fake = container[Letter], FakeMailer()

    with container.override(Mailer, fake):
        letter = letters(text="hello")
        assert (letter.mailer, letter.text) == (fake, "hello")
        assert asyncio.run(container.afactory(Letter)(text="again")).mailer is fake

    assert type(letters(text="hello").mailer) is Mailer


def test_arguments_of_the_moment_go_to_the_factory_that_stands_in(container) -> None:
    """L11, L29: which has its own."""
    container.add_transient(Letter)

    def draft(mailer: Mailer, title: str):
        return (mailer, title)

    with container.override(Letter, draft):
        assert container[Letter](title="draft") == (container.get(Mailer), "draft")
        with pytest.raises(ServiceParameterError, match="`title`"):
            container[Letter](text="hello")
    with container.override(Letter, "letter"), pytest.raises(ServiceResolutionError, match="exists already"):
        container[Letter](text="hello")


def test_call_fills_with_what_stands_in(container) -> None:
    """L13, L29."""
    fake = FakeMailer()

    def send(shop: Shop, text: str) -> tuple[Mailer, str]:
        return shop.mailer, text

    async def asend(shop: Shop) -> Mailer:
        return shop.mailer

    with container.override(Mailer, fake):
        assert all(container.call(send, text="x") == (fake, "x") for _ in OFTEN)
        assert all(asyncio.run(container.call(asend)) is fake for _ in OFTEN)
    assert type(container.call(send, text="x")[0]) is Mailer


def test_injected_functions_follow(container) -> None:
    """L13, L29: whether they were used before or not."""
    fake = FakeMailer()

    @container.inject
    def send(shop: Injected[Shop], ledger: Injected[Ledger]) -> Shop:
        return shop

    @container.inject
    async def asend(shop: Injected[Shop]) -> Shop:
        return shop

    real = send()
    with container.override(Mailer, fake):
        shop = send()
        assert shop.mailer is fake
        assert all(send() is shop for _ in OFTEN)
        assert all(asyncio.run(asend()) is shop for _ in OFTEN)
        assert send(shop=real) is real
        container.add_instance(str, "registered meanwhile")
        assert send() is shop

    assert all(send() is real for _ in OFTEN)
    assert asyncio.run(asend()) is real


def test_injected_function_that_runs_in_another_context_meanwhile_sees_the_real_thing(container) -> None:
    """L13, L29."""

    @container.inject
    def send(shop: Injected[Shop]) -> Shop:
        return shop

    async def main() -> None:
        opened, over = asyncio.Event(), asyncio.Event()

        async def elsewhere() -> None:
            await opened.wait()
            assert all(type(send().mailer) is Mailer for _ in OFTEN)
            over.set()

        task = asyncio.create_task(elsewhere())
        with container.override(Mailer, FakeMailer()):
            assert isinstance(send().mailer, FakeMailer)
            opened.set()
            await over.wait()
            assert isinstance(send().mailer, FakeMailer)
        await task

    asyncio.run(main())


class Office:
    def __init__(self, shops: Factory[Shop]) -> None:
        self.shops = shops


def test_factory_kept_by_a_singleton_that_was_made_before_follows(container) -> None:
    """L15, L29: somebody may still hold it."""
    office, fake = container.add_singleton(Office).get(Office), FakeMailer()

    with container.override(Mailer, fake):
        assert office.shops().mailer is fake
    assert type(office.shops().mailer) is Mailer


def test_factory_of_a_scope_follows() -> None:
    """L15, L29."""
    container = ServiceContainer().add_singleton(Mailer).add_singleton(Ledger).add_scoped(Shop).add_scoped(Office)
    fake = FakeMailer()

    with container.create_scope() as scope:
        office = scope.get(Office)
        with container.override(Mailer, fake):
            assert office.shops().mailer is fake
            assert office.shops() is scope.get(Shop)
        assert office.shops() is scope.get(Shop)
        assert type(office.shops().mailer) is Mailer


def test_factory_of_a_key_is_asked_for_like_a_service(container) -> None:
    """L15, L29."""
    fake = FakeMailer()

    with container.override(Mailer, fake):
        assert container.get(Factory[Shop])().mailer is fake


@pytest.mark.parametrize("ask", ["get", "aget"])
def test_scope_has_both_ways_to_ask(container, ask) -> None:
    """L10, L29."""
    fake = FakeMailer()

    def found(scope) -> Shop:
        return scope.get(Shop) if ask == "get" else asyncio.run(scope.aget(Shop))

    with container.create_scope() as scope:
        real = found(scope)
        with container.override(Mailer, fake):
            assert all(found(scope).mailer is fake for _ in OFTEN)
        assert all(found(scope) is real for _ in OFTEN)


class Plugin: ...


class FakePlugin(Plugin): ...


class Host:
    def __init__(self, plugins: list[Plugin]) -> None:
        self.plugins = plugins


def test_member_of_a_collection_is_replaced_in_its_place() -> None:
    """L8, L29: and who has the collection depends on it."""
    container = ServiceContainer().add_singleton(Plugin).add_singleton(Plugin, qualifier="b").add_singleton(Host)
    first, before = container.get(Plugin), container.get(Host)
    fake = FakePlugin()

    with container.override(Plugin, fake):
        host = container.get(Host)
        assert host is not before
        assert host.plugins == [fake, before.plugins[1]]
        assert container.get(list[Plugin])[0] is fake

    assert container.get(Host) is before
    assert before.plugins[0] is first


def test_collection_is_replaced_as_a_whole() -> None:
    """L8, L29."""
    container = ServiceContainer().add_singleton(Plugin).add_singleton(Host)
    before = container.get(Host)

    with container.override(list[Plugin], []):
        assert container.get(Host).plugins == []
    with container.override(list[Plugin], lambda: [1]):
        assert container.get(Host).plugins == [1]

    assert container.get(Host) is before


def test_everything_is_checked_as_it_is_inside(container) -> None:
    """L27, L29."""
    container.unregister(Ledger)

    with container.override(Shop, "shop"):
        container.validate()
        assert container.get(Street).shop == "shop"
