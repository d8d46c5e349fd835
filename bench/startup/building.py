"""Many services: registered, checked, and each of them made once, beside reading their signatures."""

from __future__ import annotations

import gc
import inspect
import itertools
import sys
import tracemalloc
from collections.abc import Callable
from random import Random
from time import process_time_ns
from types import ModuleType

from bench.workloads import expect

SERIAL = itertools.count()
MODULE = 100  # services of a module
WIDTH = 10  # services that belong together; the ninth needs the fourth and the first


def services(count: int) -> list[type]:
    """Make classes in groups of ten; but for the first, each needs one or two of its group."""
    numbers = range(count)
    return [one for first in numbers[::MODULE] for one in of_module(numbers[first : first + MODULE])]


def of_module(numbers: range) -> list[type]:
    """Make the classes of one module, which can be imported: libraries look there for the names in annotations."""
    module = ModuleType(f"bench.startup.generated{next(SERIAL)}")
    sys.modules[module.__name__] = module
    exec("\n".join(line for number in numbers for line in source(number)), vars(module))  # noqa: S102  # see `source`
    return [getattr(module, f"S{number}") for number in numbers]


def source(number: int) -> list[str]:
    """Write one class."""
    group, place = divmod(number, WIDTH)
    needs = sorted({(place - 1) // 2, 0}) if place else []
    names = [f"S{group * WIDTH + one}" for one in needs]
    parameters = "".join(f", {name.lower()}: {name}" for name in names)
    body = [f"        self.{name.lower()} = {name.lower()}" for name in names] or ["        pass"]
    return [f"class S{number}:", f"    def __init__(self{parameters}) -> None:", *body]


def measured(library: ModuleType, count: int) -> dict[str, float]:
    """Return the multiples of the time that reading the signatures takes: checked, and made as well."""
    many = services(count)
    library.many(services(WIDTH))  # what is loaded and made once, whatever is registered
    found: dict[str, float] = {}

    def read() -> None:
        for service in many:
            inspect.signature(service)

    def build() -> None:
        get = library.many(many)
        found["checked"] = process_time_ns()
        for service in many:
            expect(service.__name__, holds=type(get(service)) is service)

    steps: list[Callable[[], None]] = [read, build]
    Random().shuffle(steps)  # noqa: S311  # an order, not a secret
    times = {step: timed(step) for step in steps}
    (first, last), (begin, end) = times[read], times[build]
    base = last - first
    return {
        f"{count:,} services, checked": (found["checked"] - begin) / base,
        f"{count:,} services, checked and made": (end - begin) / base,
    }


def timed(step: Callable[[], None]) -> tuple[int, int]:
    """Return when a step began and when it ended."""
    gc.collect()
    begin = process_time_ns()
    step()
    return begin, process_time_ns()


def weighed(library: ModuleType, count: int = 1_000) -> dict[str, float]:
    """Return the bytes that a service takes that is registered and checked, and not used yet."""
    many = services(count)
    library.many(services(WIDTH))  # what is made once, whatever is registered
    gc.collect()
    tracemalloc.start()
    held = library.many(many)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del held
    return {"bytes per registered service": size / count}
