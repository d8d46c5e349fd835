"""C1, C6, C7: what a function returns is kept under all of its arguments, and under nothing less."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from tests.spec.cache.gates import LIMIT, until
from wireworks.cache import (
    CacheClient,
    CacheModelError,
    CacheService,
    CacheValueError,
    MemoryStore,
    cached,
    cachemanager,
)

pytestmark = pytest.mark.anyio

calls: list[object] = []


@pytest.fixture(autouse=True)
def _no_calls() -> Iterator[None]:
    calls.clear()
    yield
    calls.clear()


class Word(BaseModel):
    text: str


async def shout(text: str, times: int = 1, *rest: object, loud: bool = True, **more: object) -> Word:
    """Say it."""
    calls.append((text, times, rest, loud, more))
    return Word(text=text * times)


async def unspoken(text: str):
    calls.append(text)
    return {"text": text}


async def fails() -> int:
    calls.append("fails")
    raise LookupError


@cached(60, redis=MemoryStore())
async def says_later() -> Later:
    return Later(word="later")


class Unfinished(BaseModel):
    later: Later


@cached(60, redis=MemoryStore())
async def says_unfinished() -> Unfinished:
    return Unfinished(later=Later(word="later"))


class Later(BaseModel):
    word: str


@cached(60, redis=MemoryStore())
async def says_nothing_known() -> Never:  # noqa: F821 - the error under test
    raise AssertionError


async def test_function_is_called_once_for_the_same_arguments(client: CacheClient) -> None:
    said = cached(60, redis=client)(shout)

    answers = [
        await said("a", 2),
        await said("a", times=2),
        await said(times=2, text="a"),
        await said("a", 2, loud=True),
    ]

    assert answers == [Word(text="aa")] * 4
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        (("b",), {}),
        (("a", 2), {}),
        (("a", 1, 0), {}),
        (("a",), {"loud": False}),
        (("a",), {"more": 1}),
        (("a", True), {}),
    ],
)
async def test_other_arguments_are_another_call(
    client: CacheClient, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    said = cached(60, redis=client)(shout)

    await said("a")
    await said(*args, **kwargs)

    assert len(calls) == 2


async def test_callers_at_the_same_time_share_one_call(client: CacheClient) -> None:
    said = cached(60, redis=client)(shout)

    assert await asyncio.gather(*(said("a") for _ in range(100))) == [Word(text="a")] * 100
    assert len(calls) == 1


opened: dict[str, asyncio.Event] = {}


async def waits(name: str) -> str:
    calls.append(name)
    await opened[name].wait()
    return name


async def test_caller_who_is_cancelled_harms_nobody(client: CacheClient) -> None:
    """C7."""
    opened["one"] = asyncio.Event()
    waiting = cached(60, redis=client)(waits)
    first, second = (asyncio.create_task(waiting("one")) for _ in range(2))
    stats = CacheService(client, "any").stats
    await until(lambda: stats.misses == 2 and calls)

    first.cancel()
    await asyncio.wait([first], timeout=LIMIT)
    opened["one"].set()

    assert (await second, first.cancelled(), calls) == ("one", True, ["one"])


async def test_each_caller_gets_a_value_of_its_own(client: CacheClient) -> None:
    said = cached(60, redis=client)(shout)

    (await said("a")).text = "changed"

    assert await said("a") == Word(text="a")


async def test_exception_is_the_callers_and_is_not_kept(client: CacheClient) -> None:
    failing = cached(60, redis=client)(fails)

    for _ in range(2):
        with pytest.raises(LookupError):
            await failing()

    assert len(calls) == 2


async def test_value_is_kept_for_the_time_that_was_said(client: CacheClient) -> None:
    """C5."""
    await cached(100, redis=client)(shout)("a")

    (key,) = [key async for key in client.scan_iter("cache:v1:calls:*")]
    assert 90 <= await client.ttl(str(key)) <= 100


async def test_arguments_cannot_be_read_in_the_key(client: CacheClient) -> None:
    await cached(100, redis=client)(shout)("a private matter")

    assert [key async for key in client.scan_iter() if "private" in str(key)] == []


@pytest.mark.parametrize("other", [{"prefix": "other"}, {"version": "v2"}])
async def test_prefix_and_version_set_apart(client: CacheClient, other: dict[str, str]) -> None:
    await cached(60, redis=client)(shout)("a")
    await cached(60, redis=client, **other)(shout)("a")

    assert len(calls) == 2


async def test_without_a_return_type_json_is_kept_as_it_is(client: CacheClient) -> None:
    said = cached(60, redis=client)(unspoken)

    assert [await said("a"), await said("a")] == [{"text": "a"}] * 2
    assert calls == ["a"]


async def lies() -> int:
    return "no number"  # type: ignore[return-value]


async def test_value_of_another_type_than_was_said_is_refused() -> None:
    with pytest.raises(CacheValueError, match="`int`"):
        await cached(60, redis=MemoryStore())(lies)()


async def bounded() -> Annotated[int, Field(gt=10)]:
    return 1


async def test_constraints_of_the_return_type_count() -> None:
    with pytest.raises(CacheValueError, match="greater_than"):
        await cached(60, redis=MemoryStore())(bounded)()


async def test_store_of_the_application_is_the_one_at_the_time_of_the_call() -> None:
    """C2: it may be opened after the function was decorated; closed, it has forgotten everything."""
    said = cached(60)(shout)
    for _ in range(2):
        cachemanager.init()
        try:
            assert [await said("a"), await said("a")] == [Word(text="a")] * 2
        finally:
            await cachemanager.close()

    assert len(calls) == 2


async def test_signature_documentation_and_the_function_itself_stay() -> None:
    said = cached(60)(shout)

    assert inspect.signature(said) == inspect.signature(shout)
    assert inspect.iscoroutinefunction(said)
    assert (said.__name__, said.__doc__, said.__wrapped__) == ("shout", "Say it.", shout)  # type: ignore[attr-defined]


async def test_return_type_may_be_defined_after_the_function() -> None:
    """It is read when the function is called first, if it is not there before."""
    assert await says_later() == Later(word="later")
    assert await says_unfinished() == Unfinished(later=Later(word="later"))


async def test_return_type_that_is_never_defined_is_an_error_when_called() -> None:
    with pytest.raises(CacheModelError, match=r"returns `Never`, and its module does not have `Never`.\nFix: define"):
        await says_nothing_known()


class Speaker:
    @staticmethod
    @cached(60, redis=MemoryStore())
    async def whisper(text: str) -> str:
        calls.append(text)
        return text.lower()


async def test_static_method_can_be_cached() -> None:
    assert [await Speaker.whisper("A"), await Speaker().whisper("A")] == ["a", "a"]
    assert calls == ["A"]


def doubled(function: Any) -> Any:
    async def twice(*args: Any, **kwargs: Any) -> Any:
        return (await function(*args, **kwargs)) * 2

    twice.__wrapped__ = function  # type: ignore[attr-defined]
    twice.__qualname__, twice.__module__ = function.__qualname__, function.__module__
    return twice


@cached(60, redis=MemoryStore())
@doubled
async def number(start: int) -> int:
    calls.append(start)
    return start


async def test_function_may_have_other_decorators_below() -> None:
    """What it takes and returns is said by the function itself."""
    assert [await number(2), await number(start=2)] == [4, 4]
    assert calls == [2]


async def test_functions_of_one_name_do_not_share(client: CacheClient) -> None:
    """The later one of two in a module, or the changed one of a new version, is another function."""

    def one() -> Any:
        async def endpoint() -> str:
            return "one"

        return endpoint

    def other() -> Any:
        async def endpoint() -> str:
            return "other"

        endpoint.__qualname__ = one().__qualname__
        return endpoint

    answers = [await cached(60, redis=client)(make())() for make in (one, other, one)]

    assert answers == ["one", "other", "one"]
