"""C3, C8: one store and several containers on it, each with connections of its own, as the processes of a fleet."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from tests.servers import Valkey, run_valkey
from tests.support.users import Ledger, User, load_everybody, load_user, made, office, opened
from wireworks import ServiceContainer, caching
from wireworks.cache import CacheManager


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@asynccontextmanager
async def fleet(valkey: Valkey | None, count: int = 2) -> AsyncIterator[list[ServiceContainer]]:
    """Give containers on one empty store: with a manager each on a server, or one for all without."""
    managers = [CacheManager() for _ in range(count)] if valkey else [opened(CacheManager())] * count
    for manager in managers if valkey else ():
        assert valkey is not None
        manager.init(valkey.url)
    await managers[0].client.flushdb()
    containers = [
        office(manager)
        .add_cached(load_user, ttl=600, tags=lambda user_id: ["users", f"user:{user_id}"])
        .add_cached(load_everybody, ttl=600, tags="users")
        for manager in managers
    ]
    try:
        yield containers
    finally:
        for manager in managers:
            await manager.close()


@pytest.fixture(params=["embedded", "valkey"])
def store(request: pytest.FixtureRequest) -> Valkey | None:
    return request.getfixturevalue("valkey") if request.param == "valkey" else None


def test_value_is_made_once_for_all(store: Valkey | None) -> None:
    """C8: whoever asks, and when."""

    async def ask() -> None:
        async with fleet(store, 3) as containers:
            calls = [container.afactory(User)(user_id="42") for container in containers for _ in range(10)]
            assert await asyncio.gather(*calls) == [User("42")] * 30
            assert [each for container in containers for each in made(container)] == ["42/en"]

    asyncio.run(ask())


def test_value_is_forgotten_by_its_arguments(store: Valkey | None) -> None:
    """C3: by one for all; others stay."""

    async def ask() -> None:
        async with fleet(store) as (first, second):
            users, others = first.afactory(User), second.afactory(User)
            for user_id in ("42", "7"):
                await users(user_id=user_id)
            assert await second.invalidate(User, user_id="42")
            assert not await users.invalidate(user_id="42")
            assert made(first) == ["42/en", "7/en"]
            for user_id in ("42", "7"):
                await others(user_id=user_id)
                await users(user_id=user_id)
            assert (made(first), made(second)) == ([], ["42/en"])
            assert await others.invalidate(user_id="42", lang="en")

    asyncio.run(ask())


def test_values_are_forgotten_by_their_tags(store: Valkey | None) -> None:
    """C6: tags are texts, or told by the arguments that they name; values of several services may share one."""

    async def ask() -> None:
        async with fleet(store) as (first, second):

            async def everything() -> list[str]:
                for user_id in ("42", "7"):
                    await first.afactory(User)(user_id=user_id)
                await first.aget(list[User])
                return made(first)

            assert await everything() == ["42/en", "7/en", "everybody"]
            assert await second.invalidate_tags("user:42")
            assert await everything() == ["42/en"]
            assert await second.invalidate_tags("users", "nobody")
            assert await everything() == ["42/en", "7/en", "everybody"]
            assert await everything() == []

    asyncio.run(ask())


def test_tags_are_nothing_to_another_prefix() -> None:
    """C6: applications on one server are apart."""
    manager = opened(CacheManager())
    first, second = (office(manager).add_cached(load_user, ttl=600, tags="users") for _ in range(2))
    second.add_instance(caching.CacheSettings, caching.CacheSettings(prefix="other"))

    async def ask() -> None:
        await first.afactory(User)(user_id="42")
        await second.afactory(User)(user_id="42")
        assert (made(first), made(second)) == (["42/en"], ["42/en"])
        assert await second.invalidate_tags("users")
        await first.afactory(User)(user_id="42")
        assert made(first) == []

    asyncio.run(ask())


def test_tags_may_be_told_as_one_text_by_a_function() -> None:
    container = office().add_cached(load_user, ttl=600, tags=lambda lang: lang)

    async def ask() -> None:
        await container.afactory(User)(user_id="42")
        assert await container.invalidate_tags("en")
        await container.afactory(User)(user_id="42")

    asyncio.run(ask())
    assert made(container) == ["42/en", "42/en"]


def test_tags_can_be_forgotten_before_anything_was_asked_for() -> None:
    assert asyncio.run(office().invalidate_tags("users"))


def test_value_that_is_forgotten_while_it_is_made_is_not_kept() -> None:
    """C8."""
    started, gate = asyncio.Event(), asyncio.Event()

    async def slow(user_id: str, ledger: Ledger) -> User:
        ledger.entries.append(user_id)
        started.set()
        await gate.wait()
        return User(user_id)

    container = office().add_cached(slow, ttl=600)

    async def ask() -> None:
        users = container.afactory(User)
        call = asyncio.create_task(users(user_id="42"))
        await started.wait()
        await users.invalidate(user_id="42")
        gate.set()
        assert await call == User("42")
        await users(user_id="42")

    asyncio.run(ask())
    assert made(container) == ["42", "42"]


def test_threads_with_loops_of_their_own_share_what_is_kept() -> None:
    """L26, C2."""
    container = office().add_cached(load_user, ttl=600)

    def run() -> None:
        asyncio.run(container.afactory(User)(user_id="42"))

    for _ in range(2):
        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    asyncio.run(container.afactory(User)(user_id="42"))
    assert len(set(made(container))) == 1
