"""L26: what is made by constructors that only store is kept once all is made; who comes before that is the first."""

import asyncio
from collections.abc import Callable

import pytest

from wireworks import Factory, Injected, ServiceClosedError, ServiceContainer, ServiceScope


class Session:
    def __init__(self) -> None:
        self.is_open = True


class Users:
    def __init__(self, session: Session) -> None:
        self.session = session


class Basket:
    def __init__(self, users: Users, session: Session) -> None:
        self.users = users
        self.session = session


def shop() -> ServiceContainer:
    return ServiceContainer().add_scoped(Session).add_scoped(Users).add_scoped(Basket)


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Callable[[ServiceContainer], list[Users]]:
    """Let the constructor of `Session`, from now on, ask a container for what is made above it."""

    def begin(container: ServiceContainer) -> list[Users]:
        seen: list[Users] = []

        def ask(session: Session) -> None:
            session.is_open = True
            if not seen:
                seen.append(Users(session))  # once is enough
                seen[0] = container.get(Users)

        monkeypatch.setattr(Session, "__init__", ask)
        return seen

    return begin


def test_constructor_changed_later_finds_its_scope_and_what_it_makes_there_stays(
    asking: Callable[[ServiceContainer], list[Users]],
) -> None:
    """L23, L26: the function was written before."""
    container = shop()
    for _ in range(3):
        with container.create_scope() as scope:
            assert scope.get(Basket).users.session is scope.get(Session)
    seen = asking(container)

    with container.create_scope() as scope:
        basket = scope.get(Basket)
        assert [basket.users] == seen
        assert basket is scope.get(Basket)
        assert basket.session is scope.get(Session) is basket.users.session


def test_injected_function_goes_on_with_what_others_have_made(
    asking: Callable[[ServiceContainer], list[Users]],
) -> None:
    """L13, L26: its own scope was used before all was made."""
    container = shop()

    @container.inject
    def look(scope: Injected[ServiceScope], basket: Injected[Basket]) -> Basket:
        assert scope.get(Basket) is basket
        return basket

    @container.inject
    def take(basket: Injected[Basket]) -> Basket:
        assert container.get(Basket) is basket
        return basket

    for _ in range(3):
        assert take() is not take()
        assert look() is not look()
    seen = asking(container)

    basket = take()
    assert [basket.users] == seen
    assert basket.session is basket.users.session


def test_injected_coroutine_function_goes_on_with_what_others_have_made(
    asking: Callable[[ServiceContainer], list[Users]],
) -> None:
    """L13, L26."""
    container = shop()

    @container.inject
    async def take(basket: Injected[Basket]) -> Basket:
        await asyncio.sleep(0)
        assert await container.aget(Basket) is basket
        return basket

    async def main() -> None:
        for _ in range(3):
            assert (await take()).users is not (await take()).users
        seen = asking(container)
        assert [(await take()).users] == seen

    asyncio.run(main())


def test_scope_that_ends_meanwhile_gives_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """L23, L26: a constructor that was changed later closes it."""
    container = shop()
    for _ in range(3):
        with container.create_scope() as scope:
            scope.get(Basket)
    scope = container.create_scope()
    monkeypatch.setattr(Session, "__init__", lambda _: scope.close())
    with pytest.raises(ServiceClosedError):
        scope.get(Basket)


def test_constructor_that_stores_a_factory_is_made_in_its_scope() -> None:
    """L15, L26: the factory is that of the scope."""

    class Desk:
        def __init__(self, users: Factory[Users]) -> None:
            self.users = users

    container = shop().add_scoped(Desk)
    for _ in range(3):
        with container.create_scope() as scope:
            assert scope.get(Desk).users() is scope.get(Users)
