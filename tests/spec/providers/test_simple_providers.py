"""`Object`, `Callable`, `Coroutine`, `List`, `Dict`, and parts of what is provided."""

import asyncio

import pytest

from tests.spec.providers.parts import Fake, Photo, User
from wireworks.errors import ServiceAsyncError, ServiceRegistrationError
from wireworks.providers import Callable, Coroutine, Delegate, Dict, Factory, List, Object, Singleton


async def greet(name: str, mark: str = "!") -> str:
    return f"Hello {name}{mark}"


def test_object_is_given_as_it_is() -> None:
    value = [1]
    assert Object(value)() is value
    assert Factory(User, Object("ada"))().name == "ada"


def test_provider_as_an_object_is_the_object() -> None:
    photos = Factory(Photo)
    assert Object(photos)() is photos
    assert Factory(User, photo=Object(photos))().photo is photos


def test_object_can_be_overridden() -> None:
    """L18."""
    name = Object("ada")
    with name.override("bob"):
        assert Factory(User, name)().name == "bob"
    assert name() == "ada"


def test_callable_is_called_each_time() -> None:
    """L17: injected values first, the caller's behind them."""
    calls = Callable("{}-{}-{last}".format, 1, last="z")
    assert calls(2) == "1-2-z"
    assert calls(2, last="y") == "1-2-y"


def test_callable_refuses_an_async_function() -> None:
    with pytest.raises(ServiceRegistrationError, match=r"use `Coroutine\(greet\)`"):
        Callable(greet)


def test_coroutine_is_awaited() -> None:
    """L17."""
    greetings = Coroutine(greet, Object("ada"))

    async def main() -> None:
        assert await greetings() == await greetings.aget() == "Hello ada!"
        assert await greetings(mark="?") == "Hello ada?"

    asyncio.run(main())


def test_coroutine_is_awaited_where_it_is_injected() -> None:
    """L10: the product is handed over, never the coroutine."""
    users = Factory(User, Coroutine(greet, "ada"), List(Coroutine(greet, "bob"), 1))

    async def main() -> None:
        user = await users.aget()
        assert (user.name, user.photo) == ("Hello ada!", ["Hello bob!", 1])

    asyncio.run(main())
    with pytest.raises(ServiceAsyncError, match="is made by an async function"):
        users()


def test_coroutine_refuses_what_is_not_async() -> None:
    with pytest.raises(ServiceRegistrationError, match="expects an async function"):
        Coroutine(Photo)


def test_list_asks_the_providers_among_its_items() -> None:
    photos = Singleton(Photo)
    items = List(photos, 1, Factory(Photo), Delegate(photos))
    one, two, three, four = items()
    assert (one, two, four) == (photos(), 1, photos)
    assert type(three) is Photo
    assert items() is not items()


def test_list_takes_more_items_from_the_caller() -> None:
    """L17."""
    assert List(1, 2)(3) == [1, 2, 3]
    with pytest.raises(TypeError):
        List(1)(more=2)


def test_dict_asks_the_providers_among_its_keys_and_values() -> None:
    names = Dict({Object("key"): Object("value"), 1: 2}, three=Callable(abs, -3))
    assert names() == {"key": "value", 1: 2, "three": 3}
    assert Dict()() == {}


def test_dict_takes_more_entries_from_the_caller() -> None:
    """L17: which win."""
    assert Dict(a=1, b=2)(b=3, c=4) == {"a": 1, "b": 3, "c": 4}


def test_key_given_twice_is_refused() -> None:
    with pytest.raises(ServiceRegistrationError, match="the key `a` twice"):
        Dict({"a": 1}, a=2)


def test_parts_of_what_is_provided_are_providers() -> None:
    """Attributes, items and calls, in any order."""
    users = Singleton(User, "ada", Factory(dict, kinds=["small", "large"]))
    part = users.provided.photo["kinds"][1].upper.call()
    assert part() == "LARGE"
    assert Factory(User, part)().name == "LARGE"
    assert users.provided() is users()


def test_providers_among_the_arguments_of_a_part_are_asked() -> None:
    users = Factory(User, "ada {} {end}")
    text = users.provided.name.format.call(Object("x"), end=Object("y"))
    assert text() == "ada x y"
    assert Factory(dict, a=1).provided[Object("a")]() == 1


def test_parts_follow_overrides() -> None:
    """L18: of what they are parts of, and of themselves."""
    photos = Factory(Photo)
    kind = photos.provided.kind
    with photos.override(Factory(Fake)):
        assert kind() == "fake"
    with kind.override("mine"):
        assert Factory(User, kind)().name == "mine"
    assert kind() == "real"


def test_missing_part_is_the_error_of_python() -> None:
    with pytest.raises(AttributeError, match="colour"):
        Factory(Photo).provided.colour()
    with pytest.raises(AttributeError, match="_private"):
        Factory(Photo).provided._private  # noqa: B018, SLF001 - the look is the matter


def test_part_of_something_async_is_awaited() -> None:
    """L10."""
    upper = Coroutine(greet, "ada").provided.upper.call()

    async def main() -> None:
        assert await upper.aget() == "HELLO ADA!"

    asyncio.run(main())
    with pytest.raises(ServiceAsyncError, match=r"provided\.upper\.call"):
        upper()


def test_simple_providers_say_what_they_are() -> None:
    photos = Factory(Photo)
    assert [repr(each) for each in (Object(1), List(1), Dict(a=1), Callable(max, 1), photos.provided.kind[0])] == [
        "Object(...)",
        "List(...)",
        "Dict(...)",
        "Callable(max)",
        "Factory(Photo).provided.kind[0]",
    ]
