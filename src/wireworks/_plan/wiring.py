"""Explicit wiring turned into the same nodes that type hints give (L17, L19)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from wireworks._declare.declared import making_of
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making, Parameter, Passing
from wireworks._model.provider import Provider, Source
from wireworks._model.wiring import Delegate, Wired, Wiring
from wireworks._plan.colour import colour
from wireworks._plan.records import Argument, Constant, Fault, Given, Node, Problem, State, Step, Supply


def supplies_of(node: Node, parameters: Sequence[Parameter]) -> dict[str, Supply]:
    """Return what a registered factory value says about the parameters of what it provides, by name."""
    if node.wired is None or node.wired.wiring is None:
        return {}
    wiring = node.wired.wiring
    planned = _planned(node.wired, as_service=True)
    places = [parameter.name for parameter in parameters if parameter.passing is not Passing.KEYWORD]
    if len(wiring.positional) > len(places):
        detail = f"{len(places)} positional, got {len(wiring.positional)}"
        node.problems.append(Problem(Fault.UNKNOWN, node, detail=detail))
    values = [*zip(places, wiring.positional, strict=False), *wiring.keywords]
    return {name: _supply(value, planned) for name, value in values}


def steps_of(node: Node) -> tuple[Step, ...]:
    """Return the settings that follow construction."""
    if node.wired is None or node.wired.wiring is None:
        return ()
    return _steps(node.wired.wiring, _planned(node.wired, as_service=True))


def wire(wired: Wired, names: frozenset[str] = frozenset()) -> Node:
    """Return the node of an explicit factory that stands alone, its caller passing ``names``.

    Nothing is read from signatures: it is given what its wiring says, and what its caller passes.
    """
    return _node(wired, _planned(wired, names), names)


def _planned(root: Wired, names: frozenset[str] = frozenset(), *, as_service: bool = False) -> dict[Wired, Node]:
    """Plan every factory among the values of ``root``, deepest first; each is planned once.

    ``as_service``: a container makes them, so that what they yield is closed and what they promise is awaited. A
    factory that stands alone calls, and no more.
    """
    planned: dict[Wired, Node] = {}
    stack = [(root, iter(inner(root, names)))]
    while stack:
        wired, rest = stack[-1]
        below = next((each for each in rest if each not in planned), None)
        if below is not None:
            stack.append((below, iter(inner(below))))
            continue
        stack.pop()
        if wired is not root:
            planned[wired] = _node(wired, planned, as_service=as_service)
    return planned


def inner(wired: Wired, without: frozenset[str] = frozenset()) -> list[Wired]:
    """Return the factories among the values of one, those for the keywords ``without`` left out."""
    if wired.wiring is None:
        return []
    keywords = (value for name, value in wired.wiring.keywords if name not in without)
    settings = (setting.value for setting in wired.wiring.settings)
    return [value for value in chain(wired.wiring.positional, keywords, settings) if isinstance(value, Wired)]


def _node(
    wired: Wired, planned: dict[Wired, Node], names: frozenset[str] = frozenset(), *, as_service: bool = False
) -> Node:
    wiring = wired.wiring or Wiring(wired)
    provider = Provider(Key(wiring.provides), Lifetime.TRANSIENT, Source.FACTORY, wired)
    making = making_of(wiring.provides) if as_service else Making.CLASS
    node = Node(provider, making, wiring.provides, wiring.provides)
    node.wired = wired if wired.wiring is not None else None
    node.arguments = (
        *(Argument("", by_name=False, supply=_supply(value, planned)) for value in wiring.positional),
        *(
            Argument(name, by_name=True, supply=_supply(value, planned))
            for name, value in wiring.keywords
            if name not in names
        ),
        *(Argument(name, by_name=True, supply=Given(name)) for name in sorted(names)),
    )
    node.steps = _steps(wiring, planned)
    node.settle()
    colour(node)
    node.state = State.DONE
    return node


def _steps(wiring: Wiring, planned: dict[Wired, Node]) -> tuple[Step, ...]:
    return tuple(Step(name, call, _supply(value, planned)) for name, value, call in wiring.settings)


def _supply(value: object, planned: dict[Wired, Node]) -> Supply:
    if isinstance(value, Wired):
        return planned[value]
    return Constant(value.factory if isinstance(value, Delegate) else value)
