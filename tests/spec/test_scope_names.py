"""L24: scopes with names, and services that live in the nearest one of theirs."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import (
    AsyncFactory,
    Factory,
    Injected,
    ServiceAsyncError,
    ServiceContainer,
    ServiceScope,
    service,
)


class User: ...


class Basket:
    def __init__(self, user: User) -> None:
        self.user = user


class Page:
    """Lives in whatever scope is the innermost."""

    def __init__(self, user: User, basket: Basket) -> None:
        self.user = user
        self.basket = basket


class View:
    """Lives nowhere."""

    def __init__(self, user: User, basket: Basket, page: Page) -> None:
        self.user = user
        self.basket = basket
        self.page = page


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    made = in_mode(ServiceContainer(scopes=("session", "request")), request.param)
    made.add_scoped(User, scope="session").add_scoped(Basket, scope="request").add_scoped(Page).add_transient(View)
    return made


def test_service_lives_in_the_nearest_scope_of_its_name(container) -> None:
    """L24: found from wherever it is asked for."""
    with container.create_scope("session") as session:
        with container.create_scope("request") as first:
            assert first.get(User) is session.get(User) is container.get(User)
            basket = first.get(Basket)
            with container.create_scope() as inner:
                assert inner.get(Basket) is basket
                assert inner.get(User) is basket.user
        with container.create_scope("request") as second:
            assert second.get(Basket) is not basket
            assert second.get(Basket).user is basket.user


def test_unnamed_scoped_service_lives_in_the_innermost_scope(container) -> None:
    """L24: whatever that scope is called."""
    with container.create_scope("session"), container.create_scope("request") as request:
        page = request.get(Page)
        with request.create_scope() as inner:
            assert inner.get(Page) is not page
            assert inner.get(Page).basket is page.basket
            assert inner.get(View).page is inner.get(Page)


def test_service_is_found_by_every_way_of_asking(container) -> None:
    """L24: what is interpreted and what is compiled agree."""

    async def main() -> None:
        async with container.create_scope("session") as session, session.create_scope("request") as request:
            for _ in range(4):
                views = [request.get(View), container.get(View), await request.aget(View), await container.aget(View)]
                assert {view.user for view in views} == {session.get(User)}
                assert {view.basket for view in views} == {request.get(Basket)}
                assert {view.page for view in views} == {request.get(Page)}
                assert container[User]() is await container.afactory(User)() is session.get(User)

    asyncio.run(main())


def test_same_name_inside_itself_isolates(container) -> None:
    """L24, L23: nested scopes isolate."""
    with container.create_scope("session") as outer:
        user = outer.get(User)
        with container.create_scope("session") as inner:
            assert inner.get(User) is not user
            with container.create_scope("request") as request:
                assert request.get(User) is inner.get(User)
        assert container.get(User) is user


def test_scope_tells_its_name(container) -> None:
    """L24."""
    with container.create_scope("session") as session, session.create_scope() as inner:
        assert (session.name, inner.name) == ("session", None)


def test_service_is_closed_with_the_scope_that_it_lives_in(container) -> None:
    """L20, L24: not with the scope that it was asked for in."""
    log: list[str] = []

    class Login: ...

    class Form:
        def __init__(self, login: Login) -> None: ...

    def login() -> Iterator[Login]:
        yield Login()
        log.append("login closed")

    def form(login: Login) -> Iterator[Form]:
        yield Form(login)
        log.append("form closed")

    container.add_scoped(login, scope="session").add_scoped(form, scope="request")
    for _ in range(3):
        with container.create_scope("session"):
            with container.create_scope("request") as request:
                request.get(Form)
            log.append("request ended")
        log.append("session ended")
    assert log == ["form closed", "request ended", "login closed", "session ended"] * 3


def test_everything_made_for_a_service_belongs_to_its_scope(container) -> None:
    """L24: its transients, their resources, the scope and the factories that are injected into it."""
    log: list[str] = []

    class Lock: ...

    def lock() -> Iterator[Lock]:
        yield Lock()
        log.append("unlocked")

    class Holder:
        def __init__(self, lock: Lock, scope: ServiceScope) -> None:
            self.scope = scope

    class Login:
        def __init__(
            self, holder: Holder, scope: ServiceScope, locks: Factory[Lock], later: AsyncFactory[User]
        ) -> None:
            self.holder, self.scope, self.locks, self.later = holder, scope, locks, later

    container.add_transient(lock).add_transient(Holder).add_scoped(Login, scope="session")
    for _ in range(3):
        with container.create_scope("session") as session:
            with container.create_scope("request") as request:
                login = request.get(Login)
                assert login.scope is login.holder.scope is session
                login.locks()
                assert asyncio.run(login.later()) is session.get(User)
            assert log == []
        assert log == ["unlocked"] * 2
        log.clear()


def test_factory_of_a_singleton_finds_the_scope_in_force(container) -> None:
    """L15, L24."""

    class Shop:
        def __init__(self, users: Factory[User]) -> None:
            self.users = users

    container.add_singleton(Shop)
    shop = container.get(Shop)
    for _ in range(3):
        with container.create_scope("session") as session, container.create_scope("request"):
            assert shop.users() is session.get(User)


def test_async_service_lives_in_a_named_scope(container) -> None:
    """L24: made with `await`, closed with `await`, and found by sync code once it is there."""
    log: list[str] = []

    class Login: ...

    async def login() -> AsyncIterator[Login]:
        yield Login()
        log.append("closed")

    container.add_scoped(login, scope="session")

    async def main() -> None:
        async with container.create_scope("session") as session:
            async with container.create_scope("request") as request:
                with pytest.raises(ServiceAsyncError, match="login"):
                    request.get(Login)
                made = await request.aget(Login)
                assert request.get(Login) is made is session.get(Login)
            assert log == []
        assert log == ["closed"]
        log.clear()

    for _ in range(3):
        asyncio.run(main())


def test_arguments_of_the_moment_reach_the_scope_of_the_service(container) -> None:
    """L11, L24."""

    class Login:
        def __init__(self, user: User, name: str = "nobody") -> None:
            self.name = name

    container.add_scoped(Login, scope="session")
    with container.create_scope("session") as session, container.create_scope("request"):
        login = container[Login](name="ada")
        assert session.get(Login) is login
        assert login.name == "ada"


def test_mark_names_the_scope() -> None:
    """L1, L24."""

    @service(lifetime="scoped", scope="session")
    class Login: ...

    container = ServiceContainer(Login, scopes=["session"])
    with container.create_scope("session") as session, container.create_scope():
        assert container.get(Login) is session.get(Login)


def test_injected_function_finds_named_scopes(container) -> None:
    """L13, L24."""

    @container.inject
    def handle(user: Injected[User], page: Injected[Page]) -> tuple[User, Page]:
        return user, page

    for _ in range(3):
        with container.create_scope("session") as session, container.create_scope("request") as request:
            assert handle() == (session.get(User), request.get(Page))


def test_scope_is_found_though_an_overridden_part_did_not_ask_for_it(container) -> None:
    """L18, L24: what one way of making looks up, another may not have."""

    class Part:
        def __init__(self, user: User) -> None: ...

    class Whole:
        def __init__(self, part: Part, user: User, basket: Basket) -> None:
            self.user, self.basket = user, basket

    parts = Factory(Part)
    container.add_transient(Part, parts).add_transient(Whole)
    with container.create_scope("session") as session, container.create_scope("request") as request:
        for _ in range(3):
            with parts.override(Part(session.get(User))):
                whole = request.get(Whole)
            assert (whole.user, whole.basket) == (session.get(User), request.get(Basket))
            assert request.get(Whole).user is whole.user
