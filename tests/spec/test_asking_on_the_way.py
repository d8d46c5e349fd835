"""L10, L26: factories ask the container for what their own consumer takes next; nobody waits for himself.

Each is done often enough to be written out as well.
"""

import asyncio
from collections import Counter

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import Injected, ServiceContainer

MADE: Counter[str] = Counter()


class Session:
    def __init__(self) -> None:
        MADE["session"] += 1


class Early:
    """A transient that asks for what stands behind it."""

    def __init__(self, container: ServiceContainer) -> None:
        self.session = container.get(Session)


class Shared:
    """A singleton that does so when it is made, which is a mistake of its own."""

    def __init__(self, container: ServiceContainer) -> None:
        self.had_one = container.get(Session) is not None


class Plain:
    def __init__(self) -> None:
        MADE["plain"] += 1


class Late:
    """A scoped service that asks for more, behind a transient."""

    def __init__(self, container: ServiceContainer) -> None:
        self.session = container.get(Session)


class Both:
    def __init__(self, plain: Plain, late: Late) -> None:
        self.late = late


@pytest.fixture(params=MODES)
def app(request: pytest.FixtureRequest) -> ServiceContainer:
    MADE.clear()
    app = in_mode(ServiceContainer(), request.param).add_transient(Early).add_transient(Plain).add_singleton(Shared)
    return app.add_scoped(Session).add_scoped(Late).add_scoped(Both)


def test_transient_asks_for_the_scoped_service_behind_it(app: ServiceContainer) -> None:
    @app.inject
    def handle(early: Injected[Early], session: Injected[Session]) -> None:
        assert early.session is session

    for _ in range(3):
        handle()
    assert MADE["session"] == 3


def test_transient_asks_for_the_scoped_service_behind_it_in_async_code(app: ServiceContainer) -> None:
    @app.inject
    async def handle(early: Injected[Early], session: Injected[Session]) -> None:
        assert early.session is session

    async def main() -> None:
        for _ in range(3):
            await handle()

    asyncio.run(main())
    assert MADE["session"] == 3


def test_singleton_asks_for_the_scoped_service_behind_it(app: ServiceContainer) -> None:
    @app.inject
    def handle(shared: Injected[Shared], session: Injected[Session]) -> None:
        assert shared.had_one

    for _ in range(3):
        handle()
    assert MADE["session"] == 3


def test_transient_is_made_once_where_what_stands_behind_it_asks(app: ServiceContainer) -> None:
    @app.inject
    def handle(plain: Injected[Plain], late: Injected[Late]) -> None:
        assert late.session is app.get(Session)

    for _ in range(3):
        handle()
    assert MADE["plain"] == 3


def test_transient_below_a_scoped_service_is_made_once_where_what_stands_behind_it_asks(app: ServiceContainer) -> None:
    for _ in range(3):
        with app.create_scope() as scope:
            assert scope.get(Both).late.session is scope.get(Session)
    assert MADE["plain"] == 3
