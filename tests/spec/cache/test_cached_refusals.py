"""C4, C5, C6: what cannot be cached under all that it depends on is refused, at once or when it is called."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial, wraps
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from wireworks.cache import CacheError, CacheKeyError, CacheModelError, CacheTTLError, MemoryStore, cached

pytestmark = pytest.mark.anyio


class Word(BaseModel):
    text: str


async def shout(text: str, **more: object) -> Word:
    raise AssertionError("it is not called")


def doubled(function: Any) -> Any:
    @wraps(function)
    async def twice() -> Any:
        return (await function()) * 2

    return twice


class Secretive(BaseModel):
    secret: SecretStr


async def tells_a_secret() -> Secretive:
    raise AssertionError


def test_return_type_that_does_not_survive_is_refused_at_once() -> None:
    """C4."""
    with pytest.raises(CacheModelError, match="secret"):
        cached(60)(tells_a_secret)


@pytest.mark.parametrize("expire", [0, -1, None, shout])
def test_expire_must_be_a_time_to_live(expire: Any) -> None:
    """C5; the last one is the decorator without its argument."""
    with pytest.raises(CacheTTLError):
        cached(expire)


@pytest.mark.parametrize("argument", [object(), SecretStr("x"), [object()], iter("a"), shout, Word])
async def test_argument_that_cannot_be_in_a_key_is_an_error_when_called(argument: object) -> None:
    """C6: never left out, never by its `repr`."""
    said = cached(60, redis=MemoryStore())(shout)

    with pytest.raises(CacheKeyError) as caught:
        await said("a", more=argument)

    kind = type(argument[0] if isinstance(argument, list) else argument).__qualname__
    assert f"Argument `more` of `{shout.__module__}.shout` holds a `{kind}`" in str(caught.value)
    assert "Fix: cache a function that takes only what tells its answers apart" in str(caught.value)


async def test_arguments_that_the_function_does_not_take_are_the_usual_error() -> None:
    with pytest.raises(TypeError, match="text"):
        await cached(60, redis=MemoryStore())(shout)()  # type: ignore[call-arg]


class Speaker:
    async def say(self) -> str:
        raise AssertionError

    said = cached(60, redis=MemoryStore())(say)


async def test_method_is_told_apart_by_its_object() -> None:
    with pytest.raises(CacheKeyError, match="`self`"):
        await Speaker().said()


def blocking() -> int:
    raise AssertionError


async def generating() -> AsyncIterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (blocking, "`blocking` is not async.*Fix: make it `async def`"),
        (generating, "`generating` is not async"),
        (Speaker().say, "got `Speaker.say` .`method`."),
        (staticmethod(shout), "got `shout` .`staticmethod`."),
        (partial(shout, "a"), "got `partial` .`partial`."),
        (Speaker, "got `Speaker`"),
        (7, "got `int`"),
    ],
)
def test_what_is_no_async_function_of_its_own_is_refused(function: Any, told: str) -> None:
    """What a bound method is bound to is no argument."""
    with pytest.raises(TypeError, match=f"(?s){told}") as caught:
        cached(60)(function)
    assert not isinstance(caught.value, CacheError)


def test_closure_is_refused() -> None:
    """What it holds of the function around it is no argument, and may be of one user."""
    user = object()

    async def profile() -> str:
        return str(user)

    with pytest.raises(TypeError, match="holds `user` of it"):
        cached(60)(profile)


def test_function_with_other_decorators_inside_another_function_is_refused() -> None:
    """A decorator that is made anew each time may hold what the key does not tell."""

    @doubled
    async def inside() -> int:
        raise AssertionError

    with pytest.raises(TypeError, match="holds decorators of it"):
        cached(60)(inside)
