"""C4: values are compressed and encrypted on their way into the store; what was tampered with is a miss."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from typing import Any, cast

import pytest

from wireworks.cache import CacheClient, CacheService, MemoryStore

pytest.importorskip("cryptography")
pytestmark = pytest.mark.anyio

KEY, NEW = b"k" * 32, b"n" * 16
TEXT = "a secret text " * 20


class Store(MemoryStore):
    """A store that somebody has a hand in."""

    def tamper(self, key: str, change: Callable[[bytes], bytes], to: str | None = None) -> None:
        kept = self.entries.get(key.encode())
        assert kept is not None
        self.entries.put((to or key).encode(), change(kept), 10_000)

    def raw(self, key: str) -> bytes:
        return self.entries.get(key.encode()) or b""


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def secrets(store: Store) -> CacheService[str]:
    return CacheService(store, "secrets", str, encryption_key=KEY)


async def test_encrypted_and_compressed_value_comes_back(client: CacheClient) -> None:
    both = {"encryption_key": KEY, "compress_over": 10}
    for namespace, settings in {"a": {"encryption_key": KEY}, "b": {"compress_over": 10}, "c": both}.items():
        cache = CacheService(client, namespace, list[str], **cast("Any", settings))
        made = await cache.get_or_set("made", lambda: [TEXT])
        await cache.set_many({"one": ["1"], "two": [TEXT]})

        assert made == await cache.get("made") == [TEXT]
        assert await cache.get_many(["one", "two"]) == {"one": ["1"], "two": [TEXT]}
        assert await cache.touch("one", 100)
        assert await cache.get("one") == ["1"]
        assert cache.stats.unreadable == 0
        cached = CacheService(client, namespace, list[str], first_level=True, **cast("Any", settings))
        assert [await cached.get("two") for _ in range(3)] == [[TEXT]] * 3


async def test_nothing_of_an_encrypted_value_can_be_read_in_the_store(store: Store, secrets: CacheService[str]) -> None:
    await secrets.set("key", TEXT)

    assert b"secret text" not in store.raw("cache:v1:secrets:key")


async def test_compressed_value_takes_less_room(store: Store) -> None:
    await CacheService(store, "values", str).set("plain", TEXT)
    await CacheService(store, "values", str, compress_over=100).set("small", TEXT)

    assert len(store.raw("cache:v1:values:small")) < len(store.raw("cache:v1:values:plain")) / 2
    assert await CacheService(store, "values", str).get("small") == TEXT


TAMPERINGS: list[Callable[[bytes], bytes]] = [
    lambda kept: kept[:-1] + bytes((kept[-1] ^ 1,)),
    lambda kept: kept[:-1],
    lambda kept: kept + b"0",
    lambda kept: kept[:1] + bytes((kept[1] ^ 1,)) + kept[2:],  # said to be compressed
    lambda kept: kept[:1] + bytes((kept[1] ^ 2,)) + kept[2:],  # said to be in the clear
    lambda kept: kept[:26] + bytes((kept[26] ^ 1,)) + kept[27:],  # said to be fresh for longer
    lambda kept: kept[:30] + bytes((kept[30] ^ 1,)) + kept[31:],  # said to have cost more
    lambda _kept: b'"forged"',  # as somebody else would store it
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=map(str, range(len(TAMPERINGS))))
@pytest.mark.parametrize("first_level", [True, False])
async def test_value_that_was_tampered_with_is_a_miss(store: Store, tampering: Any, first_level: bool) -> None:
    secrets = CacheService(store, "secrets", str, encryption_key=KEY, first_level=first_level)
    await secrets.set("key", TEXT)
    store.tamper("cache:v1:secrets:key", tampering)

    assert await secrets.get("key") is None
    assert secrets.stats.unreadable == 1
    assert await secrets.get_or_set("key", lambda: "new") == "new"
    assert await secrets.get("key") == "new"


async def test_what_is_no_value_of_the_model_behind_its_own_record_is_a_miss(store: Store) -> None:
    cache = CacheService(store, "values", str)
    await cache.set("key", TEXT)
    assert await cache.get("key") == TEXT
    store.tamper("cache:v1:values:key", lambda kept: kept[:31] + b"no JSON")
    await cache.set("other", TEXT)  # so that the generation is known

    assert await cache.get("other") == TEXT
    assert await cache.get("key") is None
    assert cache.stats.unreadable == 1


async def test_value_that_was_copied_to_another_key_is_a_miss(store: Store, secrets: CacheService[str]) -> None:
    """The key is part of what is sealed: nobody gets the value of another."""
    await secrets.set("ada", "Ada's")
    await secrets.set("eve", "Eve's")
    store.tamper("cache:v1:secrets:ada", bytes, to="cache:v1:secrets:eve")

    assert await secrets.get("eve") is None
    assert await secrets.get("ada") == "Ada's"


async def test_time_of_an_encrypted_value_is_changed_by_who_has_the_key_alone(store: Store) -> None:
    """When it ends is sealed in too, so it is sealed anew."""
    secrets = CacheService(store, "secrets", str, encryption_key=KEY, compress_over=100, stale_if_error=60)
    await secrets.set("key", TEXT, tags=["red"])

    assert await secrets.touch("key", 1_000)

    assert await secrets.get("key") == TEXT
    assert await secrets.get_ttl("key") > 900
    assert await secrets.invalidate_tags("red")
    assert await secrets.get("key") is None


async def test_what_is_in_the_clear_is_a_miss_for_who_encrypts_and_the_other_way_round(store: Store) -> None:
    """How is fixed by the service, and never read from what is stored."""
    encrypted = CacheService(store, "secrets", str, encryption_key=KEY, first_level=True)
    plain = CacheService(store, "secrets", str, first_level=True)
    await plain.set("key", "in the clear")
    assert [await plain.get("key"), await plain.get("key")] == ["in the clear"] * 2
    assert await encrypted.get("key") is None

    await encrypted.set("key", "encrypted")
    assert [await encrypted.get("key"), await encrypted.get("key")] == ["encrypted"] * 2
    assert await plain.get("key") is None


async def test_key_is_changed_while_values_are_there(store: Store, secrets: CacheService[str]) -> None:
    await secrets.set("key", "old")
    both = CacheService(store, "secrets", str, encryption_key=[NEW, KEY])
    assert await both.get("key") == "old"

    await both.set("key", "new")

    assert await CacheService(store, "secrets", str, encryption_key=NEW).get("key") == "new"
    assert await secrets.get("key") is None


@pytest.mark.parametrize("key", [b"short", "text", base64.b64encode(KEY), [], [KEY, b""]], ids=map(str, range(5)))
async def test_bad_key_is_refused_when_the_service_is_made(key: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="encryption_key") as refusal:
        CacheService(MemoryStore(), "secrets", str, encryption_key=key)

    assert "\nFix: " in str(refusal.value)


async def test_bomb_is_a_miss() -> None:
    """A few bytes that would become more than memory holds."""
    store = Store()
    cache = CacheService(store, "values", str, compress_over=10)
    await cache.set("key", TEXT)
    bomb = zlib.compress(bytes(80 * 2**20), 9)
    store.tamper("cache:v1:values:key", lambda kept: kept[: 1 + 1 + 8 + 8 + 4 + 8 + 1] + bomb)

    assert await cache.get("key") is None
    assert cache.stats.unreadable == 1
