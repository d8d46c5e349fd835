"""Random programs: a graph of services and steps that use it, as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

LIFETIMES = ("transient", "scoped", "singleton")
KINDS = (
    "class",
    "function",
    "generator",
    "async_function",
    "async_generator",
    "disposable",
    "late_disposable",
    "async_disposable",
    "entered",
    "async_entered",
)
RESOURCES = KINDS[2:3] + KINDS[4:]
AWAITING = ("async_function", "async_generator", "async_disposable")
NAMES = ("outer", "inner")
GATHERED = ("list", "mapping")
CALLS = ("function", "function", "method", "generator", "closed", "thrown into")
PLACES = ("task", "thread", "strange thread")
LATER = ("factories", "lazies")
LATER_AWAITED = ("async_factories", "async_lazies")


@dataclass(frozen=True)
class Node:
    """One service of a graph; its number is its place in `Program.nodes`.

    It takes its needs each for itself, all in one `list` or `mapping`, each in a generic `Box`, or something that makes
    each of them later: as soon as its factory runs. That a `late_disposable` is disposed of shows when it is made.
    `scope` is the name of the scope it lives in. One that `asks` has a parameter for who asks for it, and tells.
    """

    lifetime: str
    kind: str
    needs: tuple[int, ...] = ()
    failing_makings: int = 0
    teardown_fails: bool = False
    takes: str = "each"
    scope: str | None = None
    asks: bool = False

    @property
    def later(self) -> bool:
        """Tell whether its factory makes what it needs."""
        return self.takes in LATER + LATER_AWAITED

    @property
    def is_async(self) -> bool:
        """Tell whether making it needs `await`."""
        return self.kind.startswith("async")

    @property
    def is_resource(self) -> bool:
        """Tell whether it has a teardown."""
        return self.kind in RESOURCES

    @property
    def hears(self) -> bool:
        """Tell whether its teardown is told how the body ended."""
        return not self.kind.endswith("disposable")


@dataclass(frozen=True)
class Ask:
    """Ask for a node: of the container (`via` 0) or of the `via`-th innermost open scope."""

    node: int
    how: str
    via: int = 0


@dataclass(frozen=True)
class InScope:
    """Run steps in a scope of their own, which may end with a failure."""

    steps: tuple["Step", ...]
    how: str
    nested: bool = False
    fails: bool = False
    name: str | None = None


@dataclass(frozen=True)
class Call:
    """Call an injected function that wants these nodes, in the current scope or in one of its own.

    Its body takes steps. A generator is run to its end, or after half of them it is closed, or a failure thrown in.
    """

    nodes: tuple[int, ...]
    how: str
    new_scope: bool = False
    fails: bool = False
    steps: tuple["Step", ...] = ()
    kind: str = "function"

    @property
    def halves(self) -> tuple[tuple["Step", ...], tuple["Step", ...]]:
        """What a generator does before it yields, and afterwards if it is let."""
        middle = len(self.steps) // 2
        return self.steps[:middle], self.steps[middle:]


@dataclass(frozen=True)
class Aside:
    """Run steps in a task or thread that has a copy of the context, or in a thread that knows nothing; wait for it."""

    steps: tuple["Step", ...]
    where: str


Step = Ask | InScope | Call | Aside


@dataclass(frozen=True)
class Program:
    """A graph and what is done with it, before the container is closed; its scopes may have names."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]
    scopes: tuple[str, ...] = ()


def target(ask: Ask, open_scopes: list) -> int:
    """Find the place in `open_scopes` (outermost first) of the scope that answers `ask`."""
    depth = len(open_scopes)
    return depth - 1 - (max(ask.via, 1) - 1) % depth


def effective_how(ask: Ask, ways: list[str], scopes: tuple[str, ...]) -> str:
    """Ask synchronously in a scope that is left synchronously, or inside one that what is asked for may live in.

    Async resources in such a scope are an error with rules of its own, tested elsewhere.
    """
    if not ways:
        return ask.how
    last = target(ask, ways)
    return "get" if "with" in ways[0 if scopes else last : last + 1] else ask.how


def called_how(call: Call, ways: list[str], scopes: tuple[str, ...]) -> str:
    """Call a sync function for the same reason; one that has a scope of its own leaves that as it likes."""
    if scopes and "with" in ways:
        return "get"
    return "get" if ways and ways[-1] == "with" and not call.new_scope else call.how


def effective_name(step: InScope, around: list[str | None], scopes: tuple[str, ...]) -> str | None:
    """Leave out a name that cannot be had there: an outer one inside an inner one."""
    known = step.name if step.name in scopes else None
    return None if known == "outer" and "inner" in around else known


def reach(nodes: Sequence[Node], number: int) -> int:
    """Tell how far in the scope lies that making the node takes: 0 for none, 3 for one without a name."""
    node = nodes[number]
    if node.lifetime == "singleton":
        return 0
    if node.lifetime == "scoped":
        return 3 if node.scope is None else NAMES.index(node.scope) + 1
    return max((reach(nodes, need) for need in node.needs), default=0)


def needs_scope(nodes: Sequence[Node], number: int, *, at_once: bool = False) -> bool:
    """Tell whether making the node outside any scope is refused, `at_once` or as soon as its factory asks for more."""
    node = nodes[number]
    if node.lifetime == "singleton":
        return False
    if node.lifetime == "scoped" or (node.is_resource and node.kind != "late_disposable"):
        return True
    if at_once and node.later:
        return False
    return any(needs_scope(nodes, need, at_once=at_once) for need in node.needs)


def stays_lazy(nodes: Sequence[Node], number: int) -> bool:
    """Tell whether the node, or what is made with it, keeps something lazy that a scope would have to close."""
    node = nodes[number]
    if node.lifetime != "transient":
        return False
    if node.later:
        return node.takes in ("lazies", "async_lazies") and any(needs_scope(nodes, need) for need in node.needs)
    return any(stays_lazy(nodes, need) for need in node.needs)


def awaits(nodes: Sequence[Node], number: int) -> bool:
    """Tell whether making the node and all it needs takes `await`."""
    return nodes[number].is_async or any(awaits(nodes, need) for need in nodes[number].needs)


@st.composite
def ways_to_take(draw: st.DrawFn, nodes: list[Node], kind: str, needs: list[int]) -> str:
    """Draw how a node takes what it needs; `await` is for factories that have it."""
    ways = ["each", "each", *GATHERED, "boxes"]
    if not any(awaits(nodes, need) for need in needs):
        ways += LATER
    if kind in AWAITING:
        ways += LATER_AWAITED
    return draw(st.sampled_from(ways)) if needs else "each"


@st.composite
def graphs(draw: st.DrawFn, *, kinds: tuple[str, ...] = KINDS, scopes: tuple[str, ...] = ()) -> tuple[Node, ...]:
    """Draw sound graphs: acyclic, and nothing that is kept holds what ends before it."""
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 7))):
        lifetime = draw(st.sampled_from(LIFETIMES))
        needs = draw(st.lists(st.integers(0, number - 1), max_size=3)) if number else []
        scope = draw(st.sampled_from([None, *scopes])) if lifetime == "scoped" else None
        if lifetime == "singleton":
            needs = [need for need in needs if reach(nodes, need) == 0 and not stays_lazy(nodes, need)]
        if scope is not None:
            needs = [need for need in needs if reach(nodes, need) <= NAMES.index(scope) + 1]
        kind = draw(st.sampled_from(kinds))
        takes = draw(ways_to_take(nodes, kind, needs))
        if lifetime == "singleton" and takes in ("lazies", "async_lazies"):
            needs = [need for need in needs if not needs_scope(nodes, need)]
        node = Node(
            lifetime,
            kind,
            tuple(needs),
            draw(st.sampled_from([0, 0, 0, 1, 2])),
            draw(st.sampled_from([False, False, True])),
            takes if needs else "each",
            scope,
            draw(st.sampled_from([False, False, True])),
        )
        nodes.append(node)
    return tuple(nodes)


@st.composite
def large_programs(draw: st.DrawFn) -> Program:
    """Draw graphs that no single function can hold, each asked for from its top, again and again."""
    nodes: list[Node] = []
    makings: list[int] = []
    for number in range(draw(st.integers(20, 60))):
        lifetime = draw(st.sampled_from(("transient", "transient", "transient", "scoped", "singleton")))
        needs = [number - 1, *draw(st.lists(st.integers(0, number - 1), max_size=2))] if number else []
        if lifetime == "singleton":
            needs = [need for need in needs if not needs_scope(nodes, need)]
        while sum(makings[need] for need in needs) > 300:
            needs.remove(max(needs, key=lambda need: makings[need]))
        makings.append(1 + sum(makings[need] for need in needs))
        nodes.append(Node(lifetime, draw(st.sampled_from(KINDS[:3] * 3 + KINDS)), tuple(needs)))
    top = len(nodes) - 1
    asked = (Ask(top, "get"), Ask(top, "aget"), Call((top,), "aget"))
    return Program(tuple(nodes), (InScope(asked, "async with"), InScope(asked, "async with", fails=True)))


def steps(count: int) -> st.SearchStrategy[tuple[Step, ...]]:
    """Draw steps for a graph of `count` nodes."""
    number = st.integers(0, count - 1)
    how = st.sampled_from(["get", "aget", "aget"])
    ask = st.builds(Ask, number, how, st.integers(0, 2))
    called = st.lists(number, max_size=3).map(tuple)
    call = st.builds(Call, called, how, st.booleans(), st.booleans())

    def around(inner: st.SearchStrategy) -> st.SearchStrategy:
        some = st.lists(inner, max_size=5).map(tuple)
        entering = st.sampled_from(["with", "async with"])
        scope = st.builds(InScope, some, entering, st.booleans(), st.booleans(), st.sampled_from([None, *NAMES]))
        calling = st.builds(Call, called, how, st.booleans(), st.booleans(), some, st.sampled_from(CALLS))
        return scope | scope | calling | st.builds(Aside, some, st.sampled_from(PLACES))

    return st.lists(st.recursive(ask | call, around, max_leaves=8), min_size=1, max_size=5).map(tuple)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Draw a graph together with steps that use it."""
    scopes = draw(st.sampled_from([(), NAMES]))
    nodes = draw(graphs(scopes=scopes))
    return Program(nodes, draw(steps(len(nodes))), scopes)
