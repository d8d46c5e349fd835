"""`Dependency`: a typed placeholder."""

import asyncio
from typing import Protocol

import pytest

from tests.spec.providers.parts import Fake, Photo, User
from wireworks.errors import ServiceNotFoundError, ServiceTypeError
from wireworks.providers import Coroutine, DeclarativeContainer, Dependency, Factory, Object, Singleton


class Sender(Protocol):
    def send(self, text: str) -> None: ...


class Mailer:
    def send(self, text: str) -> None: ...


class App(DeclarativeContainer):
    photo = Dependency(instance_of=Photo)
    anything = Dependency()
    users = Factory(User, photo=photo)


async def photo_later() -> Photo:
    return Photo("later")


def test_dependency_is_what_the_container_is_given() -> None:
    """L17: a value, or what a provider makes."""
    photo = Photo()
    assert App(photo=photo).users().photo is photo
    photos = Singleton(Photo)
    assert App(photo=photos).users().photo is photos()
    made = App(photo=Factory(Photo))
    assert made.photo() is not made.photo()


def test_arguments_go_to_what_is_provided() -> None:
    """L17."""
    assert App(photo=Factory(Photo)).photo("small").kind == "small"


def test_unset_dependency_is_an_error_with_its_name() -> None:
    with pytest.raises(ServiceNotFoundError) as caught:
        App().users()
    assert str(caught.value) == (
        "`App.photo` is not set.\n"
        "Fix: pass `photo=...` to the container, override it, or give it a default.\n"
        "See: errors/dependency"
    )
    with pytest.raises(ServiceNotFoundError, match=r"`Dependency\(Photo\)` is not set"):
        Dependency(instance_of=Photo)()


def test_default_is_used_where_nothing_is_given() -> None:
    assert Dependency(instance_of=int, default=7)() == 7
    assert Dependency(default=Factory(Photo))().kind == "real"
    assert Dependency(default=None)() is None


def test_value_of_another_type_is_refused_where_it_is_given() -> None:
    wrong = "`App.photo` has to be of type `Photo`, and is given a `str`."
    for give in (
        lambda: App(photo="text"),
        lambda: App().photo.override("text"),
        lambda: App(photo=Singleton(str, "text")),
        lambda: App(photo=Factory(str)),
    ):
        with pytest.raises(ServiceTypeError) as caught:
            give()
        assert caught.value.what == wrong
    with pytest.raises(ServiceTypeError, match="has to be of type `int`"):
        Dependency(instance_of=int, default="7")


def test_product_of_another_type_is_refused_when_it_is_made() -> None:
    """Where nothing tells earlier."""
    app = App(photo=Object("text"))
    with pytest.raises(ServiceTypeError, match=r"`App\.photo`"):
        app.users()
    with app.photo.override(Object(7)), pytest.raises(ServiceTypeError, match="given a `int`"):
        app.photo()


def test_dependency_may_be_a_protocol() -> None:
    senders = Dependency(instance_of=Sender)
    with senders.override(Factory(Mailer)):
        assert type(senders()) is Mailer
    with pytest.raises(ServiceTypeError, match="Sender"):
        senders.override(Factory(Photo))


def test_dependency_of_any_type_takes_anything() -> None:
    assert App(anything="text").anything() == "text"
    assert App(anything=None).anything() is None


def test_override_of_a_dependency_is_taken_back() -> None:
    """L18."""
    app = App(photo=Photo())
    with app.photo.override(Fake()):
        assert type(app.users().photo) is Fake
        with app.photo.override(Factory(Photo, "inner")):
            assert app.users().photo.kind == "inner"
        assert type(app.users().photo) is Fake
    assert type(app.users().photo) is Photo


def test_async_dependency_is_awaited() -> None:
    """L10."""
    app = App(photo=Coroutine(photo_later))
    assert asyncio.run(app.users.aget()).photo.kind == "later"


def test_dependency_tells_whether_it_is_set() -> None:
    app = App()
    assert not app.photo.is_set
    with app.photo.override(Photo()):
        assert app.photo.is_set
    assert App(photo=Photo()).photo.is_set
    assert Dependency(default=1).is_set
