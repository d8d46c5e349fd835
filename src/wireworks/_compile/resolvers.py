"""Tables of resolvers by key: filled when a key is first asked for, emptied when a registration changes."""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from wireworks._compile.compiler import Compiler
from wireworks._compile.engine import Engine
from wireworks._compile.spelling import is_expression
from wireworks._compile.tiers import AsyncGet, Get, Table, Tiers
from wireworks._declare.keys import asked
from wireworks._model.key import Key
from wireworks._model.parameter import Making, Request, Wants
from wireworks._model.sentinel import MISSING
from wireworks._plan.build import Graph
from wireworks._plan.records import PLAIN, Node, Problem, Variant
from wireworks._runtime.scope import ServiceScope
from wireworks.errors import ServiceClosedError, ServiceError, ServiceNotFoundError

COMPILE_AFTER = 1
"""How many interpreted calls of a resolver go before it is compiled."""


class Resolvers:
    """Own the four tables of a container: in a scope and at the root, for sync and for async code.

    ``quick`` has what of ``root_gets`` stays as it is: what makes a service, or ``None`` and the service itself. It is
    a plain dictionary, faster than a table; ``bare`` has the nodes of the classes in it.

    Args:
        engine: what makes services.
        plan: returns a new graph of the registrations as they stand; it is called when somebody asks for it, so that
            thousands of registrations in a row make one graph.
        compile_after: how many calls go before something is compiled; ``None`` means that nothing is.
    """

    def __init__(self, engine: Engine, plan: Callable[[], Graph], compile_after: int | None = COMPILE_AFTER) -> None:
        self.engine = engine
        self._plan = plan
        self._graph: Graph | None = None
        self._seen = False
        self._compile_after = compile_after
        self.compiler = Compiler(engine)
        self._is_overridden = False
        self._closed: Callable[[], ServiceClosedError] | None = None
        self._lock = RLock()  # garbage collected inside may ask as well
        self.fills: dict[object, Any] = {}
        self.quick: dict[object, tuple[Callable[[], Any] | None, object]] = {}
        self.bare: dict[type, Node] = {}
        self.gets = Table(self._get)
        self.agets = Table(self._aget)
        self.root_gets = Table(self._root_get)
        self.root_agets = Table(self._root_aget)

    @property
    def graph(self) -> Graph:
        """The graph of the registrations as they stand."""
        graph = self._graph
        if graph is None:
            with self._lock:  # another thread may have been faster, or a finalizer in this one
                self._seen = True
                planned = self._graph or self._plan()
                graph = self._graph = planned if self._graph is None else self._graph
        return graph

    @property
    def compile_after(self) -> int | None:
        """How many calls go before something is compiled; ``None`` means that nothing is."""
        return self._compile_after

    def reset(self, plan: Callable[[], Graph] | None = None) -> bool:
        """Forget every resolver, because registrations changed; ``plan`` returns the graph from now on.

        Returns:
            Whether there may be something to forget: otherwise nobody has looked since the last change.
        """
        if plan is not None:
            self._plan = plan
        if not self._seen:  # whoever looks says so first; most registrations end here
            return False
        with self._lock:
            self._forget()
        return True

    def override(self, *, is_open: bool) -> None:
        """Hear whether overrides are open."""
        with self._lock:
            self._is_overridden = is_open
            self.compiler.is_off = is_open

    def close(self, closed: Callable[[], ServiceClosedError]) -> None:
        """Forget every resolver, because the container was closed; ``closed`` makes the error that says so."""
        with self._lock:
            self._closed = closed
            self._forget()

    def reopen(self) -> None:
        """Begin anew, because the container is open again."""
        with self._lock:
            self._closed = None
            self._forget()

    def _forget(self) -> None:
        self._graph, self._seen = None, False
        self.compiler.is_off = True
        self.compiler = Compiler(self.engine)
        self.compiler.is_off = self._is_overridden
        for table in (self.quick, self.bare, self.gets, self.agets, self.root_gets, self.root_agets, self.fills):
            table.clear()

    def node(self, key: object) -> Node:
        """Return the checked node of a key.

        Raises:
            ServiceClosedError: the container was closed.
            ServiceError: the key is not registered, or something that it needs has a problem.
        """
        if type(key) is type and self._closed is None:  # nearly all of them
            provider = self.graph.provider(Key(key))
            if provider is not None:
                return self.sound(self.graph.planned(provider))
        request = self._request(key)
        if request.wants is not Wants.SERVICE:
            return self.sound(self.graph.asked(request))
        return self.sound(self._planned(request))

    def planned(self, key: object) -> Node:
        """Return the node of a key, or of the service that a factory of it makes, whatever is wrong with it.

        Raises:
            ServiceClosedError: the container was closed.
            ServiceNotFoundError: the key is not registered.
        """
        return self._planned(self._request(key))

    def _planned(self, request: Request) -> Node:
        if request.configured is not None:
            return self.graph.asked(request)
        provider = self.graph.provider(request.key)
        if provider is None:
            raise self.absent(request.key)
        personal = request.consumer is not None and self.graph.is_personal(provider)
        return self.graph.planned(provider, Variant(consumer=request.consumer) if personal else PLAIN)

    def key(self, key: object) -> Key:
        """Return a key that is registered; arguments of the moment may fill what its service lacks.

        Raises:
            ServiceClosedError: the container was closed.
            ServiceNotFoundError: the key is not registered.
        """
        wanted = self._request(key).key
        if self.graph.provider(wanted) is None:
            raise self.absent(wanted)
        return wanted

    def absent(self, key: Key) -> ServiceNotFoundError:
        """Return the error for a key that nothing answers for."""
        from wireworks._plan.missing import not_found  # errors alone need it, and start-up is dear

        return not_found(key, self.graph.suggestions, why=self.graph.reason(key))

    def _request(self, key: object) -> Request:
        if self._closed is not None:
            raise self._closed()
        request = self.graph.wanted(asked(key))
        if request.wants is not Wants.SERVICE and self.graph.provider(request.key) is None:
            raise self.absent(request.key)
        return request

    def sound(self, node: Node) -> Node:
        """Return ``node`` if nothing is wrong with it or anything it needs; raise the nearest problem otherwise."""
        if node.broken:
            from wireworks._plan.path import first_problem  # errors alone need it, and start-up is dear

            raise self.told(first_problem(node), node)
        return node

    def told(self, problem: Problem, node: Node) -> ServiceError:
        """Return the error for a problem of ``node``, or of what it needs."""
        from wireworks._plan.explain import explain  # as above
        from wireworks._plan.routes import Routes

        return explain(problem, self.graph.suggestions, Routes([problem]), node)

    def home_of(self, node: Node, scope: ServiceScope | None = None) -> ServiceScope | None:
        """Return the scope to make ``node`` in: ``scope``, or else the current one where the node asks for any.

        Raises:
            ServiceScopeError: it needs one and none is open.
            ServiceClosedError: the one it would be made in was closed.
        """
        if scope is None and _asks_for_scope(node):
            scope = self.engine.current.get()
            if scope is not None and scope.closed:
                scope = scope.innermost_open() or (None if scope.was_left else scope)
        if scope is not None and scope.closed:
            raise scope.gone()
        if scope is None and (node.needs_scope or node.leaks):
            from wireworks._compile.faults import outside_scope  # errors alone need it, and start-up is dear

            raise outside_scope(node)
        return scope

    def tiers(self) -> Tiers:
        """Return what makes resolvers of the graph as it stands."""
        return Tiers(self.engine, self.compiler, self._compile_after)

    def _get(self, key: object) -> Get:
        compiler, node = self.compiler, self.node(key)  # in this order: planning may change registrations

        # No function of its own: there is one for each service of a start-up, and garbage collectors look at all of it.
        resolve = self.tiers().sync(node, partial(self._compiled, key, node, compiler))
        self._install(self.gets, key, resolve, compiler)
        return resolve

    def _compiled(self, key: object, node: Node, compiler: Compiler, compiled: Get) -> None:
        """Put what was compiled for sync code into its places."""
        self._install(self.gets, key, compiled, compiler)
        made = compiler.existing(node)
        if _asks_for_scope(node):
            return
        make = compiled
        if _is_bare(node):
            make = node.factory
            self._install(self.bare, make, node, compiler)
        self._install(self.root_gets, key, make, compiler)
        self._install(self.quick, key, (make, None) if made is MISSING else (None, made), compiler)

    def _aget(self, key: object) -> AsyncGet:
        compiler = self.compiler
        try:
            node = self.node(key)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the coroutine is awaited
            return _raising(error)

        def install(compiled: AsyncGet) -> None:
            self._install(self.agets, key, compiled, compiler)
            if not _asks_for_scope(node):
                self._install(self.root_agets, key, compiled, compiler)

        resolve = self.tiers().awaiting(node, install)
        self._install(self.agets, key, resolve, compiler)
        return resolve

    def _root_get(self, key: object) -> Callable[[], object]:
        compiler, node = self.compiler, self.node(key)  # in this order: planning may change registrations
        gets, home_of = self.gets, self.home_of

        def resolve() -> object:
            return gets[key](home_of(node))

        self._install(self.root_gets, key, resolve, compiler)
        if _asks_for_scope(node):
            self._install(self.quick, key, (resolve, None), compiler)
        return resolve

    def _root_aget(self, key: object) -> Callable[[], Coroutine[Any, Any, object]]:
        compiler = self.compiler
        try:
            node = self.node(key)
        except Exception as error:  # noqa: BLE001 - as above
            return _raising(error)
        agets, home_of = self.agets, self.home_of

        async def resolve() -> object:
            return await agets[key](home_of(node))

        self._install(self.root_agets, key, resolve, compiler)
        return resolve

    def _install(self, table: dict[Any, Any], key: object, resolver: object, compiler: Compiler) -> None:
        with self._lock:
            if self.compiler is compiler:  # otherwise the registrations changed meanwhile
                if isinstance(table, Table):
                    table.put(key, resolver)
                else:
                    table[key] = resolver


def _is_bare(node: Node) -> bool:
    """Tell whether making ``node`` is nothing but calling a class."""
    plain = not node.shared and not node.arguments and node.making is Making.CLASS and is_expression(node)
    return plain and type(node.factory) is type


def _asks_for_scope(node: Node) -> bool:
    return node.needs_scope or node.leaks or node.wants_scope


def _raising(error: Exception) -> Callable[..., Coroutine[Any, Any, Any]]:
    async def resolve(*_: ServiceScope | None) -> object:
        raise error

    return resolve
