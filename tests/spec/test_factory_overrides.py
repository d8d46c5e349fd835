"""L18: `factory.override(...)`, and cycles among factories."""

import pytest

from wireworks import Attribute, Delegate, Factory, KwArg, Method, ServiceContainer
from wireworks.errors import ServiceCircularDependencyError

pytestmark = pytest.mark.usefixtures("written_when")


class Photo:
    def __init__(self, kind: str = "real") -> None:
        self.kind = kind


class Fake(Photo):
    def __init__(self, kind: str = "fake") -> None:
        super().__init__(kind)


class User:
    def __init__(self, photo: object = None) -> None:
        self.photo = photo

    def show(self, photo: object) -> None:
        self.photo = photo


class Shop:
    def __init__(self, photos: Factory[Photo]) -> None:
        self.photos = photos


def test_override_is_in_force_inside_the_block() -> None:
    """L18."""
    photos = Factory(Photo)
    with photos.override(Factory(Fake)):
        assert type(photos()) is Fake
    assert type(photos()) is Photo


def test_override_reaches_every_user_of_the_factory() -> None:
    """L18: as keyword, attribute and method value."""
    photos = Factory(Photo)
    users = [
        Factory(User, photos),
        Factory(User, KwArg("photo", photos)),
        Factory(User, Attribute("photo", photos)),
        Factory(User, Method("show", photos)),
    ]
    with photos.override(Factory(Fake)):
        assert {type(user().photo) for user in users} == {Fake}
    assert {type(user().photo) for user in users} == {Photo}


def test_last_override_wins_and_the_one_below_comes_back() -> None:
    """L18: a stack."""
    photos = Factory(Photo)
    with photos.override(Factory(Photo, "first")):
        with photos.override(Factory(Photo, "second")):
            assert photos().kind == "second"
        assert photos().kind == "first"
    assert photos().kind == "real"


def test_override_is_taken_back_when_the_block_fails() -> None:
    """L18: and the error comes out as it is."""
    photos = Factory(Photo)
    error = LookupError("mine")
    with pytest.raises(LookupError) as caught, photos.override(Factory(Fake)):
        raise error
    assert caught.value is error
    assert photos().kind == "real"


def test_overrides_that_end_out_of_order_take_back_their_own() -> None:
    """L18: nothing is undone that was not set."""
    photos = Factory(Photo)
    first = photos.override(Factory(Photo, "first"))
    second = photos.override(Factory(Photo, "second"))
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert photos().kind == "second"
    second.__exit__(None, None, None)
    assert photos().kind == "real"


def test_override_stands_from_its_making_on() -> None:
    """L18: without a `with` statement too; nothing that was said is ignored."""
    photos = Factory(Photo)
    override = photos.override(Factory(Fake))
    assert photos().kind == "fake"
    with override:
        assert photos().kind == "fake"
    assert photos().kind == "real"


def test_override_that_was_left_may_be_entered_again() -> None:
    """L18."""
    photos = Factory(Photo)
    override = photos.override(Factory(Fake))
    for _ in range(2):
        with override:
            assert photos().kind == "fake"
        assert photos().kind == "real"


def test_overrides_can_be_taken_back_without_their_blocks() -> None:
    """L18: the last one, or all of them; leaving a block later is harmless."""
    photos = Factory(Photo)
    first, _, third = (photos.override(Factory(Photo, kind)) for kind in ("first", "second", "third"))
    photos.reset_last_overriding()
    assert photos().kind == "second"
    photos.reset_override()
    assert photos().kind == "real"
    with first, third:
        pass
    first.__exit__(None, None, None)
    photos.reset_last_overriding()
    assert photos().kind == "real"


def test_same_override_may_be_set_twice() -> None:
    """L18: two entries of the stack, taken back one by one."""
    photos, fakes = Factory(Photo), Factory(Fake)
    with photos.override(fakes):
        with photos.override(fakes):
            assert photos().kind == "fake"
        assert photos().kind == "fake"
    assert photos().kind == "real"


def test_context_arguments_go_to_the_override() -> None:
    """L17, L18."""
    photos = Factory(Photo)
    with photos.override(Factory(Fake)):
        assert photos("positional").kind == "positional"
        assert photos(kind="keyword").kind == "keyword"


def test_overridden_factory_runs_nothing_of_its_own() -> None:
    """L18."""
    calls = []

    def photo() -> Photo:
        calls.append("made")
        return Photo()

    users = Factory(User, Factory(photo))
    with users.override(Factory(User)):
        assert users().photo is None
    assert calls == []


@pytest.mark.parametrize("delegate", [Delegate, Factory.delegate])
def test_delegate_follows_overrides(delegate: object) -> None:
    """L18: also one that was handed out before."""
    photos = Factory(Photo)
    user = Factory(User, delegate(photos))()
    assert user.photo().kind == "real"
    with photos.override(Factory(Fake)):
        assert user.photo().kind == "fake"
    assert user.photo().kind == "real"


def test_override_of_an_override_is_followed() -> None:
    """L18: the other factory may be overridden itself."""
    photos, fakes = Factory(Photo), Factory(Fake)
    with photos.override(fakes), fakes.override(Factory(Photo, "deepest")):
        assert photos().kind == "deepest"


def test_factory_that_overrides_itself_is_an_error() -> None:
    """L18: said with its path, whether at once or at the call."""
    photos = Factory(Photo)
    with pytest.raises(ServiceCircularDependencyError, match="Photo"):
        with photos.override(photos):
            photos()
    assert photos().kind == "real"


def test_cycle_among_factories_is_an_error_with_its_path() -> None:
    """L18: never recursion until the stack ends."""
    photos = Factory(Photo)
    users = Factory(User, KwArg("photo", photos))
    with pytest.raises(ServiceCircularDependencyError) as caught:
        with photos.override(Factory(Fake, KwArg("kind", users))):
            users()
    text = str(caught.value)
    assert text.index("Photo") < text.index("Fake") < text.index("User") < text.rindex("Photo")
    assert [(link.lifetime, link.name, link.parameter) for link in caught.value.chain] == [
        ("factory", "Factory(Photo)", None),
        ("override", "Factory(Fake)", None),
        ("factory", "Factory(User)", "kind"),
        ("factory", "Factory(Photo)", "photo"),
    ]
    assert {link.place.rpartition(":")[0] for link in caught.value.chain} == {"tests/spec/test_factory_overrides.py"}
    assert isinstance(users().photo, Photo)


def test_cycle_through_a_factory_used_twice_is_told_once() -> None:
    """L18: one way round is enough."""
    photos = Factory(Photo)
    users = Factory(User, KwArg("photo", photos), Attribute("other", photos))
    with pytest.raises(ServiceCircularDependencyError) as caught:
        with photos.override(Factory(Fake, KwArg("kind", users))):
            users()
    assert caught.value.what.count("`Factory(User)`") == 1


def test_override_that_calls_what_it_replaces_is_a_cycle() -> None:
    """L18: the way back leads through user code, where no factory is seen."""

    def call_it() -> Photo:
        return photos()

    photos, between, fakes = Factory(Photo), Factory(Fake), Factory(call_it)
    with pytest.raises(ServiceCircularDependencyError, match=r"`Factory\(Photo\)` -> `Factory\(Photo\)`\."):
        with photos.override(fakes):
            photos()
    with pytest.raises(
        ServiceCircularDependencyError, match=r"\(Photo\)` -> `Factory\(Fake\)` -> `Factory\(Photo\)`\."
    ):
        with photos.override(between), between.override(fakes):
            photos()


def test_factory_of_a_container_can_be_overridden() -> None:
    """L15, L18: the one that is at hand, for whoever has it."""
    shop = ServiceContainer().add_transient(Photo).add_transient(Shop).get(Shop)
    with shop.photos.override(Factory(Fake)):
        assert type(shop.photos()) is Fake
        assert shop.photos(kind="mine").kind == "mine"
    with shop.photos.override(None):
        assert shop.photos() is None
    assert type(shop.photos()) is Photo


def test_two_overrides_of_each_other_are_a_cycle() -> None:
    """L18."""
    photos, fakes = Factory(Photo), Factory(Fake)
    with pytest.raises(ServiceCircularDependencyError):
        with photos.override(fakes), fakes.override(photos):
            photos()


def test_factory_used_twice_is_no_cycle() -> None:
    """L18: a diamond is not a cycle."""
    photos = Factory(Photo)
    users = Factory(User, Factory(dict, a=photos, b=photos))
    made = users().photo
    assert type(made["a"]) is type(made["b"]) is Photo
    assert made["a"] is not made["b"]


def test_delegate_is_no_cycle() -> None:
    """L18: what is injected uncalled needs nothing now."""
    users = Factory(User)
    with users.override(Factory(User, users.delegate())):
        assert callable(users().photo)


def test_factory_that_is_called_again_by_its_own_object_is_no_cycle() -> None:
    """L18: a recursion that ends is the user's own affair."""

    def countdown(number: int) -> int:
        return number and factory(number - 1)

    factory = Factory(countdown)
    assert factory(3) == 0


def test_deep_chain_of_factories_is_made() -> None:
    """L18: depth alone is no cycle."""
    factory = Factory(User)
    for _ in range(150):
        factory = Factory(User, factory)
    user, depth = factory(), 0
    while user.photo is not None:
        user, depth = user.photo, depth + 1
    assert depth == 150
