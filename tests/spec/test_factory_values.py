"""L17: `Factory(...)` as a value: explicit wiring without a container."""

import pytest

from wireworks import Attribute, Delegate, Factory, KwArg, Method, ServiceContainer
from wireworks.errors import ServiceError

pytestmark = pytest.mark.usefixtures("written_when")


class Photo: ...


class User:
    def __init__(self, /, *args: object, **kwargs: object) -> None:
        self.args = args
        self.kwargs = kwargs
        self.calls: list[tuple[object, ...]] = []

    def remember(self, *args: object, **kwargs: object) -> None:
        assert not kwargs
        self.calls.append((*args, vars(self).get("photo")))


def test_each_call_makes_a_new_object() -> None:
    """L17."""
    users = Factory(User)
    assert isinstance(users(), User)
    assert users() is not users()


def test_positional_values_are_constructor_arguments() -> None:
    """L17."""
    assert Factory(User, 1, "two")().args == (1, "two")


def test_keyword_injections_have_two_spellings() -> None:
    """L17."""
    assert Factory(User, KwArg("name", "ada"))().kwargs == {"name": "ada"}
    assert Factory(User, name="ada")().kwargs == {"name": "ada"}
    both = Factory(User, KwArg("name", "ada"), age=36)()
    assert both.kwargs == {"name": "ada", "age": 36}


def test_attributes_are_set_after_construction() -> None:
    """L17."""
    user = Factory(User, Attribute("name", "ada"), Attribute("args", "replaced"))()
    assert (user.name, user.args) == ("ada", "replaced")


def test_methods_are_called_with_exactly_one_value() -> None:
    """L17: a tuple is one value."""
    user = Factory(User, Method("remember", 1), Method("remember", (2, 3)))()
    assert user.calls == [(1, None), ((2, 3), None)]


def test_methods_are_called_after_all_attributes() -> None:
    """L17: wherever they stand; among themselves in the order written."""
    user = Factory(User, Method("remember", 1), Attribute("photo", "p"), Method("remember", 2))()
    assert user.calls == [(1, "p"), (2, "p")]


@pytest.mark.parametrize("position", ["positional", "keyword", "attribute", "method"])
def test_factory_as_a_value_is_called_for_each_making(position: str) -> None:
    """L17."""
    photos = Factory(Photo)

    def photo_of(user: User) -> object:
        if position == "method":
            return user.calls[0][0]
        if position == "attribute":
            return user.photo
        return user.args[0] if position == "positional" else user.kwargs["photo"]

    users = {
        "positional": Factory(User, photos),
        "keyword": Factory(User, photo=photos),
        "attribute": Factory(User, Attribute("photo", photos)),
        "method": Factory(User, Method("remember", photos)),
    }[position]
    first, second = photo_of(users()), photo_of(users())
    assert isinstance(first, Photo)
    assert isinstance(second, Photo)
    assert first is not second


@pytest.mark.parametrize("value", [None, 0, "", Photo, Photo(), print, [Factory(Photo)]])
def test_other_values_are_used_as_they_are(value: object) -> None:
    """L17: callables too, and what is hidden in a list."""
    user = Factory(User, value, KwArg("k", value), Attribute("a", value))()
    assert user.args[0] is user.kwargs["k"] is user.a is value
    assert Factory(User, Method("remember", value))().calls[0][0] is value


def test_factories_of_factories_are_called_all_the_way() -> None:
    """L17."""
    users = Factory(User, Factory(User, Factory(Photo)))
    assert isinstance(users().args[0].args[0], Photo)


def test_delegate_injects_the_factory_itself() -> None:
    """L17: in both spellings and in every position."""
    photos = Factory(Photo)
    user = Factory(
        User,
        photos.delegate(),
        Attribute("a", Delegate(photos)),
        Method("remember", photos.delegate()),
        k=Delegate(photos),
    )()
    delegates = [user.args[0], user.a, user.calls[0][0], user.kwargs["k"]]
    for delegate in delegates:
        assert isinstance(delegate(), Photo)
        assert delegate() is not delegate()


def test_delegate_gives_its_factory_when_it_is_called() -> None:
    """L17."""
    photos = Factory(Photo)
    assert Delegate(photos)() is photos
    assert photos.delegate()() is photos


def test_factory_of_a_container_may_be_a_value() -> None:
    """L13, L17: it is a factory like any other, called for each making."""
    container = ServiceContainer().add_singleton(Photo)
    users = Factory(User, container[Photo])
    assert users().args == (container.get(Photo),)


def test_factory_may_provide_through_another_factory() -> None:
    """L17: what is called in the end is what the inner one says."""
    users = Factory(Factory(User, "ada"), city="x")
    assert (users().args, users().kwargs) == (("ada",), {"city": "x"})


def test_values_and_factories_say_what_they_are() -> None:
    """They stand in error messages and debuggers."""
    assert [
        repr(said) for said in (KwArg("name", 1), Attribute("a", "b"), Method("remember", None), Factory(User, 1))
    ] == [
        "KwArg('name', 1)",
        "Attribute('a', 'b')",
        "Method('remember', None)",
        "Factory(User)",
    ]
    container = ServiceContainer().add_transient(Photo)
    assert repr(container[Photo]) == "Factory[Photo]"
    assert repr(container.afactory(Photo)) == "AsyncFactory[Photo]"


def test_context_positionals_follow_injected_ones() -> None:
    """L17."""
    assert Factory(User, 1, 2)(3, 4).args == (1, 2, 3, 4)


def test_context_keywords_win_over_injected_ones() -> None:
    """L17: for this call alone."""
    users = Factory(User, KwArg("name", "ada"), age=36)
    assert users(name="bob", city="x").kwargs == {"name": "bob", "age": 36, "city": "x"}
    assert users().kwargs == {"name": "ada", "age": 36}


def test_shadowed_factory_is_not_called() -> None:
    """L17."""
    calls = []

    def photo() -> Photo:
        calls.append("made")
        return Photo()

    users = Factory(User, KwArg("photo", Factory(photo)), other=Factory(photo))
    users(photo=None, other=None)
    assert calls == []
    users()
    assert calls == ["made", "made"]


def test_factory_provides_whatever_can_be_called() -> None:
    """L17: functions, bound methods, other factories' classes."""
    assert Factory(int, "7")() == 7
    assert Factory("{}-{}".format, 1)(2) == "1-2"
    assert Factory(dict, a=1)(b=2) == {"a": 1, "b": 2}


def test_result_may_be_falsy() -> None:
    """L17: a factory as a value is asked, not tested for truth."""
    assert Factory(User, Factory(list), k=Factory(dict))().args == ([],)


def test_what_cannot_be_called_is_refused_at_once() -> None:
    """L17, L4."""
    with pytest.raises((ServiceError, TypeError)):
        Factory("User")


def test_names_of_its_own_parameters_are_free_for_keywords() -> None:
    """L17: the object may have a parameter called like one of `Factory`."""
    user = Factory(User, provides=1, self=2, cls=3, injections=4)(other=5)
    assert user.kwargs == {
        "provides": 1,
        "self": 2,
        "cls": 3,
        "injections": 4,
        "other": 5,
    }
    assert Factory(User)(self=1, provides=2).kwargs == {"self": 1, "provides": 2}


def test_error_of_the_constructor_comes_out_as_it_is() -> None:
    """L17."""
    error = LookupError("mine")

    def fail() -> User:
        raise error

    with pytest.raises(LookupError) as caught:
        Factory(User, Factory(fail))()
    assert caught.value is error
