"""C12: metrics by the API of OpenTelemetry; keys are never attributes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from opentelemetry import metrics

from tests.spec.cache.counting import Counting
from tests.spec.cache.gates import until
from wireworks.cache import CacheService
from wireworks.cache.opentelemetry import instrument

pytestmark = pytest.mark.anyio


class Recorder(metrics.NoOpMeterProvider):
    """What the instruments were told, with their attributes."""

    def __init__(self) -> None:
        self.meters: list[str] = []
        self.told: Counter[Any] = Counter()
        self.units: dict[str, str] = {}

    def get_meter(self, name: str, *args: Any, **kwargs: Any) -> Any:
        self.meters.append(name)
        recorder = self

        class Instrument:
            def __init__(self, name: str, unit: str, _description: str, **_advice: Any) -> None:
                self.name = name.removeprefix("wireworks.cache.")
                recorder.units[self.name] = unit

            def add(self, amount: int, attributes: Any = None) -> None:
                recorder.told[(self.name, *spelled(attributes))] += amount

            def record(self, amount: float, attributes: Any = None) -> None:
                assert 0 <= amount < 10
                recorder.told[(self.name, *spelled(attributes))] += 1

        class Meter:
            create_counter = create_up_down_counter = create_histogram = Instrument

        return Meter()


def spelled(attributes: Any) -> list[str]:
    return [f"{name.removeprefix('wireworks.cache.')}={value}" for name, value in (attributes or {}).items()]


async def test_everything_is_measured() -> None:
    store, recorder = Counting(), Recorder()
    numbers = CacheService(store, "numbers", int, use_jitter=False, stale_while_revalidate=10, first_level=True)
    stop = instrument(numbers, recorder)

    def fail() -> int:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - that one
        await numbers.get_or_set("one", fail)
    await numbers.get_or_set("one", lambda: 1, ttl=5)
    await numbers.get("one")
    await numbers.get("one")
    store.clock.now += 6
    await numbers.get_or_set("one", lambda: 2)
    await until(lambda: recorder.told["making.duration", "namespace=numbers"] == 2)
    await numbers.get_or_set("two", lambda: store.entries.remove(b"") or 2)
    store.entries.put(b"cache:v1:numbers:three", b"[]", 1_000)
    await numbers.get("three")
    store.away = True
    await numbers.get("four")
    assert recorder.told["outages",] == 1
    store.away = False
    await numbers.get("four")
    stop()
    await numbers.get("five")

    assert recorder.meters == ["wireworks.cache"]
    assert recorder.units["making.duration"] == "s"
    assert +recorder.told == {
        ("lookups", "namespace=numbers", "result=miss"): 6,
        ("lookups", "namespace=numbers", "result=hit", "level=store"): 1,
        ("lookups", "namespace=numbers", "result=hit", "level=memory"): 1,
        ("making.duration", "namespace=numbers", "error.type=OSError"): 1,
        ("making.duration", "namespace=numbers"): 3,
        ("stale", "namespace=numbers"): 1,
        ("refreshes", "namespace=numbers"): 1,
        ("unreadable", "namespace=numbers"): 1,
        ("errors", "reachable=False"): 1,
    }


def test_provider_of_the_process_is_used_if_none_is_given() -> None:
    numbers = CacheService(Counting(), "numbers", int)
    instrument(numbers)()

    assert not numbers.events.listeners
