"""`DeclarativeContainer`: providers as class attributes, with copies for each object."""

import gc
import weakref

import pydantic
import pytest

from tests.spec.providers.parts import Fake, Photo, User
from wireworks.errors import ServiceParameterError, ServiceRegistrationError
from wireworks.providers import (
    Aggregate,
    Callable,
    Configuration,
    Container,
    ContextLocal,
    DeclarativeContainer,
    Dependency,
    Factory,
    List,
    Object,
    Selector,
    Singleton,
    ThreadLocal,
)


class App(DeclarativeContainer):
    config = Configuration(default={"name": "ada", "which": "one"})
    photos = Singleton(Photo)
    users = Factory(User, config.name, photos)
    title = "no provider"

    def describe(self) -> str:
        return f"{self.title}: {self.users().name}"


class Services(DeclarativeContainer):
    config = Configuration()
    photo = Dependency(instance_of=Photo)
    users = Singleton(User, config.name, photo)


class Whole(DeclarativeContainer):
    config = Configuration(default={"services": {"name": "ada"}})
    photos = Singleton(Photo)
    services = Container(Services, config=config.services, photo=photos)
    greeting = Callable("Hello {}".format, services.users.provided.name)


def test_containers_have_providers_of_their_own() -> None:
    """L17: nothing is shared with another one, or with the class."""
    one, two = App(), App()
    assert one.photos is not two.photos
    assert one.users().photo is one.photos() is not two.photos()
    assert App.photos() not in (one.photos(), two.photos())
    assert App.users().photo is App.photos()


def test_configuration_of_one_container_is_not_that_of_another() -> None:
    one, two = App(), App()
    one.config.from_dict({"name": "bob"})
    one.config.which.from_value("x")
    assert (one.users().name, two.users().name, App.users().name) == ("bob", "ada", "ada")


def test_part_of_a_configuration_is_the_one_that_is_wired() -> None:
    """L18."""
    app = App()
    with app.config.name.override("bob"):
        assert app.users().name == "bob"
        assert App().users().name == "ada"


def test_every_kind_of_provider_is_copied_with_what_it_holds() -> None:
    class All(DeclarativeContainer):
        name = Object("a")
        photos = Singleton(Photo)
        local = ThreadLocal(User, name, photos)
        context = ContextLocal(User, name, photos)
        chosen = Selector(name, a=photos)
        kinds = Aggregate(a=photos)
        listed = List(photos, photos.delegate(), Singleton(User, photo=photos))
        kind = photos.provided.kind.upper.call()
        users = Factory(User, photo=chosen)

    one, two = All(), All()
    assert one.local().photo is one.context().photo is one.chosen() is one.kinds("a") is one.photos()
    first, delegated, nested = one.listed()
    assert first is nested.photo is one.photos()
    assert delegated is one.photos
    assert one.listed()[2] is nested is not two.listed()[2]
    with one.photos.override(Fake("mine")):
        assert one.kind() == "MINE"
        assert one.users().photo.kind == "mine"
        assert two.kind() == "REAL"
    with one.name.override("b"), pytest.raises(ServiceParameterError):
        one.chosen()


def test_providers_take_the_place_of_those_declared() -> None:
    """L17: and other values are given as they are."""
    photos = Factory(Fake)
    app = App(photos=photos)
    assert app.photos is photos
    assert type(app.users().photo) is Fake
    assert App(photos="text").users().photo == "text"
    assert type(App().photos()) is Photo


def test_configuration_is_given_in_several_ways() -> None:
    """A mapping is merged; another configuration, or a part of one, takes its place."""

    class Settings(pydantic.BaseModel):
        name: str = "eve"

    other = Configuration(default={"app": {"name": "bob"}})
    app = App(config={"name": "bob"})
    assert (app.users().name, app.config.which()) == ("bob", "one")
    app = App(config=other.app)
    assert app.users().name == "bob"
    other.app.name.from_value("eve")
    assert app.users().name == "eve"
    assert App(config=Settings()).users().name == "eve"
    with pytest.raises(ServiceRegistrationError, match=r"`App\.config` expects a configuration, .* type `int`"):
        App(config=7)


def test_unknown_name_is_refused_at_construction() -> None:
    """Elsewhere it is ignored."""
    with pytest.raises(ServiceRegistrationError) as caught:
        App(photo=Photo())
    assert str(caught.value) == (
        "`App` declares no `photo`; it declares `config`, `photos`, `users`.\n"
        "Fix: name one that it declares. Did you mean `photos`?\n"
        "See: errors/providers"
    )


def test_attribute_cannot_be_replaced_later() -> None:
    """What is wired to it would not see it."""
    app = App()
    with pytest.raises(ServiceRegistrationError, match=r"`App\.photos` is wired into others already"):
        app.photos = Factory(Fake)
    app.title = "mine"
    assert app.describe() == "mine: ada"


def test_names_of_the_containers_own_are_taken() -> None:
    with pytest.raises(ServiceRegistrationError, match=r"`Wrong\.override` would hide"):
        type("Wrong", (DeclarativeContainer,), {"override": Object(1)})


def test_providers_of_a_container_can_be_seen() -> None:
    app = App()
    assert dict(app.providers) == {"config": app.config, "photos": app.photos, "users": app.users}


def test_container_inside_another_is_wired_to_it() -> None:
    """L17: through its dependencies and its configuration."""
    app, other = Whole(), Whole()
    assert app.greeting() == "Hello ada"
    assert app.services.users().photo is app.photos() is not other.photos()
    app.config.from_dict({"services": {"name": "bob"}})
    app.reset_singletons()
    assert (app.greeting(), other.greeting()) == ("Hello bob", "Hello ada")
    with app.config.services.name.override("eve"):
        assert app.services.config.name() == app.greeting()[6:] == "eve"


def test_container_inside_can_be_replaced_as_a_whole() -> None:
    app = Whole(services=Services(config={"name": "eve"}, photo=Fake()))
    assert app.greeting() == "Hello eve"
    assert type(app.services.users().photo) is Fake
    with pytest.raises(ServiceRegistrationError, match=r"`Whole\.services` expects a container"):
        Whole(services=Factory(Fake))
    with pytest.raises(ServiceRegistrationError, match="a container `App` without `photo`"):
        Whole(services=App())


def test_containers_may_stand_deeper() -> None:
    class Outer(DeclarativeContainer):
        whole = Container(Whole)
        users = Factory(User, whole.greeting, whole.services.photo)

    outer = Outer()
    assert outer.users().name == "Hello ada"
    assert outer.users().photo is outer.whole.photos()
    assert outer.whole.services is not Outer.whole.services
    replaced = Outer(whole=Whole(photos=Fake()))
    assert type(replaced.users().photo) is Fake


def test_provider_of_another_container_stays_its_own() -> None:
    """What belongs elsewhere is used, not copied."""
    core = App()

    class Api(DeclarativeContainer):
        users = Factory(User, photo=core.photos)
        classes = Factory(User, photo=App.photos)

    assert Api().users().photo is core.photos()
    assert Api().classes().photo is App.photos()


def test_provider_of_no_container_is_copied() -> None:
    photos = Singleton(Photo)

    class Api(DeclarativeContainer):
        users = Factory(User, photo=Factory(User, photo=photos))
        others = Factory(User, photo=photos)

    one, two = Api(), Api()
    assert one.users().photo.photo is one.others().photo is not two.others().photo


def test_depth_is_no_matter() -> None:
    """reliability: copied, planned and made without recursion."""
    members = {"p0": Singleton(User)}
    for index in range(1500):
        members[f"p{index + 1}"] = Singleton(User, photo=members[f"p{index}"])
    app = type("Deep", (DeclarativeContainer,), members)()
    with app.p0.override(None):
        user, depth = app.p1500(), 0
        while user is not None:
            user, depth = user.photo, depth + 1
        assert depth == 1500
    assert app.p1500() is app.p1500()


def test_container_is_freed_with_its_providers() -> None:
    """Nothing of the library keeps it."""
    app = Whole()
    app.greeting()
    gone = weakref.ref(app.services.users)
    del app
    gc.collect()
    assert gone() is None


def test_singletons_can_be_reset_together() -> None:
    """Those of the containers inside, and those written in place, too; what is given from outside keeps its own."""
    outside = App()

    class Api(DeclarativeContainer):
        given = Dependency()
        users = Factory(User, Singleton(User), given)
        inner = Container(App)

    api = Api(given=outside.photos)
    user, inner = api.users(), api.inner.photos()
    api.reset_singletons()
    again = api.users()
    assert again.name is not user.name
    assert api.inner.photos() is not inner
    assert again.photo is user.photo is outside.photos()


def test_provider_under_two_names_is_one() -> None:
    class Api(DeclarativeContainer):
        photos = Singleton(Photo)
        pictures = photos

    api = Api()
    assert api.photos is api.pictures
    assert repr(api.pictures) == "Api.photos"
