"""The kit that integrations with frameworks are built on; of the core they import nothing else.

An integration joins an app to its container (`attach`) and keeps that open while the app runs (`kept_open`). It reads
what a framework's functions ask for (`Ask`), has that checked together with the graph when the container starts
(`start`), opens a scope around each piece of work (`open_scope`), answers from it (`Ask.answer`), and ends it with the
outcome of the work (``scope.aexit``).
"""

# ruff: noqa: PLC0414, SLF001 - it hands names on, and knows the core from inside so that integrations need not

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import Token
from threading import Lock
from typing import Any, cast
from weakref import WeakKeyDictionary, ref

from wireworks._compile.filling import Whole
from wireworks._compile.needs import Needs as Needs
from wireworks._declare.annotations import NOWHERE, read
from wireworks._declare.conditions import Present as Present
from wireworks._declare.keys import asked_with
from wireworks._declare.markers import Inject as Inject
from wireworks._declare.markers import Injected as Injected
from wireworks._declare.markers import service as service
from wireworks._model.kept import Cache as Cache
from wireworks._model.key import Key
from wireworks._model.parameter import Parameter, Passing, Root, Wants
from wireworks._model.provider import Kept as Kept
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._plan.asking import consumer
from wireworks._plan.build import Graph
from wireworks._plan.check import refused
from wireworks._plan.taker import taker_of
from wireworks._runtime.audience import Audience as Audience
from wireworks._runtime.ending import after_scope as after_scope
from wireworks._runtime.ending import supplied as supplied
from wireworks._runtime.scope import ServiceScope as ServiceScope
from wireworks._runtime.scope import opened, scope_in_force
from wireworks._runtime.tables import Around
from wireworks._text.message import compose as compose
from wireworks._text.names import name_of as name_of
from wireworks._text.names import place_of as place_of
from wireworks._text.names import whole_name_of as whole_name_of
from wireworks.container import ServiceContainer as ServiceContainer
from wireworks.errors import ServiceError as ServiceError
from wireworks.errors import ServiceGraphError, ServiceParameterError

__all__ = (
    "Ask", "Asker", "Opening", "attach", "attached", "declare_context", "filled", "kept_open", "needs_of",
    "open_scope", "start",
)  # fmt: skip

# The app itself keeps its container alive; a container that holds the app would otherwise keep both for ever.
_attached: WeakKeyDictionary[object, ref[ServiceContainer]] = WeakKeyDictionary()
_runs: WeakKeyDictionary[ServiceContainer, int] = WeakKeyDictionary()
_counting = Lock()


class Ask:
    """What one annotated parameter asks for: a service, a factory of one, or a service that may be missing.

    Args:
        annotation: evaluated, with its ``Inject`` marker in ``Annotated`` if it has one.

    Raises:
        ServiceParameterError: the annotation names nothing that could be a service.
    """

    __slots__ = ("_graph", "_key", "_optional", "_personal", "request")

    def __init__(self, annotation: object) -> None:
        try:
            self.request = read(annotation, NOWHERE)
            hash(self.request.key)
        except (NameError, TypeError) as trouble:
            raise ServiceParameterError(
                f"`{annotation}` does not name a service: {trouble}.",
                fix="write the type itself, or the whole annotation as a string.",
                see="parameter",
            ) from None
        request = self.request
        plain = request.wants is Wants.SERVICE and request.configured is None
        # As users ask, so that the container's tables hold each service once.
        self._key: Any = asked_with(request.key) if plain else request._replace(optional=False)
        self._optional = request.optional and request.configured is None
        self._personal = False
        self._graph: Callable[[], Graph | None] = _nothing_yet

    def __repr__(self) -> str:
        return name_of(self.request.key)

    def is_personal(self, container: ServiceContainer) -> bool:
        """Tell whether the answer depends on who asks, because a factory takes a ``Consumer``."""
        graph = container._caller.seen().graph  # pyright: ignore[reportPrivateUsage]
        if self._graph() is not graph:
            provider = graph.provider(graph.wanted(self.request).key)
            self._personal = provider is not None and graph.is_personal(provider)
            self._graph = ref(graph)
        return self._personal

    def is_overridden(self, container: ServiceContainer) -> bool:
        """Tell whether the answer depends on an override that is in force here, however far."""
        caller = container._caller  # pyright: ignore[reportPrivateUsage]
        graph = caller.seen().graph
        provider = None if graph is caller.resolvers.graph else graph.provider(graph.wanted(self.request).key)
        return provider is not None and provider.home is not None

    def answer(
        self, container: ServiceContainer, scope: ServiceScope, asker: tuple[Callable[..., object], str] | None = None
    ) -> Coroutine[Any, Any, Any]:
        """Return, when awaited, what is asked for, as ``scope`` has it.

        Args:
            container: the container of the scope.
            scope: where to make it.
            asker: the function that asks and the name of its parameter; only where the answer ``is_personal``.
        """
        key: Any = self._key
        if asker is not None:
            function, parameter = asker
            who = consumer(function, parameter, Key(function))
            key = cast("Any", self.request._replace(optional=False, consumer=who))
        return self._answer(container, scope, key) if self._optional else scope.aget(key)

    async def _answer(self, container: ServiceContainer, scope: ServiceScope, key: Any) -> object:
        graph = container._caller.seen().graph  # pyright: ignore[reportPrivateUsage]
        there = graph.provider(graph.wanted(self.request).key) is not None
        return await scope.aget(key) if there else None

    def taker(self, container: ServiceContainer, keys: Iterable[object]) -> str:
        """Return the name of what takes one of ``keys``, of what is asked for and all it is made of; "" if none."""
        return taker_of(container._caller.seen().graph, [self.request], keys)  # pyright: ignore[reportPrivateUsage]


def _nothing_yet() -> None:
    """Stand for a graph that was not looked at."""


def attach(app: object, container: ServiceContainer) -> None:
    """Remember that ``app`` is served from ``container``, for as long as both live."""
    _attached[app] = ref(container)


def attached(app: object) -> ServiceContainer | None:
    """Return the container that ``app`` itself is served from, if any."""
    found = _attached.get(app)
    return None if found is None else found()


@asynccontextmanager
async def kept_open(container: ServiceContainer) -> AsyncGenerator[None]:
    """Close ``container`` when the last of those that run it at the same time has left; open it again for a later one.

    So an app may be started and stopped as often as its tests like.
    """
    with _counting:
        running = _runs.get(container)
        if running == 0:
            container.reopen()
        _runs[container] = (running or 0) + 1
    try:
        yield
    finally:
        with _counting:
            _runs[container] -= 1
            is_last = not _runs[container]
        if is_last:
            await container.aclose()


class Asker(NamedTuple):
    """A function of a framework, and what it asks for by the names of its parameters.

    ``defaults`` names those with a default, without which nothing may be missing. A framework passes all of them, so
    only ``None`` for ``T | None`` can stand in for a service.
    """

    function: Callable[..., object]
    asks: Mapping[str, Ask]
    defaults: frozenset[str] = frozenset()


async def start(
    container: ServiceContainer,
    askers: Iterable[Asker],
    mistakes: Sequence[ServiceError] = (),
    needs: Iterable[Needs] = (),
) -> None:
    """Check the whole graph, and that ``askers`` will get what they ask for; then start the container.

    Askers are awaited for: they may have what takes ``await``, but not a sync ``Factory`` of it.

    Args:
        container: the container to start.
        askers: they live in a scope.
        mistakes: what the integration itself found wrong.
        needs: those of functions that are called later.

    Raises:
        ServiceGraphError: something is wrong; the group holds every problem, and nothing was made.
    """
    roots = [*map(_root, askers), *(each.root for each in needs)]
    if not mistakes:
        await container.astart(roots)
        return
    problems = list(mistakes)
    try:
        container.validate(roots)
    except ServiceGraphError as graph:
        problems = [*cast("Sequence[ServiceError]", graph.exceptions), *mistakes]
    raise refused(problems)


def _root(asker: Asker) -> Root:
    spared = {name for name in asker.defaults if asker.asks[name].request.optional}
    parameters = [
        Parameter(name, Passing.KEYWORD, None if name in spared else MISSING, ask.request)
        for name, ask in asker.asks.items()
    ]
    return Root(asker.function, tuple(parameters))


def declare_context(container: ServiceContainer, keys: Iterable[Any]) -> None:
    """Declare the values that ``open_scope`` supplies, for scopes of the innermost name; leave out registered keys."""
    for key in keys:
        if not container.is_registered(key):
            container.add_context(key, scope=container._tables.innermost)  # pyright: ignore[reportPrivateUsage]


def open_scope(
    container: ServiceContainer, context: Mapping[Any, object], name: str | None = None, *, apart: bool = False
) -> ServiceScope:
    """Return a new scope inside the current one.

    Args:
        container: where the keys of ``context`` have been declared; that is not looked at again.
        context: read when a key is asked for, never before.
        name: one of the container's ``scopes``, not looked at either; without it the innermost, if there is any.
        apart: open it inside none.
    """
    tables = container._tables  # pyright: ignore[reportPrivateUsage]
    return opened(tables, None if apart else scope_in_force(tables.current), context, name or tables.innermost)


def needs_of(container: ServiceContainer, function: Callable[..., object], defaults: Iterable[object] = ()) -> Needs:
    """Return what a function that no framework knows asks for, by its own markers, and what fills that.

    Args:
        container: where the services come from.
        function: any but a generator function.
        defaults: values that stand for no default, where a type checker wants one.
    """
    return Needs(container._caller, function, defaults)  # pyright: ignore[reportPrivateUsage]


class Opening:
    """Puts scopes of an integration's own class into force, inside the current one and for the innermost name.

    They are made with nothing but what that class adds, and have their ``context`` from a property of it.

    Args:
        container: where the keys of their context have been declared; that is not looked at again.
    """

    __slots__ = ("_container", "_outermost")

    def __init__(self, container: ServiceContainer) -> None:
        self._container = container
        self._outermost = Around(None, container._tables.innermost, None)  # pyright: ignore[reportPrivateUsage]

    def __call__(self, scope: ServiceScope) -> Token[ServiceScope | None]:
        """Make ``scope`` the current one; return what its ``deactivate`` takes."""
        tables = self._container._tables  # pyright: ignore[reportPrivateUsage]
        outer = scope_in_force(tables.current)
        # What `opened` does, without a call: every request waits for it.
        scope.made = scope.exits = scope.aside = scope._token = None  # pyright: ignore[reportPrivateUsage]
        scope._tables = tables  # pyright: ignore[reportPrivateUsage]
        outermost = self._outermost
        scope._around = outermost if outer is None else outermost._replace(parent=outer)  # pyright: ignore[reportPrivateUsage]
        return tables.enter(scope)


def filled(
    container: ServiceContainer, asker: Asker
) -> Callable[[dict[str, Any], ServiceScope], Coroutine[Any, Any, None] | None]:
    """Return what puts all that a function asks for into a dictionary, by the names of the parameters.

    It takes the dictionary and the scope to make it in; where something has to be awaited for that it returns a
    coroutine, and otherwise ``None``.

    Args:
        container: where the services come from.
        asker: the function, as `start` has checked it.
    """
    return Whole(container._caller, asker.function, _root(asker).parameters).into  # pyright: ignore[reportPrivateUsage]
