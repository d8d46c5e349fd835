"""What a type checker says of providers and declarative containers."""

from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, assert_type

from wireworks import providers
from wireworks.providers import Container, DeclarativeContainer, Provider


class Pool:
    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None: ...


class AsyncPool:
    async def __aenter__(self) -> "AsyncPool":
        return self

    async def __aexit__(self, *_: object) -> None: ...


class Started:
    def init(self, size: int) -> Pool:
        return Pool()

    def shutdown(self, pool: Pool) -> None: ...


class User: ...


def open_pool() -> Iterator[Pool]:
    yield Pool()


async def open_later() -> AsyncIterator[Pool]:
    yield Pool()


@contextmanager
def managed() -> Iterator[Pool]:
    yield Pool()


@asynccontextmanager
async def managed_later() -> AsyncIterator[Pool]:
    yield Pool()


async def fetch() -> User:
    return User()


class Inner(DeclarativeContainer):
    users = providers.Singleton(User)


class App(DeclarativeContainer):
    config = providers.Configuration()
    user = providers.Dependency(instance_of=User)
    users = providers.Singleton(User)
    made = providers.Factory(User)
    pool = providers.Resource(open_pool)
    inner = Container(Inner)


def call(app: App) -> None:
    assert_type(app.users(), User)
    assert_type(App.users(), User)
    assert_type(app.made(), User)
    assert_type(app.user(), User)
    assert_type(app.pool(), Pool)
    assert_type(app.pool.init(), Pool)
    assert_type(app.inner.users(), User)
    assert_type(app.inner, Inner)
    assert_type(app.config.db.port.as_int()(), int)
    assert_type(app.config.db.ratio.as_float()(), float)
    assert_type(app.config.db.on.as_bool()(), bool)
    assert_type(app.config.db.user.as_(str.upper)(), str)
    assert_type(app.config["db"]["size"].default(1).as_int()(), int)
    with app.override(users=User()), app as entered:
        assert_type(entered, App)
    app.user.override(User())
    app.users.provided.name.upper.call()


def kinds() -> None:
    users = providers.Singleton(User)
    assert_type(users, providers.Singleton[User])
    assert_type(providers.ThreadLocal(User)(), User)
    assert_type(providers.ContextLocal(User)(), User)
    assert_type(providers.Object(1)(), int)
    assert_type(providers.Callable(str.upper, "a")(), str)
    assert_type(providers.Selector(providers.Object("a"), a=users)(), User)
    assert_type(providers.Aggregate(a=users)("a"), User)
    assert_type(providers.FactoryAggregate(a=providers.Factory(User))("a"), User)
    assert_type(providers.Resource(managed)(), Pool)
    assert_type(providers.Resource(Pool)(), Pool)
    assert_type(providers.Resource(Started, 1)(), Pool)
    assert_type(providers.Resource(User)(), User)
    anything: Provider[User] = users
    assert_type(anything(), User)
    anything = providers.Factory(User)
    providers.Singleton("User")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    providers.Selector("a", a=users)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def kinds_async() -> None:
    assert_type(await providers.Factory(User).aget(), User)
    fetching: Coroutine[Any, Any, User] = providers.Coroutine(fetch)()
    await fetching
    assert_type(await providers.Coroutine(fetch)(), User)
    assert_type(await providers.Coroutine(fetch).aget(), User)
    assert_type(await providers.Singleton(fetch).aget(), User)
    assert_type(await providers.Resource(open_later).aget(), Pool)
    assert_type(await providers.Resource(managed_later).aget(), Pool)
    assert_type(await providers.Resource(AsyncPool).ainit(), AsyncPool)
    assert_type(await providers.Resource(fetch).aget(), User)
    async with App() as entered:
        assert_type(entered, App)
