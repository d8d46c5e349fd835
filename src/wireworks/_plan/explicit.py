"""Explicit wiring that stands alone, turned into nodes: once for each factory and set of names (L17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wireworks._model.wiring import Delegate, Wired, Wiring
from wireworks._plan.colour import colour
from wireworks._plan.records import Argument, Constant, Given, Node, State, Step, Supply

_NO_NAMES: frozenset[str] = frozenset()


def wire(root: Wired, names: frozenset[str] = _NO_NAMES) -> Node:
    """Return the node of an explicit factory that stands alone, its caller passing ``names``.

    Nothing is read from signatures: it is given what its wiring says, and what its caller passes. The node stays with
    the factory, whose wiring never changes.
    """
    found: Node | None = root.__wireworks_nodes__.get(names)
    if found is not None:
        return found
    stack: list[tuple[Wired, frozenset[str], Iterator[Wired]]] = [_step(root, names)]
    while stack:
        wired, named, rest = stack[-1]
        below = next((each for each in rest if _NO_NAMES not in each.__wireworks_nodes__), None)
        if below is not None:
            stack.append(_step(below, _NO_NAMES))
            continue
        stack.pop()
        wired.__wireworks_nodes__[named] = _node(wired, named)
    return root.__wireworks_nodes__[names]  # type: ignore[no-any-return]  # what was put there above


def inner(wiring: Wiring, without: frozenset[str] = _NO_NAMES) -> list[Wired]:
    """Return the factories among the values of a wiring, those for the keywords ``without`` left out."""
    return [value for value in wiring.values(without) if isinstance(value, Wired)]


def fill(node: Node, wiring: Wiring, supply: Callable[[object], Supply], names: frozenset[str] = _NO_NAMES) -> None:
    """Write down what a wiring says about a node, its caller passing ``names``."""
    node.arguments = (
        *(Argument("", by_name=False, supply=supply(value)) for value in wiring.positional),
        *(Argument(name, by_name=True, supply=supply(value)) for name, value in wiring.keywords if name not in names),
        *(Argument(name, by_name=True, supply=Given(name)) for name in sorted(names)),
    )
    node.steps = steps_in(wiring, supply)


def steps_in(wiring: Wiring, supply: Callable[[object], Supply]) -> tuple[Step, ...]:
    """Return the settings that follow construction."""
    return tuple(Step(name, call, supply(value)) for name, value, call in wiring.settings)


def finish(node: Node) -> None:
    """Colour a node to which nothing is added any more."""
    node.settle()
    colour(node)
    node.state = State.DONE


def _step(wired: Wired, names: frozenset[str]) -> tuple[Wired, frozenset[str], Iterator[Wired]]:
    return wired, names, iter(inner(wired.__wireworks_recipe__().wiring, names))


def _node(wired: Wired, names: frozenset[str]) -> Node:
    wiring, place, making, _ = wired.__wireworks_recipe__()
    node = Node(place, making, wiring.provides, wiring.provides)
    node.given = tuple(sorted(names))
    fill(node, wiring, _supply, names)
    finish(node)
    return node


def _supply(value: object) -> Supply:
    if isinstance(value, Wired):
        return value.__wireworks_nodes__[_NO_NAMES]  # type: ignore[no-any-return]  # planned before whatever it is a part of
    return Constant(value.factory if isinstance(value, Delegate) else value)
