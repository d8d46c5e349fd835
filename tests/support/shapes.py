"""Graphs of any size and shape, and the steps that checking them takes."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tests.support.steps import steps_of
from wireworks import ServiceContainer, ServiceGraphError

Fill = Callable[[ServiceContainer], object]
Shape = Callable[[int], list[Fill]]


def service(name: str, *needs: Any) -> Any:
    """Return a class whose constructor takes ``needs``."""
    names = [f"need{number}" for number in range(len(needs))]
    members: dict[str, Any] = {"__module__": __name__}
    exec(f"def __init__({', '.join(['self', *names])}): ...", members)
    members["__init__"].__annotations__ = dict(zip(names, needs, strict=True))
    return type(name, (), members)


def chained(size: int, last: Any, *more: Any) -> list[Any]:
    """Return services each of which needs the one before, the first of them ``last``."""
    found = [last]
    for number in range(size - 1):
        found.append(service(f"Link{number}", found[-1], *more))
    return found


def adding(services: Sequence[Any], lifetime: str = "singleton") -> Fill:
    def add(container: ServiceContainer) -> None:
        for each in services:
            container.register(each, each, lifetime)

    return add


def checked(size: int, shape: Shape, **options: Any) -> tuple[int, int]:
    """Return the steps that registering and checking take in a container with ``options``, and how much is told."""
    fills = shape(size)
    told = ""

    def check() -> None:
        nonlocal told
        container = ServiceContainer(**options)
        for fill in fills:
            fill(container)
        try:
            container.validate()
        except ServiceGraphError as error:
            told = str(error)

    return steps_of(check), len(told)


class Growth(NamedTuple):
    """How many times as much each service of a large graph takes as one of a small graph: steps, and what is told."""

    steps: float
    told: float


def growth(shape: Shape, small: int, large: int, **options: Any) -> Growth:
    """Return how a shape grows; ``told`` is 0 where nothing is wrong."""
    (few, told_of_few), (many, told_of_many) = (checked(size, shape, **options) for size in (small, large))
    times = large / small
    return Growth(many / few / times, told_of_many / max(told_of_few, 1) / times)
