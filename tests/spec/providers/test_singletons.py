"""`Singleton`: made once, for everybody, from explicit wiring."""

import asyncio
import threading

import pytest

from tests.spec.providers.parts import Fake, Photo, User
from tests.support.flights import LIMIT, start
from wireworks import Attribute, KwArg, Method, ServiceContainer
from wireworks.errors import ServiceAsyncError, ServiceRegistrationError, ServiceResolutionError
from wireworks.providers import Factory, Singleton


def test_singleton_is_made_once() -> None:
    """L17, L26."""
    photos = Singleton(Photo)
    assert photos() is photos()
    assert type(photos()) is Photo


def test_singleton_is_shared_by_all_who_need_it() -> None:
    """L17: in every position, and however deep."""
    photos = Singleton(Photo, "shared")
    users = Factory(User, "ada", photos)
    nested = Factory(User, photo=Factory(User, KwArg("photo", photos)))
    set_later = Factory(User, Attribute("photo", photos), Method("see", photos))
    assert users().photo is users().photo is nested().photo.photo is set_later().photo is set_later().seen[0]


def test_injections_of_a_singleton_are_those_of_a_factory() -> None:
    """L17: positional values, keywords, attributes, methods."""
    user = Singleton(User, "ada", Attribute("photo", 1), Method("see", 2), Method("see", 3))()
    assert (user.name, user.photo, user.seen) == ("ada", 1, [2, 3])


def test_factories_that_a_singleton_needs_are_called_once() -> None:
    """L17: for the one making."""
    made: list[Photo] = []

    def photo() -> Photo:
        made.append(Photo())
        return made[-1]

    users = Singleton(User, photo=Factory(photo))
    assert users().photo is users().photo is made[0]
    assert len(made) == 1


def test_arguments_of_the_moment_reach_the_making() -> None:
    """L17: the caller wins, and what stood there is not called."""
    photos = Singleton(Photo)
    users = Singleton(User, photo=photos)
    assert users("ada", photo=None).photo is None
    assert users().name == "ada"
    assert photos("first").kind == "first"


@pytest.mark.parametrize("given", [{"args": ("late",)}, {"kwargs": {"kind": "late"}}])
def test_arguments_that_come_too_late_are_an_error(given) -> None:
    """L11: elsewhere they are ignored."""
    photos = Singleton(Photo)
    photos()
    with pytest.raises(ServiceResolutionError, match="exists already"):
        photos(*given.get("args", ()), **given.get("kwargs", {}))


def test_singleton_is_made_afresh_after_a_reset() -> None:
    photos = Singleton(Photo)
    before = photos()
    photos.reset()
    assert photos() is not before
    assert photos() is photos()


def test_reset_before_the_first_making_is_harmless() -> None:
    photos = Singleton(Photo)
    photos.reset()
    assert photos() is photos()


def test_singleton_may_be_none() -> None:
    """It is made once all the same."""
    calls: list[int] = []
    nothing = Singleton(calls.append, 1)
    assert nothing() is nothing() is None
    assert calls == [1]


def test_failed_making_leaves_nothing_behind() -> None:
    """L26: the error comes as it is, and the next call tries again."""
    error = LookupError("mine")
    failures = [error]

    def photo() -> Photo:
        if failures:
            raise failures.pop()
        return Photo()

    users = Singleton(User, photo=Singleton(photo))
    with pytest.raises(LookupError) as caught:
        users()
    assert caught.value is error
    assert users() is users()


def test_threads_that_ask_at_once_get_one_singleton() -> None:
    """L26: made once, and no lock is held meanwhile: another one can be made."""
    making, go = threading.Event(), threading.Event()
    made: list[int] = []

    def slow() -> Photo:
        made.append(1)
        making.set()
        assert go.wait(LIMIT)
        return Photo()

    photos, others = Singleton(slow), Singleton(Photo)
    first = start(photos)
    assert making.wait(LIMIT)
    rest = [start(Factory(User, photo=photos)) for _ in range(4)]
    assert start(others).result(LIMIT) is others()
    go.set()
    photo = first.result(LIMIT)
    assert all(user.result(LIMIT).photo is photo for user in rest)
    assert made == [1]


def test_waiting_threads_see_the_error_of_the_making() -> None:
    """L26."""
    making, go = threading.Event(), threading.Event()
    error = LookupError("mine")

    def fail() -> Photo:
        making.set()
        assert go.wait(LIMIT)
        raise error

    photos = Singleton(fail)
    first = start(photos)
    assert making.wait(LIMIT)
    second = start(photos)
    go.set()
    assert first.exception(LIMIT) is error
    assert second.exception(LIMIT) is error


def test_singleton_that_is_reset_while_it_is_made_goes_to_whoever_asked() -> None:
    """And the next one who asks gets another."""
    making, go = threading.Event(), threading.Event()

    def slow() -> Photo:
        making.set()
        assert go.wait(LIMIT)
        return Photo()

    photos = Singleton(slow)
    first = start(photos)
    assert making.wait(LIMIT)
    photos.reset()
    go.set()
    assert type(first.result(LIMIT)) is Photo
    assert photos() is not first.result(LIMIT)


def test_async_singleton_is_awaited_once() -> None:
    """L10, L26: also by tasks that ask at once; what is there, sync code may have too."""
    made: list[int] = []

    async def photo() -> Photo:
        made.append(1)
        await asyncio.sleep(0)
        return Photo()

    photos = Singleton(photo)
    users = Factory(User, photo=photos)

    async def main() -> list[User]:
        return await asyncio.gather(*(users.aget() for _ in range(3)))

    found = {id(user.photo) for user in asyncio.run(main())}
    assert found == {id(photos())} == {id(users().photo)}
    assert made == [1]


def test_async_singleton_refuses_sync_code_before_anything_is_made() -> None:
    """L10: with the way to what takes await."""
    made: list[int] = []

    async def photo() -> Photo:
        return Photo()

    users = Factory(User, Singleton(made.append, 1), Singleton(photo))
    with pytest.raises(ServiceAsyncError) as caught:
        users()
    text = str(caught.value)
    assert text.startswith("`Factory(User)` cannot be had without await: `Singleton(")
    assert "await provider.aget()" in text
    assert caught.value.see == "async-service"
    assert made == []


def test_generator_function_is_refused_with_what_to_use() -> None:
    """It would never be resumed."""

    def photo():
        yield Photo()

    async def photo_later():
        yield Photo()

    for function in (photo, photo_later):
        with pytest.raises(ServiceRegistrationError, match=r"Resource\(photo"):
            Singleton(function)


def test_what_cannot_be_called_is_refused() -> None:
    """L17."""
    with pytest.raises(ServiceRegistrationError, match="`Singleton` expects a class or function"):
        Singleton("Photo")


def test_overridden_singleton_makes_nothing() -> None:
    """L18: and is as it was afterwards."""
    photos = Singleton(Photo)
    before = photos()
    with photos.override(Factory(Fake)):
        assert type(photos()) is Fake
        assert photos() is not photos()
    with photos.override("a value"):
        assert photos() == "a value"
    assert photos() is before


def test_singletons_are_made_afresh_where_something_they_need_is_overridden() -> None:
    """L29: nobody keeps a fake, and nobody gets a stale real one."""
    photos = Singleton(Photo)
    albums = Singleton(User, photo=Factory(User, photo=photos))
    others = Singleton(User)
    real, other = albums(), others()
    with photos.override(Singleton(Fake)):
        inside = albums()
        assert inside is not real
        assert type(inside.photo.photo) is Fake
        assert albums() is inside
        assert others() is other
        with photos.override(Singleton(Photo, "innermost")):
            assert albums().photo.photo.kind == "innermost"
        assert albums() is inside
    assert albums() is real
    with photos.override(Singleton(Fake)):
        assert albums() not in (real, inside)


def test_singleton_behind_a_delegate_is_followed_too() -> None:
    """L18, L29: whoever was handed a provider may use it while it is made."""
    photos = Singleton(Photo)

    def make(photos) -> User:
        return User(photo=photos())

    users = Singleton(make, photos.delegate())
    assert users().photo is photos()
    with photos.override(Singleton(Fake)):
        assert type(users().photo) is Fake
    assert users().photo is photos()


def test_singleton_can_be_registered_in_a_container() -> None:
    """L19: it is a factory like any other there, and keeps what it made."""
    photos = Singleton(Photo)
    container = ServiceContainer().add_transient(Photo, photos)
    assert container.get(Photo) is container.get(Photo) is photos()
    container.add_transient(User, Factory(User, "ada", photos))
    assert [container.get(User).photo for _ in range(3)] == [photos()] * 3


def test_async_provider_in_a_registered_factory_is_awaited() -> None:
    """L19, L10."""

    async def photo() -> Photo:
        return Photo()

    photos = Singleton(photo)
    container = ServiceContainer().add_transient(User, Factory(User, "ada", photos))

    async def main() -> None:
        for _ in range(3):
            assert (await container.aget(User)).photo is await photos.aget()

    with pytest.raises(ServiceAsyncError):
        container.get(User)
    asyncio.run(main())


def test_provider_says_what_it_is() -> None:
    """They stand in error messages and debuggers."""
    assert repr(Singleton(Photo)) == "Singleton(Photo)"
