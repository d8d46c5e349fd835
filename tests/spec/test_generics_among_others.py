"""L9: closed services among others: qualifiers, collections, lifetimes, threads, later registrations."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import pytest

from tests.support.repos import Mapper, Order, Repo, Shop, SqlRepo, User, sql_repos
from wireworks import ServiceContainer, qualified
from wireworks.errors import ServiceNotFoundError

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


def test_qualifiers_of_the_open_registration_apply() -> None:
    """L8, L9."""

    class Cached(Repo[T]): ...

    container = sql_repos().add_singleton(Repo, Cached, qualifier="cached")
    cached = container.get(qualified(Repo[User], "cached"))
    assert type(cached) is Cached
    assert type(container.get(Repo[User])) is SqlRepo
    assert container.get(qualified(Repo[User], "cached")) is cached
    assert container.is_registered(Repo[Order], qualifier="cached")


def test_collections_hold_closed_services() -> None:
    """L8, L9: the open and the exact ones in the order of registration, each qualifier once."""

    class First(Repo[T]): ...

    class Exact(Repo[User]): ...

    class Last(Repo[list[T]]): ...

    container = ServiceContainer().add_transient(Repo, First, qualifier="first").add_transient(Mapper)
    container.add_transient(Repo[User], Exact, qualifier="exact").add_singleton(Repo, SqlRepo)
    container.add_transient(Repo[User], Exact).add_transient(Repo[list[T]], Last, qualifier="last")  # type: ignore[valid-type]
    for _ in range(3):
        assert list(map(type, container.get(list[Repo[User]]))) == [First, Exact, Exact]
        assert list(map(type, container.get(list[Repo[Order]]))) == [First, SqlRepo]
        assert list(map(type, container.get(list[Repo[list[int]]]))) == [First, SqlRepo, Last]
        assert list(container.get(Mapping[str, Repo[User]])) == ["first", "exact"]


def test_strings_inside_a_key_name_types() -> None:
    """L5, L9: `Repo["User"]` is `Repo[User]`."""

    class Reader:
        def __init__(self, repo: Repo["User"], mappers: "list[Mapper['User']]") -> None:
            self.found = [repo, *mappers]

    container = sql_repos().add_singleton(Reader)
    repo, mapper = container.get(Reader).found
    assert repo is container.get(Repo[User])
    assert mapper.model is User


def test_closing_of_a_singleton_is_one_instance_and_outlives_registrations() -> None:
    """L9, L26: later registrations change the graph, not what was made."""
    container = sql_repos()
    users = container.get(Repo[User])
    for number in range(3):
        container.add_instance(int, number, qualifier=number)
        assert container.get(Repo[User]) is users
    assert container.get(list[Repo[User]]) == [users]


def test_registering_anew_makes_anew() -> None:
    """L3, L9: another registration is another place."""
    container = sql_repos()
    users = container.get(Repo[User])
    container.unregister(Repo)
    assert not container.is_registered(Repo[User])
    container.add_singleton(Repo, SqlRepo)
    assert container.get(Repo[User]) is not users


def test_closed_service_lives_in_its_scope_and_is_closed_with_it() -> None:
    """L9, L20, L23."""
    closed: list[type] = []

    def open_repo(model: type[T]) -> Iterator[Repo[T]]:
        repo: Repo[T] = Repo()
        repo.model = model
        yield repo
        closed.append(model)

    container = ServiceContainer().add_scoped(open_repo).add_transient(Shop)
    for _ in range(3):
        with container.create_scope() as scope:
            shop = scope.get(Shop)
            assert shop.users is scope.get(Repo[User])
            assert (shop.users.model, shop.orders.model) == (User, Order)
        assert closed == [Order, User]
        closed.clear()


def test_threads_share_the_closings_of_a_singleton() -> None:
    """L9, L26: also where all of them close it at the same time."""
    for _ in range(20):
        container = sql_repos()
        barrier = threading.Barrier(6)
        found: list[object] = []

        def ask(container: ServiceContainer = container, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            found.append(container.get(Repo[User]))  # noqa: B023 - joined below

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 6
        assert len(set(map(id, found))) == 1


def test_generic_protocol_is_closed_by_a_class_that_does_not_name_it() -> None:
    """L4, L9: its type variables stand in the same order."""

    class Reads(Protocol[T]):
        def read(self) -> T: ...

    class Reader(Generic[V]):
        def __init__(self, model: type[V]) -> None:
            self.model = model

        def read(self) -> V:
            return self.model()

    container = ServiceContainer().add_transient(Reads, Reader)  # type: ignore[type-abstract]
    assert type(container.get(Reads[User]).read()) is User
    container.validate()


def test_bare_class_is_made_where_nothing_depends_on_its_type_variables() -> None:
    """L9: `Repo` and `Repo[User]` are different services."""

    class Store(Generic[T]):
        def __init__(self, order: Order, kind: type[T] | None = None, rest: Sequence[T] = ()) -> None:
            self.found = [type(order), kind, rest]

    container = ServiceContainer().add_singleton(Store).add_transient(Order)
    assert container.get(Store).found == [Order, None, ()]
    assert container.get(Store[User]).found == [Order, User, ()]
    assert container.get(Store) is not container.get(Store[User])


def test_bare_service_is_not_what_a_closed_key_asks_for() -> None:
    """L9: a factory that does not say of what it is a repository closes nothing."""

    def any_repo() -> Repo:  # type: ignore[type-arg]
        return Repo()

    container = ServiceContainer().add_singleton(any_repo)
    assert type(container.get(Repo)) is Repo
    with pytest.raises(ServiceNotFoundError, match=r"does not say which `Repo\[...\]` it is"):
        container.get(Repo[User])
    container = ServiceContainer().add_instance(Repo, Repo())
    with pytest.raises(ServiceNotFoundError):
        container.get(Repo[User])


def test_decorator_of_the_open_key_goes_around_every_closing() -> None:
    """L9: stacked, generic or not; what was made before is wrapped when it is next asked for."""

    class Cached(Repo[K]):
        def __init__(self, inner: Repo[K], model: type[K]) -> None:
            self.inner = inner
            self.model = model

    def logged(inner: T) -> T:
        logs.append(inner)
        return inner

    logs: list[object] = []
    container = sql_repos()
    users = container.get(Repo[User])
    container.decorate(Repo, Cached).decorate(Repo, logged).decorate(Repo, logged)
    container.validate()
    for _ in range(3):
        cached = container.get(Repo[User])
        assert isinstance(cached, Cached)
        assert cached.inner is users
        assert cached.model is User
        assert container.get(Repo[Order]).model is Order
    assert logs == [cached, cached, container.get(Repo[Order]), container.get(Repo[Order])]


def test_decorator_of_one_type_does_not_fit_the_others() -> None:
    """L9: they are not registered then, and the error says why."""

    class UserCache(Repo[User]):
        def __init__(self, inner: Repo[User]) -> None:
            self.inner = inner

    container = sql_repos().decorate(Repo, UserCache)
    assert type(container.get(Repo[User])) is UserCache
    with pytest.raises(ServiceNotFoundError, match=r"`UserCache`.* cannot make it: what it makes is a `Repo\[User\]`"):
        container.get(Repo[Order])
    container = sql_repos().add_singleton(Repo[Order], SqlRepo).decorate(Repo[Order], Logged)
    assert type(container.get(Repo[Order])) is Logged
    assert type(container.get(Repo[User])) is SqlRepo


class Logged(Repo[T]):
    def __init__(self, inner: Repo[T]) -> None:
        self.inner = inner


def test_nothing_is_closed_behind_a_decorated_instance() -> None:
    """L9: an object is what it is."""
    container = ServiceContainer().add_instance(Repo, Repo()).decorate(Repo, Logged)
    assert type(container.get(Repo)) is Logged
    assert not container.is_registered(Repo[User])


def test_closing_is_overridden_by_its_key() -> None:
    """L9, L29: those that depend on it are made afresh inside."""
    container = sql_repos().add_singleton(Shop)
    shop, fake = container.get(Shop), Repo[User]()
    with container.override({Repo[User]: fake}):
        assert container.get(Shop).users is fake
        assert container.get(Shop).orders is shop.orders
        assert container.get(list[Repo[User]]) == [fake]
    assert container.get(Shop) is shop


def test_eager_closings_are_made_at_the_start() -> None:
    """L9, L25: those that somebody needs; the open registration itself is none."""
    made: list[type] = []

    class Eager(Repo[T]):
        def __init__(self, model: type[T]) -> None:
            made.append(model)

    class Plain(Generic[T]):
        def __init__(self, kind: type[T] | None = None) -> None:
            made.append(kind or Plain)

    container = ServiceContainer().add_singleton(Repo, Eager, eager=True).add_transient(Shop)
    container.add_singleton(Plain, eager=True)
    container.start()
    assert made == [Plain, User, Order]
    made.clear()

    async def main() -> None:
        container = ServiceContainer().add_singleton(Repo, Eager, eager=True).add_transient(Shop)
        await container.astart()
        assert made == [User, Order]

    asyncio.run(main())


def test_eager_generic_class_that_somebody_takes_bare_is_made_beside_its_closings() -> None:
    """L9, L25: for whoever takes it without arguments it is a service of its own."""
    made: list[object] = []

    class Plain(Generic[T]):
        def __init__(self, kind: type[T] | None = None) -> None:
            made.append(kind)

    class Bare:
        def __init__(self, plain: Plain) -> None: ...

    class Closed:
        def __init__(self, plain: Plain[User]) -> None: ...

    ServiceContainer().add_singleton(Plain, eager=True).add_transient(Bare).add_transient(Closed).start()
    assert made == [None, User]
