"""The container does what the rules say on random graphs and random programs (L10, L20 - L26)."""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.property.driver import run_with
from tests.property.model import agrees, predict
from tests.property.programs import NAMES, Ask, Call, InScope, Node, Program, large_programs, programs
from tests.support.examples import examples
from wireworks import ServiceContainer


def compiling_after(calls: int | None) -> Callable[..., ServiceContainer]:
    """Make containers that compile a resolver after so many interpreted calls, or never."""

    def make(**options: Any) -> ServiceContainer:
        container = ServiceContainer(**options)
        container._resolvers._compile_after = calls  # noqa: SLF001 - the seam for these tests
        return container

    return make


# Each entry makes an empty container; every one of them must write the same transcripts.
CONTAINERS: dict[str, Callable[..., ServiceContainer]] = {
    "default": ServiceContainer,
    "interpreted": compiling_after(None),
    "compiled": compiling_after(0),
}
every_container = pytest.mark.parametrize("make", CONTAINERS.values(), ids=CONTAINERS.keys())


def assert_as_predicted(make: Callable[..., ServiceContainer], program: Program) -> None:
    """Run the program and compare transcripts entry by entry."""
    assert_same(predict(program), run_with(make, program))


def assert_same(expected: list[tuple], got: list[tuple]) -> None:
    """Compare transcripts entry by entry."""
    for place, (one, other) in enumerate(zip_longest(expected, got)):
        same = one is not None and other is not None and agrees(one, other)
        assert same, f"entry {place}: expected {one}, got {other}\n{expected}\n{got}"


@every_container
@settings(
    max_examples=examples(70),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(program=programs())
def test_random_programs_run_as_the_rules_say(make, program) -> None:
    """Counts, identities, order of teardown and the errors delivered."""
    assert_as_predicted(make, program)


@every_container
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(program=large_programs())
def test_large_graphs_run_as_the_rules_say(make, program) -> None:
    """The same where graphs are deep and wide."""
    assert_as_predicted(make, program)


EXAMPLES = {
    "failing making is tried again": Program(
        (Node("singleton", "generator", (), 1),),
        (Ask(0, "get"), Ask(0, "aget"), Ask(0, "get")),
    ),
    "mixed resources close newest first": Program(
        (
            Node("scoped", "generator"),
            Node("scoped", "async_generator", (0,)),
            Node("transient", "generator", (1, 0), 0, teardown_fails=True),
        ),
        (InScope((Ask(2, "aget"), Ask(2, "get")), "async with", fails=True),),
    ),
    "scope asked while an inner one is open": Program(
        (Node("scoped", "class"), Node("transient", "class", (0,))),
        (
            InScope(
                (InScope((Ask(1, "get", 2), Ask(1, "get", 1), Ask(0, "get")), "with"),),
                "with",
            ),
        ),
    ),
    "disposables and context managers take their turn": Program(
        (
            Node("scoped", "disposable"),
            Node("singleton", "entered", (), 0, teardown_fails=True),
            Node("scoped", "late_disposable", (0, 1)),
            Node("transient", "async_entered", (2, 0)),
            Node("scoped", "async_disposable", (3,), 0, teardown_fails=True),
        ),
        (InScope((Ask(4, "aget"), Ask(3, "aget")), "async with", fails=True), InScope((Ask(2, "get"),), "with")),
    ),
    "what turns out to be disposable is refused outside a scope": Program(
        (Node("transient", "late_disposable"), Node("transient", "class", (0,)), Node("singleton", "class", (0,))),
        (Ask(1, "get"), Ask(1, "get"), Ask(0, "aget"), Ask(2, "get"), InScope((Ask(1, "get"),), "with")),
    ),
    "services live in the nearest scope of their name": Program(
        (
            Node("scoped", "entered", (), 0, scope="outer"),
            Node("transient", "generator", (0,)),
            Node("scoped", "class", (1,), 0, scope="outer"),
            Node("scoped", "disposable", (2, 0), 0, scope="inner"),
            Node("scoped", "generator", (3,)),
        ),
        (
            InScope((Ask(3, "get"),), "with", name="inner"),
            InScope(
                (
                    InScope(
                        (Ask(4, "get"), Ask(4, "get", 2), Call((4, 3), "get", new_scope=True)), "with", name="inner"
                    ),
                    InScope((Ask(4, "aget"), InScope((Ask(4, "get"),), "with")), "async with", name="inner"),
                ),
                "with",
                name="outer",
                fails=True,
            ),
        ),
        NAMES,
    ),
    "refused outside a scope": Program(
        (Node("transient", "async_generator"), Node("transient", "class", (0,))),
        (Ask(1, "get"), Ask(1, "aget"), InScope((Ask(1, "get"), Ask(1, "aget")), "async with")),
    ),
}


@every_container
@pytest.mark.parametrize("program", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_chosen_programs_run_as_the_rules_say(make, program) -> None:
    """A few programs worth reading, checked on every run."""
    assert_as_predicted(make, program)


def test_model_predicts_what_a_reader_expects() -> None:
    """The model itself, on a program small enough to follow by hand."""
    nodes = (Node("singleton", "class"), Node("scoped", "generator", (0,)))
    program = Program(nodes, (InScope((Ask(1, "get"), Ask(1, "get")), "with", fails=True),))
    assert predict(program) == [
        ("make", 0, 1, ()),
        ("make", 1, 2, (1,)),
        ("got", 1, 2),
        ("got", 1, 2),
        ("close", 1, 2, "Boom"),
        ("end", "Boom"),
        ("end", None),
    ]
