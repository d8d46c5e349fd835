"""C1, C6: keys, parameters in them, and what a pattern reaches."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import re
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from wireworks.cache import CacheClient, CacheKeyError, CacheService, MemoryStore
from wireworks.cache._keys import key_space

pytestmark = pytest.mark.anyio

AWKWARD = ["plain", "a:b", "a*", "*", "?", "[a]", "a\\b", "%3A", "{tag}", "", " ", "ø☃", "\ud800", "\n", "a:", ":a"]


def numbers(client: CacheClient, namespace: str = "numbers", **settings: Any) -> CacheService[int]:
    return CacheService(client, namespace, int, **settings)


async def keys(client: CacheClient) -> set[object]:
    """The keys of values, without those of generations."""
    return {key async for key in client.scan_iter() if not str(key).startswith("gen:{")}


async def test_key_is_prefix_version_namespace_identifier_and_a_hash_of_the_params(client: CacheClient) -> None:
    cache = numbers(client, prefix="api", version="v2")

    await cache.set("one", 1)
    await cache.set("one", 2, params={"page": 2})

    plain, hashed = sorted(map(str, await keys(client)), key=len)
    assert plain == "api:v2:numbers:one"
    assert re.fullmatch(r"api:v2:numbers:one:[0-9a-f]{32}", hashed)
    assert (await cache.get("one"), await cache.get("one", {"page": 2})) == (1, 2)


async def test_numbers_and_uuids_are_identifiers_too(client: CacheClient) -> None:
    cache = numbers(client)

    await cache.set_many({7: 1, UUID(int=7): 2})

    assert await cache.get("7") == 1
    assert await cache.get("00000000-0000-0000-0000-000000000007") == 2


@pytest.mark.parametrize("identifier", [None, 1.5, True, b"one", ("a", "b")])
async def test_identifier_of_another_type_is_an_error(identifier: Any) -> None:
    cache = CacheService(MemoryStore(), "numbers", int)

    with pytest.raises(CacheKeyError, match=r"Expected an identifier \(`str`, `int` or `UUID`\), got"):
        await cache.get(identifier)


@pytest.mark.parametrize("name", ["prefix", "version", "namespace"])
async def test_part_of_a_key_that_is_no_text_is_an_error(name: str) -> None:
    settings: dict[str, Any] = {"namespace": "numbers", name: 1}

    with pytest.raises(CacheKeyError, match=f"Expected a text as `{name}`, got `int`"):
        CacheService(MemoryStore(), model=int, **settings)


async def test_awkward_identifiers_are_kept_apart(client: CacheClient) -> None:
    """The seed's library mixed them up: glob characters reached others, a colon another namespace."""
    cache = numbers(client)

    await cache.set_many({identifier: place for place, identifier in enumerate(AWKWARD)})

    assert await cache.get_many(AWKWARD) == {identifier: place for place, identifier in enumerate(AWKWARD)}


@given(st.lists(st.tuples(*[st.text(alphabet=":%*a3A\ud800", max_size=4)] * 4), unique=True, max_size=8))
async def test_different_places_have_different_keys(places: list[tuple[str, str, str, str]]) -> None:
    written = {key_space(prefix, version, space).key(name) for prefix, version, space, name in places}

    assert len(written) == len(places)


async def test_namespace_never_reaches_a_longer_one(client: CacheClient) -> None:
    outer, inner, starred = numbers(client, "n"), numbers(client, "n:sub"), numbers(client, "n*")
    for cache in (outer, inner, starred):
        await cache.set_many({"a": 1, "sub:a": 2})

    assert await outer.invalidate_pattern("*") == 2
    assert await inner.get("a") == await starred.get("a") == 1
    assert await starred.clear()
    assert await inner.get("a") == 1


async def test_prefixes_and_versions_are_apart(client: CacheClient) -> None:
    one, two, three = numbers(client), numbers(client, version="v2"), numbers(client, prefix="other")
    await one.set("a", 1)

    assert await two.get("a") is None
    assert await three.get("a") is None
    assert await two.clear()
    assert await one.get("a") == 1


PATTERNS = [
    ("*", {"a", "ab", "a:b", "a*", "b", "list"}),
    ("a", {"a"}),
    ("a*", {"a", "ab", "a:b", "a*"}),
    ("a:*", {"a:b"}),
    ("a?", {"ab", "a*"}),
    ("a?b", {"a:b"}),
    ("a\\*", {"a*"}),
    ("[ab]", {"a", "b"}),
    ("[^a]*", {"b", "list"}),
    ("a[*]", {"a*"}),
    ("li*t", {"list"}),
    ("", set()),
    ("A*", set()),
]


@pytest.mark.parametrize(("pattern", "reached"), PATTERNS)
async def test_pattern_globs_only_where_the_caller_globs(client: CacheClient, pattern: str, reached: set[str]) -> None:
    cache = numbers(client)
    there = ["a", "ab", "a:b", "a*", "b", "list"]
    await cache.set_many(dict.fromkeys(there, 1))

    assert await cache.invalidate_pattern(pattern) == len(reached)
    assert set(await cache.get_many(there)) == set(there) - reached


async def test_pattern_reaches_values_with_params_by_what_follows_the_identifier(client: CacheClient) -> None:
    cache = numbers(client)

    async def fill() -> None:
        await cache.set("list", 1)
        for page in range(3):
            await cache.set("list", page, params={"page": page})

    await fill()
    assert await cache.invalidate_pattern("list") == 1
    assert await cache.invalidate_pattern("list:*") == 3
    await fill()
    assert await cache.invalidate_pattern("list*") == 4


async def test_pattern_reaches_what_others_wrote_into_the_namespace(client: CacheClient) -> None:
    """Keys of before, with separators of their own, and of no encoding at all."""
    cache = numbers(client)
    raw: Any = client
    for key in (b"cache:v1:numbers:a:b:c", b"cache:v1:numbers:\xff", b"cache:v1:others:a"):
        await raw.set(key, 1)

    assert await cache.invalidate_pattern("a:*:c") == 1
    assert await cache.invalidate_pattern("*") == 1


async def test_thousands_of_values_are_invalidated_and_counted(client: CacheClient) -> None:
    cache = numbers(client)
    await cache.set_many({number: number for number in range(2_500)})
    await numbers(client, "others").set("a", 1)

    assert await cache.invalidate_pattern("1*") == 1 + 10 + 100 + 1000
    assert await cache.delete_many(range(2_500)) == 2_500 - 1_111
    assert len(await keys(client)) == 1


class Colour(enum.Enum):
    RED = "red"


class Filter(BaseModel):
    name: str


@dataclasses.dataclass
class Page:
    number: int


class Name(str):
    __slots__ = ()


PARAMS: list[Any] = [
    1, 2, "1", 1.0, True, None, b"1", 1j, "", [], {}, dt.date(2026, 1, 2), "2026-01-02",
    dt.datetime.fromisoformat("2026-01-02"), dt.datetime(2026, 1, 2, tzinfo=dt.UTC), dt.time(1), dt.timedelta(1),
    Decimal("1.0"), UUID(int=1), PurePosixPath("1"),
    Colour.RED, "red", [1], [1, 2], [[1], 2], [[1, 2]], {"a": 1}, {"a": {"a": 1}}, {1: 1}, {1}, {1, 2},
    Filter(name="a"), Page(1), [PurePosixPath("a,str:'b'")], [PurePosixPath("a"), "b"],
]  # fmt: skip


async def test_every_value_of_a_parameter_has_a_key_of_its_own(client: CacheClient) -> None:
    """A date among them: in the seed's library it switched caching off."""
    cache = numbers(client)

    for place, value in enumerate(PARAMS):
        assert await cache.get("key", {"q": value}) is None, value
        await cache.set("key", place, params={"q": value})

    assert [await cache.get("key", {"q": value}) for value in PARAMS] == list(range(len(PARAMS)))


ALIKE: list[tuple[Any, Any]] = [
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({"a": {"x", "y", "z"}}, {"a": frozenset({"z", "y", "x"})}),
    ({"a": (1, 2)}, {"a": [1, 2]}),
    ({"a": Name("x")}, {"a": "x"}),
    ({}, None),
]


@pytest.mark.parametrize(("params", "same"), ALIKE)
async def test_order_of_writing_does_not_matter(client: CacheClient, params: Any, same: Any) -> None:
    cache = numbers(client)

    await cache.set("key", 1, params=params)

    assert await cache.get("key", same) == 1


def test_hash_of_params_is_the_same_in_every_process_and_release() -> None:
    params = {"day": dt.date(2026, 1, 2), "tags": {"b", "a"}, "page": 1}

    assert key_space("p", "v", "n").key("i", params) == b"p:v:n:i:a2482f667b18daa367d36a6557c1fd74"


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (SecretStr("s3cret"), "`params['q']` is a `SecretStr`"),
        ([object()], "`params['q'][0]` is a `object`"),
        (Page, "`params['q']` is a `type`"),
        (Filter.model_construct(name=SecretStr("s3cret")), "`params['q'].name` is a `SecretStr`"),
    ],
)
async def test_parameter_without_one_spelling_is_an_error(value: Any, place: str) -> None:
    """Two secrets are masked alike, and one caller would get the other's value."""
    cache = CacheService(MemoryStore(), "numbers", int)

    with pytest.raises(CacheKeyError) as refusal:
        await cache.get("key", {"q": value})

    assert str(refusal.value).startswith(place)
    assert "s3cret" not in str(refusal.value)


async def test_params_that_are_no_mapping_are_an_error() -> None:
    params: Any = ["page"]

    with pytest.raises(CacheKeyError, match="Expected a mapping as `params`, got `list`"):
        await CacheService(MemoryStore(), "numbers", int).get("key", params)
