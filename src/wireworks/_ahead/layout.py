"""Where services are written: the classes of the module, what each of them makes, and under which name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from wireworks._ahead import kit
from wireworks._compile.writer import Names
from wireworks._declare.callables import target_of
from wireworks._declare.maker import Maker
from wireworks._declare.variables import is_open
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Parameter
from wireworks._model.provider import Source
from wireworks._model.sentinel import MISSING
from wireworks._plan.build import Graph
from wireworks._plan.check import for_themselves, reached
from wireworks._plan.collect import Collected
from wireworks._plan.records import Node, Variant
from wireworks._text.names import name_of

_PACKAGE = __name__.partition(".")[0]
OWN = ("self", "params", "start", "astart")
"""What a class of the module says itself, so that nothing imported can be called so in it; its levels come on top."""
_FIELDS = ("async_locks", "closed", "exits", "locks", "outer", *OWN)
_TAKEN = {*_FIELDS, *(name.lstrip("_") for name in dir(vars(kit)["_AsyncOwner"]))}
"""What the classes of the kit have of their own: a service of such a name is kept under another."""


class Level(NamedTuple):
    """One class of the module: how far in its objects lie, what it is called, and how others call an object of it."""

    rank: int
    title: str
    attribute: str


class Layout:
    """Say which class makes which service, and what the method is called.

    A transient is written once, in the outermost class that can make it; where it matters to whom it belongs, because
    it has something to close or keeps a factory, in each class that needs it.

    Args:
        graph: without any problem.
        scopes: the names of scopes, outermost first.
    """

    def __init__(self, graph: Graph, scopes: Iterable[str]) -> None:
        self.graph = graph
        nodes = for_themselves(reached(graph, graph.registered()))
        self.public = [node for node in nodes if not (node.consumer or _is_template(node) or _is_offered(node))]
        self.nodes = self._needed()
        self._wrapped = {node.provider.wraps for node in self.nodes}
        self._specific: dict[Node, bool] = {}
        self._homes: dict[Node, int] = {}
        inside = any(node.reach or node.rank or node.leaks for node in self.nodes)
        self.levels = _levels(scopes, inside=inside)
        self._titles: dict[Node, str] = {}
        self._written: dict[tuple[Node, int], None] = {}

    def _needed(self) -> list[Node]:
        waiting = list(self.public)
        found = set(waiting)
        for node in waiting:
            below = [each for each in dict.fromkeys([*node.needs, *self.made_later(node)]) if each not in found]
            found.update(below)
            waiting.extend(below)
        return waiting

    def settle(self, taken: Iterable[str]) -> None:
        """Name every service, but by none of ``taken``, and find the classes that it is written in."""
        self._names = Names(dict.fromkeys([*_TAKEN, *taken, *(level.attribute for level in self.levels)]))
        for node in sorted(self.nodes, key=_order):
            self._titles[node] = self.free(self._hint(node))
        for node in self.public:
            for level in self.levels_of(node):
                self._visit(node, level)

    def free(self, hint: str) -> str:
        """Return a name that nothing else in the classes has."""
        return self._names.function(hint)

    def open(self, node: Node) -> list[Parameter]:
        """Return the parameters that nobody but a caller fills."""
        if node.source is not Source.FACTORY or node.wired is not None or isinstance(node.provider.subject, Collected):
            return []
        filled = {argument.name for argument in node.arguments}
        parameters = self.graph.signature(node).parameters
        return [each for each in parameters if each.name not in filled and each.default is MISSING]

    def assisted(self, node: Node) -> Node:
        """Return ``node`` as it is made with what its callers pass."""
        names = frozenset(each.name for each in self.open(node))
        if not names:
            return node
        found = self.graph.planned(node.provider, Variant(names, node.consumer))
        self._titles[found] = self._titles[node]
        return found

    def title(self, node: Node) -> str:
        """Return the name of a service, which is that of the method that gives it, but for ``method``."""
        return self._titles[node]

    def method(self, node: Node, rank: int) -> str:
        """Return the name of the method that gives a service in the class of a level.

        What leaks belongs to a scope (L21): outside all scopes it is made for singletons, and for nobody else.
        """
        return f"{'' if rank or not node.leaks else '_'}{self._titles[node]}"

    def written(self, rank: int) -> list[Node]:
        """Return what the class of a level gives, by name."""
        return sorted((node for node, level in self._written if level == rank), key=self.title)

    def rank(self, node: Node) -> int:
        """Return the level that keeps a service, or that a transient takes at least."""
        return min(node.rank if node.shared or node.source is not Source.FACTORY else node.reach, len(self.levels) - 1)

    def site(self, node: Node, rank: int) -> int:
        """Return the level whose class gives ``node`` to one of level ``rank``."""
        if node.lifetime is not Lifetime.TRANSIENT:
            return self.rank(node)
        return max(rank, self.rank(node)) if self._is_specific(node) else self.home(node)

    def home(self, node: Node) -> int:
        """Return the outermost level at which a service, and all that its factories make later, can be had."""
        if node.lifetime is not Lifetime.TRANSIENT:
            return self.rank(node)
        if node not in self._homes:
            self._homes[node] = max(self.rank(node), min(int(node.leaks), len(self.levels) - 1))
            later = [*self.made_later(node), *(need for need in node.needs if need.lifetime is Lifetime.TRANSIENT)]
            self._homes[node] = max([self._homes[node], *map(self.home, later)])
        return self._homes[node]

    def levels_of(self, node: Node) -> Collection[int]:
        """Return the levels whose classes give a service, outermost first."""
        home = self.home(node)
        return range(home, len(self.levels)) if self._is_specific(node) else (home,)

    def made_later(self, node: Node) -> Iterator[Node]:
        """Yield what the factories that ``node`` takes will make."""
        for argument in node.arguments:
            if isinstance(argument.supply, Maker):
                yield self.made_by(argument.supply)

    def made_by(self, maker: Maker) -> Node:
        """Return the node of what a factory makes."""
        provider = self.graph.provider(maker.key)
        assert provider is not None  # noqa: S101 - a graph without problems has it
        return self.graph.planned(provider, Variant(consumer=maker.consumer))

    def _is_specific(self, node: Node) -> bool:
        """Tell whether it matters in which scope a transient is made."""
        if node.lifetime is not Lifetime.TRANSIENT or node.source is not Source.FACTORY:
            return False
        if node not in self._specific:
            self._specific[node] = node.leaks
            below = [*node.needs, *self.made_later(node)]
            self._specific[node] = node.leaks or any(map(self._is_specific, below))
        return self._specific[node]

    def _hint(self, node: Node) -> str:
        name = name_of(node.key)
        if node.provider in self._wrapped:
            return f"inner_{name}"
        if node.consumer is not None and node.consumer.name:
            return f"{name}_for_{node.consumer.name.rpartition('.')[2]}"
        return name

    def _visit(self, node: Node, rank: int) -> None:
        waiting = [(node, rank)]
        for each, asked in waiting:
            here = each, self.site(each, asked)
            if here in self._written:
                continue
            self._written[here] = None
            waiting.extend((need, here[1]) for need in each.needs)
            for made in self.made_later(each):
                levels = self.levels_of(made) if self.home(made) > here[1] else (here[1],)
                waiting.extend((made, level) for level in levels)


def _levels(scopes: Iterable[str], *, inside: bool) -> list[Level]:
    levels = [Level(0, "Singletons", "singletons")]
    if inside:
        named = [("".join(part.capitalize() for part in name.split("_")), name) for name in scopes]
        found = [(f"{title}Scope", f"{name}_scope") for title, name in named] or [("Scope", "scope")]
        levels += [Level(rank, *names) for rank, names in enumerate(found, 1)]
    return levels


def _is_offered(node: Node) -> bool:
    """Tell whether an integration of this package registered a service, for those who may want it.

    Such services serve what runs around a container, a request or a task, and are written where another needs them.
    """
    if node.source is Source.CONTEXT:
        return False
    named = node.provider.subject if node.source is Source.INSTANCE else target_of(node.title)
    module: object = getattr(named, "__module__", None)
    return isinstance(module, str) and module.partition(".")[0] == _PACKAGE


def _is_template(node: Node) -> bool:
    """Tell whether a node only stands for closed services of a generic type."""
    return node.broken and is_open(node.key.service)


def _order(node: Node) -> tuple[object, ...]:
    """Return what nodes are named in the order of: decorated ones before what they are decorated around."""
    module = str(getattr(node.key.service, "__module__", ""))
    who = ("", "") if node.consumer is None else (node.consumer.name, node.consumer.parameter)
    return name_of(node.key), module, -len(node.provider.layers), *who, name_of(node.title)
