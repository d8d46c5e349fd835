"""What type checkers see of the cache itself."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import assert_type

from wireworks.cache import CacheManager, CacheService, FirstLevel, MemoryStore, cached, cachemanager


class User: ...


class Missing: ...


store = MemoryStore()
users = CacheService(store, "users", User, timedelta(minutes=5), first_level=FirstLevel(max_entries=10))
assert_type(users, CacheService[User])
assert_type(CacheService(store, "ids", list[int]), CacheService[list[int]])
CacheService(store, "ids", list[int], "60")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def load() -> User:
    return User()


async def number() -> int:
    return 1


async def ask() -> None:
    assert_type(await users.get("42"), User | None)
    assert_type(await users.get("42", default=Missing()), User | Missing)
    assert_type(await users.get(42, {"page": 2}), User | None)
    await users.get(4.2)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    assert_type(await users.get_many(["1", "2"]), dict[str, User])
    assert_type(await users.get_many([1, 2]), dict[int, User])
    assert_type(await users.set("42", User(), 60, tags=["red"]), bool)
    await users.set("42", "text")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(await users.get_or_set("42", load), User)
    assert_type(await users.get_or_set("42", User), User)
    await users.get_or_set("42", number)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(await users.delete("42"), bool)
    assert_type(await users.delete_many(["1"]), int)
    assert_type(await users.invalidate_pattern("4*"), int)
    assert_type(await users.get_ttl("42"), int)
    assert_type(await cachemanager.ping(), bool)


def ask_in_a_thread() -> None:
    sync = users.sync
    assert_type(sync.get("42"), User | None)
    assert_type(sync.get("42", default=None), User | None)
    assert_type(sync.get("42", default=Missing()), User | Missing)
    assert_type(sync.get_or_set("42", User), User)
    assert_type(sync.get_or_set("42", load), User)
    assert_type(sync.get_many([1]), dict[int, User])
    assert_type(CacheManager().sync.ping(), bool)


def tags_of(user_id: str, *, fresh: bool = False) -> list[str]:
    return [f"user:{user_id}"]


@users.cached(60, tags=tags_of)
async def load_user(user_id: str, *, fresh: bool = False) -> User:
    return User()


@cached(60)
async def count(user_id: str) -> int:
    return 1


async def call() -> None:
    assert_type(await load_user("42", fresh=True), User)
    assert_type(await count(user_id="42"), int)
    await load_user(42)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await count()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


@users.cached()  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
async def other(user_id: str) -> int:
    return 1


made: Callable[[str], Awaitable[int]] = count
