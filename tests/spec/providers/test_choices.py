"""`Selector`, `Aggregate` and `FactoryAggregate`: one provider of several."""

import asyncio

import pytest

from tests.spec.providers.parts import Fake, Photo, User
from wireworks.errors import ServiceAsyncError, ServiceParameterError, ServiceRegistrationError
from wireworks.providers import (
    Aggregate,
    Callable,
    Coroutine,
    Factory,
    FactoryAggregate,
    List,
    Object,
    Selector,
    Singleton,
)


async def later(kind: str = "later") -> Photo:
    return Photo(kind)


def test_selector_asks_the_provider_that_is_named() -> None:
    """And no other; the name is asked for each time."""
    calls: list[str] = []
    name = Object("small")
    photos = Selector(name, small=Callable(calls.append, "small"), large=Callable(calls.append, "large"))
    photos()
    with name.override("large"):
        List(photos)()
    assert calls == ["small", "large"]


def test_arguments_go_to_the_chosen_provider() -> None:
    """L17."""
    photos = Selector(Object("real"), real=Factory(Photo), fake=Factory(Fake))
    assert photos("x").kind == photos(kind="x").kind == "x"


def test_chosen_singleton_is_the_singleton() -> None:
    photos = Singleton(Photo)
    users = Factory(User, photo=Selector(Object("one"), one=photos))
    assert users().photo is users().photo is photos()


def test_selectors_may_choose_selectors() -> None:
    inner = Selector(Object("b"), a=Object(1), b=Object(2))
    assert Selector(Object("inner"), inner=inner)() == 2
    assert List(Selector(Object("inner"), inner=inner))() == [2]


def test_chosen_provider_may_be_overridden() -> None:
    """L18."""
    photos = Factory(Photo)
    chosen = Selector(Object("real"), real=photos)
    with photos.override(Factory(Fake)):
        assert List(chosen)()[0].kind == chosen().kind == "fake"
    with photos.override(7):
        assert List(chosen)() == [7]
        assert chosen() == 7


def test_async_option_is_awaited_where_it_is_chosen() -> None:
    """L10: sync code may have the others."""
    name = Object("now")
    users = Factory(User, photo=Selector(name, now=Factory(Photo), later=Coroutine(later)))
    assert users().photo.kind == "real"

    async def main() -> None:
        assert (await users.aget()).photo.kind == "real"
        with name.override("later"):
            assert (await users.aget()).photo.kind == "later"
            with pytest.raises(ServiceAsyncError, match="Coroutine"):
                users()

    asyncio.run(main())


def test_name_without_an_option_is_an_error_that_tells_the_options() -> None:
    """Never the value, which may come from a configuration."""
    for value in ("smal", 7, ["unhashable"]):
        photos = Selector(Object(value), small=Object(1), large=Object(2))
        with pytest.raises(ServiceParameterError) as caught:
            photos()
        assert "let it give one of `small`, `large`." in str(caught.value)
        assert ("Did you mean `small`?" in str(caught.value)) is (value == "smal")
        assert "7" not in str(caught.value)


def test_selector_takes_providers_alone() -> None:
    with pytest.raises(ServiceRegistrationError, match="as its selector, got `'name'`"):
        Selector("name", a=Object(1))
    with pytest.raises(ServiceRegistrationError, match="as `a`, got `1`"):
        Selector(Object("a"), a=1)


def test_options_of_a_selector_can_be_seen() -> None:
    one = Object(1)
    assert dict(Selector(Object("a"), a=one).providers) == {"a": one}


def test_singleton_above_a_selector_is_made_afresh_where_an_option_is_overridden() -> None:
    """L29: whichever is chosen."""
    photos = Factory(Photo)
    users = Singleton(User, photo=Selector(Object("a"), a=photos))
    real = users()
    with photos.override(Factory(Fake)):
        assert type(users().photo) is Fake
    assert users() is real


def test_aggregate_asks_the_provider_that_the_caller_names() -> None:
    """L17: with the other arguments."""
    kinds = Aggregate({1: Factory(Photo)}, fake=Factory(Fake))
    assert kinds(1, "small").kind == "small"
    assert type(kinds("fake", kind="x")) is Fake
    assert list(kinds.providers) == [1, "fake"]


def test_aggregate_is_injected_itself() -> None:
    kinds = Aggregate(fake=Factory(Fake))
    assert Factory(User, photo=kinds)().photo is kinds


def test_aggregate_awaits_what_takes_it() -> None:
    """L10."""
    kinds = Aggregate(later=Factory(User, photo=Coroutine(later)))

    async def main() -> None:
        assert (await kinds.aget("later", "ada")).name == "ada"

    asyncio.run(main())


def test_aggregate_can_be_overridden() -> None:
    """L18: by another one, or by anything that finds providers by name."""
    kinds = Aggregate(a=Object(1))
    with kinds.override(Aggregate(b=Object(2))):
        assert kinds("b") == 2
    with kinds.override({"c": Object(3)}):
        assert kinds("c") == 3
    assert kinds("a") == 1


def test_name_that_an_aggregate_lacks_is_an_error() -> None:
    with pytest.raises(ServiceParameterError, match=r"no provider called 'x'.*\nFix: ask for one of 'a', 1\."):
        Aggregate({"a": Object(1), 1: Object(2)})("x")


def test_aggregates_refuse_what_they_cannot_hold() -> None:
    with pytest.raises(ServiceRegistrationError, match="given `a` twice"):
        Aggregate({"a": Object(1)}, a=Object(2))
    with pytest.raises(ServiceRegistrationError, match="as `a`, got `1`"):
        Aggregate(a=1)
    with pytest.raises(ServiceRegistrationError, match="expects factories, got Object"):
        FactoryAggregate(a=Object(1))


def test_factory_aggregate_makes_what_is_named() -> None:
    photos = FactoryAggregate({"real": Factory(Photo)}, fake=Factory(Fake))
    assert (photos("real").kind, photos("fake").kind) == ("real", "fake")
    assert photos("real") is not photos("real")
    assert repr(photos) == "FactoryAggregate(...)"
