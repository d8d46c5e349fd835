"""What type checkers see of the lifetime `cached`."""

from datetime import timedelta
from typing import assert_type

from wireworks import AsyncFactory, Lifetime, ServiceContainer, caching, service
from wireworks.cache import CacheService


class User: ...


@service(lifetime="cached", ttl=600, tags=["users"])
async def load_user(user_id: str) -> User:
    return User()


def tags_of(user_id: str) -> list[str]:
    return [user_id]


container = ServiceContainer(caching, load_user)
assert_type(container.add_cached(load_user, ttl=timedelta(hours=1), tags=tags_of), ServiceContainer)
container.add_cached(User, load_user, ttl=0.5, tags="users", qualifier="replica", when="test")
container.register(User, load_user, Lifetime.CACHED, ttl=600)
container.add_cached(load_user)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
container.add_cached(load_user, ttl="600")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def ask(users: AsyncFactory[User], by_id: AsyncFactory[User, [str]]) -> None:
    assert_type(await users(user_id="42"), User)
    assert_type(await users.invalidate(user_id="42"), bool)
    assert_type(await by_id.invalidate("42"), bool)
    await by_id.invalidate(42)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(await container.invalidate(User, user_id="42"), bool)
    assert_type(await container.invalidate_tags("users", "user:42"), bool)
    assert_type(container.get(CacheService[User]), CacheService[User])
    assert_type(caching.CacheSettings(ttl=timedelta(minutes=5)), caching.CacheSettings)
