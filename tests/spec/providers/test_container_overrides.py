"""Overrides of containers: single providers, several at once, a class and its objects; and subclasses."""

import pytest

from tests.spec.providers.parts import Fake, Photo, User
from wireworks.errors import ServiceRegistrationError, ServiceTypeError
from wireworks.providers import Container, DeclarativeContainer, Dependency, Factory, Object, Singleton


class Inner(DeclarativeContainer):
    photos = Singleton(Photo)


class App(DeclarativeContainer):
    name = Object("ada")
    photos = Singleton(Photo)
    needed = Dependency(instance_of=str, default="text")
    users = Singleton(User, name, photos)
    inner = Container(Inner)


class Fakes(DeclarativeContainer):
    name = Object("eve")
    photos = Singleton(Fake)


def test_several_providers_are_overridden_at_once() -> None:
    """L18, L29: what they kept is made afresh inside, and is there again afterwards."""
    app = App()
    user = app.users()
    with app.override(name="bob", photos=Factory(Fake)):
        assert (app.users().name, app.users().photo.kind) == ("bob", "fake")
    assert app.users() is user


def test_container_stands_in_for_another() -> None:
    """L18: provider by provider, by name; those of the containers inside as well."""
    app = App()
    fakes = Fakes()
    with app.override(fakes):
        assert app.users().photo is fakes.photos()
        assert app.users().name == "eve"

    class Deep(DeclarativeContainer):
        inner = Container(Fakes)

    with pytest.raises(ServiceRegistrationError, match="`Inner` declares no `name`"):
        app.override(Deep())
    with app.override(inner=Inner(photos=Fake())), app.override(fakes, name="both"):
        assert (app.inner.photos().kind, app.users().name) == ("fake", "both")
    assert app.users().name == "ada"
    with pytest.raises(ServiceRegistrationError, match=r"`App\.inner` expects a container"):
        app.override(inner=Factory(Fake))


def test_unknown_name_overrides_nothing() -> None:
    """Elsewhere it is ignored."""
    app = App()
    with pytest.raises(ServiceRegistrationError, match=r"`App` declares no `photo`.*\n.*Did you mean `photos`\?"):
        app.override(name="bob", photo=Fake())
    assert app.users().name == "ada"


def test_override_that_is_refused_takes_the_others_back() -> None:
    app = App()
    with pytest.raises(ServiceTypeError):
        app.override(name="bob", needed=7)
    assert app.name() == "ada"


def test_overrides_are_taken_back_when_the_block_fails() -> None:
    """L18."""
    app = App()
    with pytest.raises(LookupError), app.override(name="bob"):
        raise LookupError
    assert app.name() == "ada"


def test_overrides_stand_until_they_are_reset() -> None:
    """L18: without a `with` statement, those of the containers inside too."""
    app = App()
    app.override(name="bob")
    app.inner.photos.override("fake")
    app.name.override("eve")
    assert (app.name(), app.inner.photos()) == ("eve", "fake")
    app.reset_override()
    assert app.name() == "ada"
    assert type(app.inner.photos()) is Photo


def test_override_of_the_class_is_seen_by_its_objects() -> None:
    """L18: those that exist and those made inside; one of their own is nearer, and nothing stays."""
    app = App()
    user = app.users()
    with App.name.override("class"):
        other = App()
        assert (app.users().name, other.users().name, App.users().name) == ("class",) * 3
        with app.name.override("mine"):
            assert (app.users().name, other.users().name) == ("mine", "class")
    assert app.users() is user
    assert other.users().name == "ada"


def test_declaring_a_name_again_rewires_what_is_inherited() -> None:
    """As a method that is overridden; the base class is as it was."""

    class Testing(App):
        photos = Singleton(Fake)

    app = Testing()
    assert type(app.users().photo) is type(Testing.users().photo) is Fake
    assert app.users().photo is app.photos()
    assert type(App().users().photo) is Photo
    assert Testing.name is App.name
    assert list(app.providers) == ["name", "photos", "needed", "users", "inner"]


def test_provider_may_be_built_on_the_one_it_replaces() -> None:
    """What it names of the base class is the base's own."""

    class Wrapping(App):
        photos = Singleton(User, photo=App.photos)

    app = Wrapping()
    assert type(app.users().photo) is User
    assert type(app.users().photo.photo) is Photo


def test_new_providers_see_what_was_rewired() -> None:
    class More(App):
        photos = Singleton(Fake)
        nested = Factory(User, photo=App.users)
        named = Factory(User, App.name)
        both = Factory(User, nested, App.photos)

    app = More()
    assert app.both().photo is app.photos()
    assert app.nested().photo is app.users()
    assert type(app.nested().photo.photo) is Fake
    assert app.named().name == "ada"
    with app.name.override("bob"):
        assert app.named().name == "bob"


def test_container_inside_can_be_declared_again() -> None:
    class Outer(App):
        again = Factory(User, photo=App.inner.photos)

    class Other(Outer):
        inner = Container(Inner, photos=Fake("inner"))

    assert Other().again().photo.kind == "inner"
    assert Outer().again().photo.kind == "real"


def test_subclass_that_adds_shares_the_rest() -> None:
    class More(App):
        extra = Factory(User, App.name)

    app = More(name="bob")
    assert (app.extra().name, app.users().name) == ("bob", "bob")
    assert More.users is App.users
