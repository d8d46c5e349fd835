"""C4: what would not come back as it was is refused, early where that can be told of the model."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, PlainSerializer, SecretStr

from wireworks.cache import CacheClient, CacheModelError, CacheService, CacheValueError, MemoryStore

pytestmark = pytest.mark.anyio


class Secretive(BaseModel):
    name: str
    password: SecretStr


class Shortened(BaseModel):
    hidden: str = Field(default="", exclude=True)


@dataclasses.dataclass
class Unkept:
    seed: dataclasses.InitVar[int]


class Iterating(BaseModel):
    numbers: Annotated[Any, Field()] = None
    users: list[Secretive] = []


REFUSED: list[tuple[Any, str]] = [
    (SecretStr, "the model: a secret is masked when it is written"),
    (Secretive, "`password`: a secret is masked when it is written"),
    (dict[str, Iterating], "`users.password`: a secret is masked when it is written"),
    (Sequence[Secretive], "`password`: a secret is masked when it is written"),
    (Mapping[str, Secretive], "`password`: a secret is masked when it is written"),
    (Shortened, "`hidden`: the field is excluded from what is written"),
    (Unkept, "`seed`: an init-only field is not kept by the object"),
    (type[int], "the model: pydantic cannot read it from JSON"),
    (object(), "pydantic cannot describe `<object object"),
    ("Unknown", "pydantic cannot describe `'Unknown'`"),
]


@pytest.mark.parametrize(("model", "reason"), REFUSED)
async def test_model_that_would_not_come_back_is_refused_when_the_service_is_made(model: Any, reason: str) -> None:
    with pytest.raises(CacheModelError) as refusal:
        CacheService(MemoryStore(), "values", model)

    assert reason in str(refusal.value)
    assert "\nFix: " in str(refusal.value)


async def test_secret_with_a_serializer_of_its_own_is_its_authors_business(client: CacheClient) -> None:
    class Open(BaseModel):
        password: Annotated[SecretStr, PlainSerializer(SecretStr.get_secret_value)]

    cache = CacheService(client, "values", Open)
    await cache.set("key", Open(password=SecretStr("s3cret")))

    assert (await cache.get("key", default=None)) == Open(password=SecretStr("s3cret"))


class Positive(BaseModel):
    number: int = Field(gt=0)


class Named(BaseModel):
    name: str


class Limit(BaseModel):
    number: float


VALUES_REFUSED: list[tuple[Any, Any, str]] = [
    (int, "many", "Expected a value of `int`, got `str`: int_parsing."),
    (Positive, {"number": 0}, "Expected a value of `Positive`, got `dict`: `number` greater_than."),
    (Positive, Positive.model_construct(number=-1), "it cannot be read back (`number` greater_than)"),
    (Limit, Limit(number=math.nan), "it cannot be read back (`number` float_type)"),
    (Named, Named.model_construct(name=object()), "it cannot be written (PydanticSerializationError)"),
    (dt.datetime | str, "2026-01-01T00:00:00", "a `str` comes back as a `datetime`"),
    (None, {1}, "a `set` comes back as a `list`"),
    (None, {"day": dt.date(2026, 1, 2)}, "a `date` at `['day']` comes back as a `str`"),
    (None, {1: 2}, "it comes back changed"),
    (list[int], ["a"] * 5, "`0` int_parsing, `1` int_parsing, `2` int_parsing and 2 more."),
]


@pytest.mark.parametrize(("model", "value", "reason"), VALUES_REFUSED)
async def test_value_that_would_not_come_back_is_refused_when_it_is_stored(model: Any, value: Any, reason: str) -> None:
    cache: CacheService[Any] = CacheService(MemoryStore(), "values", model)

    for storing in (cache.set("key", value), cache.get_or_set("key", lambda: value)):
        with pytest.raises(CacheValueError) as refusal:
            await storing
        assert reason in str(refusal.value)

    assert not await cache.exists("key")


async def test_refusal_names_places_and_never_values() -> None:
    cache: CacheService[Any] = CacheService(MemoryStore(), "values", dict[str, int])

    with pytest.raises(CacheValueError) as refusal:
        await cache.set("key", {"a": "s3cret"})

    assert "s3cret" not in str(refusal.value)
