"""L19: a `Factory(...)` as the factory of a service."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import Attribute, Delegate, Factory, KwArg, Method, ServiceContainer
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError


class Store: ...


class Photo:
    def __init__(self, kind: str = "real") -> None:
        self.kind = kind


class User:
    def __init__(self, store: Store, photo: Photo | None = None, name: str = "nobody") -> None:
        self.store = store
        self.photo = photo
        self.name = name
        self.seen: list[object] = []

    def see(self, value: object) -> None:
        self.seen.append((value, self.name))


photos = Factory(Photo)


def with_store() -> ServiceContainer:
    return ServiceContainer().add_singleton(Store)


def test_open_parameters_are_filled_by_type() -> None:
    """L19."""
    container = with_store()
    container.add_transient(User, Factory(User, KwArg("photo", photos)))
    user = container.get(User)
    assert user.store is container.get(Store)
    assert user.photo.kind == "real"
    assert user.name == "nobody"


def test_positional_values_close_the_first_parameters() -> None:
    """L17, L19."""
    store = Store()
    container = ServiceContainer().add_transient(User, Factory(User, store, photos))
    assert container.get(User).store is store
    assert isinstance(container.get(User).photo, Photo)


def test_closed_parameter_needs_no_registration() -> None:
    """L6, L19."""
    container = ServiceContainer().add_transient(User, Factory(User, store=None))
    assert container.get(User).store is None


def test_open_parameter_that_nothing_fills_is_not_found() -> None:
    """L6, L19."""
    container = ServiceContainer().add_transient(User, Factory(User, name="ada"))
    with pytest.raises(ServiceNotFoundError, match="`Store`"):
        container.get(User)


def test_attributes_and_methods_run_for_registered_factories() -> None:
    """L17, L19: attributes first, then methods."""
    factory = Factory(User, Method("see", photos), Attribute("name", "ada"))
    user = with_store().add_transient(User, factory).get(User)
    [(photo, name)] = user.seen
    assert isinstance(photo, Photo)
    assert name == "ada"


def test_lifetime_is_the_one_of_the_registration() -> None:
    """L19."""
    factory = Factory(User, photo=photos)
    singleton = with_store().add_singleton(User, factory)
    transient = with_store().add_transient(User, factory)
    assert singleton.get(User) is singleton.get(User)
    assert transient.get(User) is not transient.get(User)
    assert transient.get(User).photo is not transient.get(User).photo


def test_scoped_factory_value_takes_the_services_of_its_scope() -> None:
    """L19."""
    container = ServiceContainer().add_scoped(Store)
    container.add_scoped(User, Factory(User, photo=photos))
    with container.create_scope() as scope:
        assert scope.get(User).store is scope.get(Store)


def test_factory_value_declares_what_it_provides() -> None:
    """L2, L19: a class, or the annotation of a function."""

    def make_photo(kind: str) -> Photo:
        return Photo(kind)

    container = with_store().add_transient(Factory(User))
    container.add_transient(Factory(make_photo, kind="declared"))
    assert container.get(Photo).kind == "declared"
    assert container.get(User).photo.kind == "declared"


def test_factory_value_of_another_class_is_refused() -> None:
    """L4, L19."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="`User`"):
        container.add_transient(User, Factory(Photo))
    assert not container.is_registered(User)


def test_delegate_in_a_registered_factory_injects_the_factory() -> None:
    """L17, L19."""
    container = with_store()
    container.add_transient(User, Factory(User, KwArg("photo", Delegate(photos))))
    assert isinstance(container.get(User).photo(), Photo)


def test_override_of_a_value_is_seen_by_the_container() -> None:
    """L18, L19."""
    mine = Factory(Photo)
    container = with_store().add_transient(User, Factory(User, photo=mine))
    assert container.get(User).photo.kind == "real"
    with mine.override(Factory(Photo, "fake")):
        assert container.get(User).photo.kind == "fake"
    assert container.get(User).photo.kind == "real"


def test_override_of_the_registered_factory_is_seen_by_the_container() -> None:
    """L18, L19."""
    factory = Factory(User)
    container = with_store().add_transient(User, factory)
    with factory.override(Factory(User, store=None, name="fake")):
        assert container.get(User).name == "fake"
    assert container.get(User).name == "nobody"


def make_user(store: Store) -> User:
    return User(store)


async def make_user_later(store: Store) -> User:
    return User(store)


def generate_user(store: Store) -> Iterator[User]:
    yield User(store)


async def generate_user_later(store: Store) -> AsyncIterator[User]:
    yield User(store)


@pytest.mark.parametrize("lifetime", ["transient", "scoped"])
@pytest.mark.parametrize("provides", [User, make_user, make_user_later, generate_user, generate_user_later])
def test_override_of_a_registered_factory_is_taken_as_it_is(provides, lifetime) -> None:
    """L18, L19: not checked, not set up, not awaited and not closed, the first time and ever after."""
    factory = Factory(provides, Attribute("name", "ada"), Method("see", photos))
    container = with_store()
    container.register(User, factory, lifetime)
    fake = object()

    async def main() -> None:
        for _ in range(3):
            async with container.create_scope() as scope:
                with factory.override(fake):
                    assert await scope.aget(User) is fake
            async with container.create_scope() as scope:
                assert (await scope.aget(User)).name == "ada"

    asyncio.run(main())


def test_overrides_of_the_moment_win_in_registered_factories() -> None:
    """L11, L17: and the shadowed factory is not called."""
    calls = []

    def photo() -> Photo:
        calls.append("made")
        return Photo()

    container = with_store()
    container.add_transient(User, Factory(User, photo=Factory(photo)))
    mine = Photo("mine")
    assert container[User](photo=mine, name="ada").photo is mine
    assert calls == []


def test_factory_value_of_an_async_function_is_awaited() -> None:
    """L2, L19."""

    async def make_user(store: Store, name: str) -> User:
        return User(store, name=name)

    container = with_store().add_transient(Factory(make_user, name="ada"))
    assert asyncio.run(container.aget(User)).name == "ada"


def test_factory_value_of_a_factory_value_is_awaited() -> None:
    """L2, L19: what is called in the end says how it is made."""

    async def make_photo() -> Photo:
        return Photo("awaited")

    container = ServiceContainer().add_transient(Photo, Factory(Factory(make_photo)))
    for _ in range(2):
        assert asyncio.run(container.aget(Photo)).kind == "awaited"


def test_async_value_of_a_registered_factory_is_awaited() -> None:
    """L10, L19: what is injected is what was made, never a coroutine."""

    async def make_photo() -> Photo:
        return Photo("awaited")

    container = with_store().add_transient(User, Factory(User, photo=Factory(make_photo)))
    assert asyncio.run(container.aget(User)).photo.kind == "awaited"


def test_registered_factory_still_works_on_its_own() -> None:
    """L17, L19: a container adds nothing to the value."""
    factory = Factory(User, photo=photos)
    with_store().add_transient(User, factory)
    with pytest.raises(TypeError, match="store"):
        factory()
    assert factory(store=None).store is None


def test_one_factory_value_serves_two_containers() -> None:
    """L19."""
    factory = Factory(User, photo=photos)
    first = with_store().add_transient(User, factory)
    second = with_store().add_transient(User, factory)
    assert first.get(User).store is first.get(Store)
    assert second.get(User).store is second.get(Store)


class Crowd:
    def __init__(self, store: Store, /, *names: str, size: int = 0, **more: object) -> None:
        self.parts = store, names, size, more


def test_positional_values_go_on_into_what_takes_any_number() -> None:
    """L17, L19: also what is made for each making, and whatever callers pass beside them."""
    store = Store()
    names = Factory(str, "Ada")
    container = ServiceContainer().add_transient(Crowd, Factory(Crowd, store, "Grace", names, size=2, extra=3))
    for _ in range(4):
        assert container.get(Crowd).parts == (store, ("Grace", "Ada"), 2, {"extra": 3})
        assert container[Crowd](size=5, other=6).parts == (store, ("Grace", "Ada"), 5, {"extra": 3, "other": 6})
        assert asyncio.run(container.aget(Crowd)).parts == (store, ("Grace", "Ada"), 2, {"extra": 3})


def test_positional_values_of_what_takes_nothing_else_are_passed() -> None:
    """L17, L19."""

    class Row:
        def __init__(self, *cells: object) -> None:
            self.cells = cells

    container = ServiceContainer().add_transient(Row, Factory(Row, 1, Factory(Store).delegate()))
    for _ in range(4):
        assert container.get(Row).cells[0] == 1
        assert isinstance(container.get(Row).cells[1], Factory)
