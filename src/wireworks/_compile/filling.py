"""Parameters of a function filled from the graph, with overrides and without (L13)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from wireworks._compile.engine import Engine
from wireworks._compile.interpret import Evaluation
from wireworks._compile.resolvers import Resolvers
from wireworks._compile.tiers import AsyncGet, Get
from wireworks._declare.signature import signature_of
from wireworks._model.parameter import Parameter
from wireworks._model.record import NamedTuple
from wireworks._plan.build import Graph
from wireworks._plan.records import Node
from wireworks._runtime.scope import ServiceScope


class Asked(Protocol):
    """Who is asked for services: the resolvers without any override, and what chooses others while one is open."""

    resolvers: Resolvers
    choose: Callable[[], Resolvers] | None


class _Fill:
    """How some parameters of a function are filled, as long as the graph stays the same.

    ``settled`` says that ``get`` does as well as ``aget``, in a scope that nobody has used yet.
    """

    __slots__ = ("aget", "get", "graph", "node", "settled")

    def __init__(self, graph: Graph, node: Node, get: Get, aget: AsyncGet) -> None:
        self.graph = graph
        self.node = node
        self.get = get
        self.aget = aget
        self.settled = False


class _FillInside(NamedTuple):
    """How some parameters of a function are filled inside an override: interpreted, as it soon ends."""

    graph: Graph
    engine: Engine
    node: Node
    settled: bool = False

    def get(self, scope: ServiceScope) -> Any:
        """Return the arguments as a tuple."""
        return Evaluation(self.engine, self.node, scope).run()

    async def aget(self, scope: ServiceScope) -> Any:
        """Do what ``get`` does, awaiting whatever takes ``await``."""
        return await Evaluation(self.engine, self.node, scope).arun()


def _named(node: Node, values: tuple[object, ...]) -> dict[str, object]:
    """Return what was made by the names of the parameters; those left to their defaults are not among them."""
    return dict(zip((argument.name for argument in node.arguments), values, strict=True))


class Filling:
    """Fill parameters of one function; the plan for each set of names is made once.

    Args:
        caller: who is asked.
        function: the one that asks.
        parameters: its own, unless it is read here.
    """

    __slots__ = ("_caller", "_fills", "_function", "_parameters")

    def __init__(
        self, caller: Asked, function: Callable[..., Any], parameters: Sequence[Parameter] | None = None
    ) -> None:
        self._caller = caller
        self._function = function
        self._parameters = parameters
        self._fills: dict[frozenset[str], _Fill] = {}

    def fill(self, names: frozenset[str], scope: ServiceScope) -> Any:
        """Return the arguments for ``names`` as a dictionary."""
        fill = self._fill(names)
        return _named(fill.node, fill.get(scope))

    async def afill(self, names: frozenset[str], scope: ServiceScope) -> Any:
        """Do what ``fill`` does, awaiting whatever takes ``await``."""
        fill = self._fill(names)
        return _named(fill.node, await fill.aget(scope))

    def ready(self, names: frozenset[str]) -> None:
        """Plan how ``names`` are filled, as far as that has not been done.

        Raises:
            ServiceError: one of them cannot be made.
        """
        self._fill(names)

    def _fill(self, names: frozenset[str]) -> _Fill | _FillInside:
        resolvers, choose = self._caller.resolvers, self._caller.choose
        if choose is not None and (chosen := choose()) is not resolvers:
            return self._inside(names, chosen)
        known = self._fills.get(names)
        if known is None or known.graph is not resolvers.graph:
            known = self._fills[names] = self._compiled(names, resolvers)
        return known

    def _inside(self, names: frozenset[str], resolvers: Resolvers) -> _FillInside:
        """Return what fills inside an override; its resolvers keep it, so that it is forgotten with them."""
        which = (id(self._function), names)
        known: _FillInside | None = resolvers.fills.get(which)
        if known is None or known.graph is not resolvers.graph:
            graph = resolvers.graph
            known = resolvers.fills[which] = _FillInside(graph, resolvers.engine, self.node(names, resolvers))
        return known

    def _compiled(self, names: frozenset[str], resolvers: Resolvers) -> _Fill:
        graph, tiers = resolvers.graph, resolvers.tiers()
        node = self.node(names, resolvers)

        def install(get: Get) -> None:
            fill.get = get

        def ainstall(aget: AsyncGet) -> None:
            fill.aget = aget
            fill.settled = tiers.compiler.is_settled(node)

        fill = _Fill(graph, node, tiers.sync(node, install), tiers.awaiting(node, ainstall))
        return fill

    def node(self, names: frozenset[str], resolvers: Resolvers) -> Node:
        """Return a node that makes a tuple of the arguments for ``names``, in the order of the parameters.

        Raises:
            ServiceError: one of them cannot be made.
        """
        known = signature_of(self._function).parameters if self._parameters is None else self._parameters
        parameters = [each for each in known if each.name in names]
        return resolvers.sound(resolvers.graph.root(self._function, parameters))


class Whole(Filling):
    """Fill the same parameters of a function every time.

    Args:
        caller: who is asked.
        function: the one that asks.
        parameters: all that is filled; those that are optional get ``None`` where nothing is there.
    """

    __slots__ = ("_absent", "_compiler", "_last", "_names", "_order")

    def __init__(self, caller: Asked, function: Callable[..., Any], parameters: Sequence[Parameter]) -> None:
        super().__init__(caller, function, parameters)
        self._names = frozenset(each.name for each in parameters)
        self._absent = dict.fromkeys(each.name for each in parameters if each.request and each.request.optional)
        self._compiler = caller.resolvers.compiler
        self._last: _Fill | None = None
        self._order: tuple[str, ...] = ()

    def into(self, values: dict[str, Any], scope: ServiceScope) -> Coroutine[Any, Any, None] | None:
        """Put the arguments into ``values``, at once, or when what is returned is awaited."""
        if self._absent:
            values.update(self._absent)
        last = self._last
        if last is None or self._compiler.is_off:
            return self._first(values, scope)
        if scope.made is not None or not last.settled:
            return self._later(values, scope, last)
        values.update(zip(self._order, last.get(scope)))  # noqa: B905 - hot, and as many
        return None

    async def _later(self, values: dict[str, Any], scope: ServiceScope, fill: _Fill) -> None:
        values.update(zip(self._order, await fill.aget(scope)))  # noqa: B905 - as above

    async def _first(self, values: dict[str, Any], scope: ServiceScope) -> None:
        compiler = self._caller.resolvers.compiler
        fill = self._fill(self._names)
        values.update(_named(fill.node, await fill.aget(scope)))
        if isinstance(fill, _Fill) and self._last is not fill:
            self._last = None
            self._order = tuple(argument.name for argument in fill.node.arguments)
            self._compiler = compiler
            self._last = fill
