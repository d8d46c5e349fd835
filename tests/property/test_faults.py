"""Random graphs with faults: `validate()` and lazy checks report what is there (L27)."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.programs import LIFETIMES
from tests.support.examples import examples
from wireworks import (
    ServiceCircularDependencyError,
    ServiceContainer,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceResolutionError,
    ServiceScopeError,
)


@dataclass(frozen=True)
class Faulty:
    """Lifetimes by number, needs by number; a need of -1 is registered by nobody."""

    lifetimes: tuple[str, ...]
    needs: tuple[tuple[int, ...], ...]


@st.composite
def faulty_graphs(draw: st.DrawFn) -> Faulty:
    """Draw graphs in which anything may need anything."""
    count = draw(st.integers(1, 6))
    sizes = {"min_size": count, "max_size": count}
    lifetimes = draw(st.lists(st.sampled_from(LIFETIMES), **sizes))
    upwards = draw(st.booleans())
    needs = [draw(st.lists(st.integers(-1, (count if upwards else number) - 1), max_size=2)) for number in range(count)]
    return Faulty(tuple(lifetimes), tuple(map(tuple, needs)))


def reachable(graph: Faulty, start: int, through: tuple[str, ...] = LIFETIMES) -> set[int]:
    """Find what lies below `start`, going on only through nodes of these lifetimes."""
    found: set[int] = set()
    open_ends = list(graph.needs[start])
    while open_ends:
        number = open_ends.pop()
        if number in found:
            continue
        found.add(number)
        if number >= 0 and graph.lifetimes[number] in through:
            open_ends.extend(graph.needs[number])
    return found


def has_cycle(graph: Faulty, numbers: set[int]) -> bool:
    """Tell whether one of these lies below itself."""
    return any(number in reachable(graph, number) for number in numbers)


def captives(graph: Faulty, numbers: set[int]) -> bool:
    """Tell whether one of these is a singleton that would keep something scoped."""
    return any(
        graph.lifetimes[number] == "singleton"
        and any(below >= 0 and graph.lifetimes[below] == "scoped" for below in reachable(graph, number, ("transient",)))
        for number in numbers
    )


def faults(graph: Faulty, numbers: set[int]) -> set[type[Exception]]:
    """Name the faults of the part of the graph that consists of these nodes."""
    found: set[type[Exception]] = set()
    if any(-1 in graph.needs[number] for number in numbers):
        found.add(ServiceNotFoundError)
    if has_cycle(graph, numbers):
        found.add(ServiceCircularDependencyError)
    if captives(graph, numbers):
        found.add(ServiceScopeError)
    return found


class Nowhere: ...


def build(graph: Faulty) -> tuple[ServiceContainer, list[type]]:
    """Register a class per node."""
    keys = [type(f"Node{number}", (), {}) for number in range(len(graph.needs))]
    container = ServiceContainer()
    for key, lifetime, needs in zip(keys, graph.lifetimes, graph.needs, strict=True):
        wanted = [keys[need] if need >= 0 else Nowhere for need in needs]
        names = [f"part{place}" for place in range(len(wanted))]
        namespace: dict[str, object] = {}
        exec(f"def __init__(self, {', '.join(names)}): pass", namespace)
        namespace["__init__"].__annotations__ = dict(zip(names, wanted, strict=True))
        key.__init__ = namespace["__init__"]
        container.register(key, key, lifetime)
    return container, keys


@settings(max_examples=examples(200))
@given(graph=faulty_graphs())
def test_validate_reports_exactly_the_kinds_of_fault_there_are(graph) -> None:
    """L27: none is missed and none is invented."""
    container, _ = build(graph)
    expected = faults(graph, set(range(len(graph.needs))))
    if not expected:
        container.validate()
        return
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    got = {type(problem) for problem in caught.value.exceptions}
    if ServiceCircularDependencyError in expected:
        # What a singleton would keep is a question without an answer inside a circle.
        got.discard(ServiceScopeError)
        expected.discard(ServiceScopeError)
    assert got == expected


@settings(max_examples=examples(200))
@given(graph=faulty_graphs())
def test_asking_reports_a_fault_exactly_when_the_part_asked_for_has_one(graph) -> None:
    """L27: the same checks, for that part."""
    container, keys = build(graph)
    for number, key in enumerate(keys):
        part = {below for below in reachable(graph, number) if below >= 0} | {number}
        expected = faults(graph, part)
        with container.create_scope() as scope:
            if expected:
                with pytest.raises(ServiceResolutionError) as caught:
                    scope.get(key)
                assert type(caught.value) in expected
            else:
                assert type(scope.get(key)) is key
