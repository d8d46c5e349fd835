"""The generated Python of one graph of each kind reads as a person would write it, and changes only on purpose.

After a change that is meant, write the texts anew and read what changed:

    python -m tests.generated.test_goldens
    git diff tests/generated/golden
"""

import linecache
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType

import pytest

from tests.generated.called import CALLED, Called
from tests.generated.graphs import GRAPHS, Graph
from tests.generated.injected import FILLED, Filled

GOLDEN = Path(__file__).parent / "golden"
TEXTS: dict[str, Callable[[], Graph | Called | Filled]] = {**GRAPHS, **CALLED, **FILLED}


def source_of(graph: Graph | Called | Filled) -> str:
    """Return the source of the function that makes what is asked for, and of those that it calls."""
    if isinstance(graph, Filled):
        for _ in range(3):
            graph.call()
        return text_of(graph.function)
    if isinstance(graph, Called):
        for _ in range(3):
            graph.call()
        return text_of(getattr(graph.factory, "_run"))  # noqa: B009 - what is generated shows nowhere else
    resolvers = graph.container._resolvers  # noqa: SLF001 - what is generated shows nowhere else
    compiler, node = resolvers.tiers().compiler, resolvers.node(graph.key)
    function = compiler.awaiting(node) if graph.is_async else compiler.sync(node)
    again = compiler.general(node, is_async=graph.is_async)
    assert function is not None
    function.__globals__["again"] = again
    return text_of(function)


def text_of(function: Callable[..., object]) -> str:
    """Return the source of a generated function, and of those that it calls."""
    files = dict.fromkeys(each.__code__.co_filename for each in generated(function))
    return "\n\n".join("".join(linecache.getlines(file)) for file in files)


def generated(function: Callable[..., object]) -> Iterator[FunctionType]:
    """Yield a function and all that it refers to, as far as they were generated."""
    waiting = [function]
    for each in waiting:
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith("<wireworks "):
            yield each
            waiting.extend(value for value in each.__globals__.values() if value not in waiting)


@pytest.mark.parametrize("name", TEXTS)
def test_generated_source_is_what_it_was(name: str) -> None:
    """Look at the difference: is it what was meant? Then write the golden text anew, as said above."""
    golden = (GOLDEN / f"{name}.py.txt").read_text(encoding="utf-8")
    assert source_of(TEXTS[name]()) == golden


@pytest.mark.parametrize("name", TEXTS)
def test_source_does_not_depend_on_what_was_generated_before(name: str) -> None:
    """The same graph gives the same text, so that differences mean something."""
    assert source_of(TEXTS[name]()) == source_of(TEXTS[name]())


def test_every_golden_text_has_its_graph() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(f"{name}.py.txt" for name in TEXTS)


if __name__ == "__main__":
    for title, make in TEXTS.items():
        (GOLDEN / f"{title}.py.txt").write_text(source_of(make()), encoding="utf-8")
