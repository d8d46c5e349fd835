"""Explicit wiring turned into the same nodes that type hints give (L17, L19)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wireworks._declare.binding import accepted_by
from wireworks._declare.declared import making_of
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Parameter, Passing
from wireworks._model.provider import Provider, Source
from wireworks._model.wiring import Delegate, Wired
from wireworks._plan.disposal import settle_disposal
from wireworks._plan.explicit import fill, finish, inner, steps_in, wire
from wireworks._plan.records import Argument, Constant, Fault, Node, Problem, Step, Supply


def supplies_of(node: Node, parameters: Sequence[Parameter]) -> dict[str, Supply]:
    """Return what a registered factory value says about the parameters of what it provides, by name."""
    if node.wired is None or node.wired.wiring is None:
        return {}
    wiring = node.wired.wiring
    planned = _planned(node.wired)
    places = [parameter.name for parameter in parameters if parameter.passing is not Passing.KEYWORD]
    if len(wiring.positional) > len(places) and not _takes_more(wiring.provides):
        detail = f"{len(places)} positional arguments, and is given {len(wiring.positional)}"
        node.problems += (Problem(Fault.UNKNOWN, node, detail=detail),)
    values = [*zip(places, wiring.positional, strict=False), *wiring.keywords]
    return {name: _supply(value, planned) for name, value in values}


def beyond(node: Node, arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """Return ``arguments`` with the positional values of a registered factory value that only ``*args`` takes."""
    if node.wired is None or node.wired.wiring is None:
        return arguments
    placed = tuple(argument for argument in arguments if not argument.by_name)
    more = node.wired.wiring.positional[len(placed) :]
    if not more:
        return arguments
    planned = _planned(node.wired)
    surplus = tuple(Argument("", by_name=False, supply=_supply(value, planned)) for value in more)
    return (*placed, *surplus, *arguments[len(placed) :])


def _takes_more(provides: Callable[..., object]) -> bool:
    accepted = accepted_by(provides)
    return accepted is not None and accepted.open_places


def steps_of(node: Node) -> tuple[Step, ...]:
    """Return the settings that follow construction."""
    if node.wired is None or node.wired.wiring is None:
        return ()
    planned = _planned(node.wired)
    return steps_in(node.wired.wiring, lambda value: _supply(value, planned))


def _planned(root: Wired) -> dict[Wired, Node]:
    """Plan every factory among the values of ``root``, deepest first; each is planned once.

    A container makes them, so that what they yield is closed and what they promise is awaited.
    """
    planned: dict[Wired, Node] = {}
    stack = [(root, iter(_inner(root)))]
    while stack:
        wired, rest = stack[-1]
        below = next((each for each in rest if each not in planned), None)
        if below is not None:
            stack.append((below, iter(_inner(below))))
            continue
        stack.pop()
        if wired is not root:
            planned[wired] = _node(wired, planned)
    return planned


def _inner(wired: Wired) -> list[Wired]:
    return [] if wired.wiring is None else inner(wired.wiring)


def _node(wired: Wired, planned: dict[Wired, Node]) -> Node:
    wiring = wired.wiring
    provides = _entry(wired) if wiring is None else wiring.provides
    provider = Provider(Key(provides), Lifetime.TRANSIENT, Source.FACTORY, wired)
    node = Node(provider, making_of(provides), provides, provides)
    if wiring is not None:
        node.wired = wired
        fill(node, wiring, lambda value: _supply(value, planned))
        settle_disposal(node)
    finish(node)
    return node


def _entry(wired: Wired) -> Callable[..., object]:
    """Return what a container calls of a provider that keeps to itself how it makes its product."""
    return wired.aget if wire(wired).is_async else wired


def _supply(value: object, planned: dict[Wired, Node]) -> Supply:
    if isinstance(value, Wired):
        return planned[value]
    return Constant(value.factory if isinstance(value, Delegate) else value)
