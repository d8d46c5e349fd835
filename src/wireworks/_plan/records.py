"""The plan: nodes and what fills their parameters. The planner writes a node once; then everybody only reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias, final

from wireworks._declare.declared import Declared
from wireworks._declare.maker import Maker
from wireworks._model.consumer import Consumer
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making
from wireworks._model.provider import Provider, Source
from wireworks._model.record import Enum, NamedTuple
from wireworks._model.wiring import Wired

HELD: Final = (Lifetime.SINGLETON, Lifetime.SCOPED)
"""The lifetimes of what a container holds itself."""


class State(Enum):
    """How far a node is planned."""

    NEW = "new"
    OPEN = "open"
    DONE = "done"


class Constant(NamedTuple):
    """A value that is used as it is."""

    value: object


class Given(NamedTuple):
    """A value that the caller of the moment passes under ``name``."""

    name: str


class Variant(NamedTuple):
    """What tells one node of a service from others of it: the names that the caller passes, and who asks.

    ``making``: how a cached service is made, and not how it is looked up.
    """

    names: frozenset[str] = frozenset()
    consumer: Consumer | None = None
    making: bool = False


PLAIN: Final = Variant()


class Argument(NamedTuple):
    """What one parameter gets, and whether it is passed by its name."""

    name: str
    by_name: bool
    supply: Supply


class Step(NamedTuple):
    """One setting after construction: assign the attribute ``name``, or call the method ``name``."""

    name: str
    call: bool
    supply: Supply


class Fault(Enum):
    """The kinds of problem that a graph can have."""

    MISSING = "missing"
    UNCONFIGURED = "unconfigured"
    UNFIT = "unfit"
    UNREADABLE = "unreadable"
    UNANNOTATED = "unannotated"
    OPEN = "open"
    UNKNOWN = "unknown"
    CYCLE = "cycle"
    CAPTIVE = "captive"
    KEPT = "kept"
    MISFIT = "misfit"
    UNWRAPPED = "unwrapped"
    ASYNC = "async"
    ASSISTED = "assisted"
    SHARED = "shared"
    UNSTORED = "unstored"
    UNTOLD = "untold"
    REQUESTED = "requested"


class Gap(NamedTuple):
    """So many nodes of a long trail that are left out."""

    size: int


class Problem(NamedTuple):
    """What is wrong at a node: the parameter it shows at, the key it is about, and words or nodes to explain it.

    ``trail`` is the way round, or from the node to the trouble, where that is not what the node needs.
    """

    fault: Fault
    node: Node
    parameter: str | None = None
    key: Key | None = None
    detail: str = ""
    fix: str = ""
    around: tuple[Node, ...] = ()
    trail: Trail = ()


@final
class Seen:
    """What a factory function made last that cannot be disposed of: ``plain`` is its class, so that one look tells."""

    __slots__ = ("plain",)

    def __init__(self, plain: type | None) -> None:
        self.plain = plain


@final
class Node:
    """One service as it will be made.

    ``needs`` are the nodes that fill parameters, in the order they are made; ``makers`` are what makes services later,
    by parameter. ``is_async``: making it, or something it
    needs, takes ``await``. ``rank``: how far in the scope lies that keeps it, 0 for the container; ``reach``: how far
    in one has to be open to make it. ``needs_scope``: it cannot be made without one. ``wants_scope``: it remembers the
    scope in force if there is one. ``leaks``: it would hold what only a scope closes. ``disposes``: it is disposed of;
    where ``seen`` is set, that shows when it is made. ``broken``: it, or something it needs, has a problem. ``given``
    are the names the caller passes this time; ``height`` counts the levels below it, itself included; ``title`` is the
    callable that messages speak of. ``guard`` is what a decorator wraps, if that may turn out as ``None``: then so does
    this node, and its factory is not called. ``declared`` is what a factory says it makes, as long as the planner needs
    it. ``consumer`` is who asks, if what it makes depends on that and it is not asked for directly.
    """

    __slots__ = (
        "arguments", "broken", "check", "consumer", "declared", "disposes", "factory", "given", "guard", "height",
        "is_async", "leaks", "makers", "making", "needs", "needs_scope", "nullable", "problems", "provider", "rank",
        "reach", "seen", "state", "steps", "title", "wants_scope", "wired",
    )  # fmt: skip

    def __init__(self, provider: Provider, making: Making, factory: Callable[..., object], title: object) -> None:
        self.provider = provider
        self.making = making
        self.factory = factory
        self.title = title
        self.arguments: tuple[Argument, ...] = ()
        self.steps: tuple[Step, ...] = ()
        self.needs: tuple[Node, ...] = ()
        self.makers: tuple[tuple[str, Maker], ...] = ()
        self.given: tuple[str, ...] = ()
        self.consumer: Consumer | None = None
        self.check: type | tuple[type, ...] | Callable[[object], bool] | None = None
        self.declared: Declared | None = None
        self.nullable = provider.source is Source.CONTEXT
        self.guard: Node | None = None
        self.wired: Wired | None = None
        self.problems: tuple[Problem, ...] = ()
        self.height = 1
        self.rank = self.reach = 0
        self.state = State.NEW
        self.seen: Seen | None = None
        self.is_async = self.disposes = self.needs_scope = self.wants_scope = self.leaks = self.broken = False

    @property
    def key(self) -> Key:
        """The key the service is registered under."""
        return self.provider.key

    @property
    def lifetime(self) -> Lifetime:
        """How long the service is kept."""
        return self.provider.lifetime

    @property
    def scope(self) -> str | None:
        """The name of the scope that the service lives in; ``None`` means the innermost, if any."""
        return self.provider.terms.scope

    @property
    def source(self) -> Source:
        """Where the service comes from."""
        return self.provider.source

    @property
    def shared(self) -> bool:
        """Whether what is made is kept for others to find, by this container."""
        provider = self.provider
        return provider.source is Source.FACTORY and provider.lifetime in HELD

    @property
    def looks_up(self) -> bool:
        """Whether this is how a cached service is looked up; how it is made is another node."""
        return self.factory is look_up

    @property
    def fills(self) -> bool:
        """Whether this is how a cached service is made, where it is not there."""
        provider = self.provider
        return provider.lifetime is Lifetime.CACHED and provider.source is Source.FACTORY and not self.looks_up

    @property
    def enters(self) -> bool:
        """Whether the factory makes a context manager, and the service is what that gives when it is entered."""
        return self.provider.terms.enter

    @property
    def kind(self) -> str:
        """The words for what the factory is."""
        if self.enters:
            return "async context manager" if self.awaits else "context manager"
        return self.making.value

    @property
    def awaits(self) -> bool:
        """Whether calling this very factory takes ``await``."""
        return self.making is Making.AWAIT or self.making is Making.ASYNC_GENERATOR

    @property
    def yields(self) -> bool:
        """Whether what is made has to be closed by resuming a generator."""
        return self.making is Making.GENERATOR or self.making is Making.ASYNC_GENERATOR

    def settle(self) -> None:
        """Fill ``needs`` and ``makers`` from the arguments and steps."""
        if self.arguments or self.steps:
            supplies = [each.supply for each in self.arguments] + [each.supply for each in self.steps]
            self.needs = tuple([supply for supply in supplies if type(supply) is Node])
            if len(self.needs) < len(supplies):
                named = [(name, supply) for name, _, supply in self.arguments if isinstance(supply, Maker)]
                self.makers = tuple(named)


Trail: TypeAlias = tuple[Node | Gap, ...]


def look_up(cached: Callable[[dict[str, object]], object], /, **arguments: object) -> object:
    """Return what finds or makes a cached service when it is awaited: the factory of its nodes."""
    return cached(arguments)


def packed(*values: object) -> tuple[object, ...]:
    """Return its arguments: the factory of nodes that only hand them out."""
    return values


Supply: TypeAlias = Node | Constant | Given | Maker
