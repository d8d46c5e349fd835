"""Registrations turned into nodes: iterative, memoised, and never raising, so that a check can report everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wireworks._declare.annotations import is_free
from wireworks._declare.closing import closed
from wireworks._declare.configuration import Unconfigured
from wireworks._declare.conform import check_of, misfit
from wireworks._declare.entering import NO_MANAGER_FIX, entering_of
from wireworks._declare.maker import Maker
from wireworks._model.consumer import NOBODY, Consumer
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Call, Making, Parameter, Passing, Request, Signature, Wants
from wireworks._model.provider import Provider, Source
from wireworks._model.sentinel import MISSING
from wireworks._plan.arrange import arrange
from wireworks._plan.asking import consumer_of
from wireworks._plan.assist import Assisted, Misfit, wanted
from wireworks._plan.colour import colour
from wireworks._plan.disposal import settle_disposal
from wireworks._plan.nodes import Nodes, declared_of
from wireworks._plan.path import circle
from wireworks._plan.records import (
    PLAIN,
    Argument,
    Constant,
    Fault,
    Given,
    Node,
    Problem,
    State,
    Supply,
    Variant,
    packed,
)
from wireworks._plan.wiring import beyond, steps_of, supplies_of
from wireworks._plan.wrapping import Book, around, taken

_DONE = State.DONE


class Graph(Nodes):
    """Plan the services of one registry as it stands; a registry that changed gets a new graph.

    Nothing is planned before it is asked for. Planning runs no user code beyond evaluating annotations.
    """

    def node(self, key: Key) -> Node | None:
        """Return the finished node of ``key``, or ``None`` if it is not registered."""
        provider = self.provider(key)
        return None if provider is None else self.planned(provider)

    def planned(self, provider: Provider, variant: Variant = PLAIN) -> Node:
        """Return the finished node of a provider that this graph has answered with.

        What would have filled the names that ``variant`` says the caller passes is not made.
        """
        return self._finished(self._known(provider, variant))

    def plain(self, node: Node) -> Node:
        """Return the node that stands for ``node`` where it does not matter who asks, nor how it is made."""
        if node.consumer is None and node.provider.lifetime is not Lifetime.CACHED:
            return node
        return self.planned(node.provider)

    def made_by(self, maker: Maker) -> Node | None:
        """Return the node of what ``maker`` makes, whatever its callers pass; ``None`` if that is not registered."""
        if maker.kept is not None:
            return self.planned(maker.kept.provider, Variant(making=True))
        return self.node(maker.key)

    def root(self, function: object, parameters: Iterable[Parameter]) -> Node:
        """Return a node that makes a tuple of the arguments which ``function`` wants for ``parameters``."""
        provider = Provider(Key(function), Lifetime.TRANSIENT, Source.FACTORY, function)
        node = Node(provider, Making.CLASS, packed, function)
        supplies = dict(self._supplies(node, parameters))
        with self._lock:
            node.arguments = tuple(Argument(name, by_name=False, supply=supply) for name, supply in supplies.items())
            node.settle()
            return self._finished(node, read=True)

    def asked(self, request: Request) -> Node:
        """Return a node that hands out what is no service itself: a factory of one, or a configured value."""
        provider = Provider(request.key, Lifetime.TRANSIENT, Source.FACTORY, _itself)
        node = Node(provider, Making.CLASS, _itself, request.key)
        parameter = Parameter("value", Passing.POSITIONAL, request=request)
        node.consumer = request.consumer
        node.arguments = arrange([parameter], dict(self._supplies(node, [parameter])))
        node.settle()
        return self._finished(node, read=True)

    def registered(self) -> list[Node]:
        """Return the finished nodes of everything that is registered, in the order it was."""
        with self._lock:
            providers = [provider for key in list(self.providers) if (provider := self.provider(key)) is not None]
            return [self._finish(self._known(provider)) for provider in providers]

    def _finished(self, root: Node, *, read: bool = False) -> Node:
        if root.state is _DONE:
            return root
        with self._lock:
            return self._finish(root, read=read)

    def _finish(self, root: Node, *, read: bool = False) -> Node:
        """Plan everything below ``root``, deepest first, with a stack of our own: graphs get deeper than Python's."""
        if root.state is _DONE:
            return root
        stack: list[tuple[Node, Iterator[Node]]] = []
        places: dict[Node, int] = {}
        node, rest = self._opened(root, read=read)
        while True:
            for below in rest:
                if below.state is not _DONE:
                    break
            else:
                colour(node)
                node.state = _DONE
                if not stack:
                    return root
                node, rest = stack.pop()
                continue
            places[node] = len(stack)
            stack.append((node, rest))
            if below.state is State.OPEN:
                trail = circle(stack, places[below])
                node.problems += (Problem(Fault.CYCLE, node, key=below.key, trail=trail),)
                stack.pop()
            else:
                node, rest = self._opened(below)

    def _opened(self, node: Node, *, read: bool = False) -> tuple[Node, Iterator[Node]]:
        node.state = State.OPEN
        if not read and node.provider.source is Source.FACTORY:
            self._read(node)
        return node, iter(node.needs)

    def _read(self, node: Node) -> None:
        """Fill a node from its factory's signature, its wiring, and what the caller will pass."""
        if self._read_plainly(node):
            return
        if node.looks_up:
            self._read_looked_up(node)
            return
        signature = self._signature(node)
        if node.wired is None and not node.given and node.provider.wraps is None:
            parameters = signature.parameters
            if parameters:
                node.arguments = arrange(parameters, dict(self._supplies(node, parameters)))
        else:
            self._read_told(node, signature)
        self._expect(node)
        settle_disposal(node)
        node.declared = None
        node.settle()

    def _read_told(self, node: Node, signature: Signature) -> None:
        """Fill a node of whose arguments some are told: by its wiring, by the caller, or by what it wraps."""
        # The members of a collection are no names that a caller could pass.
        names = [parameter.name for parameter in signature.parameters if parameter.name.isidentifier()]
        wired = supplies_of(node, signature.parameters)
        wraps = node.provider.wraps
        given: dict[str, Supply] = {name: Given(name) for name in node.given}
        supplies = {**wired, **(given if wraps is None else around(node, wraps, self._book(node.consumer)))}
        for name in supplies:
            if name not in names and not signature.open_keywords:
                detail = ", ".join(names)
                node.problems += (Problem(Fault.UNKNOWN, node, name, detail=detail),)
        left = [parameter for parameter in signature.parameters if parameter.name not in supplies]
        supplies.update(self._supplies(node, left))
        node.arguments = beyond(node, arrange(signature.parameters, supplies))
        extra = [name for name in supplies if name not in names and signature.open_keywords]
        node.arguments += arrange((Parameter(name, Passing.KEYWORD) for name in extra), supplies)
        node.steps = steps_of(node)

    def _read_looked_up(self, node: Node) -> None:
        """Fill the node by which a cached service is looked up."""
        from wireworks._plan.cached import Cached, read_looked_up  # few programs have any

        self._expect(node)
        read_looked_up(node, Cached(self._signature, self._supply, self._unfilled, self.built_in))

    def _book(self, consumer: Consumer | None = None) -> Book:
        """Return what the planner knows, to be asked by ``consumer``."""

        def nodes(provider: Provider, names: frozenset[str] = frozenset()) -> Node:
            return self._wrapped(provider, Variant(names, consumer))

        return Book(nodes, self._signature)

    def _supplies(self, node: Node, parameters: Iterable[Parameter]) -> Iterator[tuple[str, Supply]]:
        for parameter in parameters:
            try:
                supply = self._supply(node, parameter)
            except Misfit as trouble:
                node.problems += (Problem(Fault.ASSISTED, node, parameter.name, detail=trouble.fact, fix=trouble.fix),)
                supply = trouble.maker._replace(call=None)
            except Unconfigured as trouble:
                if trouble.fix:
                    node.problems += (Problem(Fault.UNFIT, node, parameter.name, detail=trouble.fact, fix=trouble.fix),)
                elif parameter.default is MISSING:
                    node.problems += (Problem(Fault.UNCONFIGURED, node, parameter.name, detail=trouble.fact),)
                continue
            if supply is not None:
                yield parameter.name, supply
            elif parameter.default is MISSING:
                node.problems += (self._unfilled(node, parameter),)

    def _supply(self, node: Node, parameter: Parameter) -> Supply | None:
        request = parameter.request
        if request is None:
            return None
        if request.wants is Wants.SERVICE and parameter.default is MISSING and request.value is MISSING:
            provider = self.provider(request.key) if request.configured is None else None
            if provider is not None:
                return self._given_by(provider, request, node, parameter)
        if request.configured is not None:
            return Constant(self._configuration.value(request.configured))
        if request.value is not MISSING:
            return Constant(request.value)
        if parameter.default is MISSING:
            request = self.wanted(request)
        provider = self.provider(request.key)
        return None if provider is None else self._given_by(provider, request, node, parameter)

    def _given_by(self, provider: Provider, request: Request, node: Node, parameter: Parameter) -> Supply | None:
        """Return what a provider gives for a parameter of ``node``."""
        if provider.subject is NOBODY and request.wants is Wants.SERVICE:
            return self._told(node, parameter)
        # What is shared is nobody's in particular: asking about that is left out, as most services are.
        shared = provider.lifetime is not Lifetime.TRANSIENT
        consumer = None if shared or not self.is_personal(provider) else consumer_of(node, parameter.name)
        if request.wants is Wants.SERVICE:
            return self._known(provider, PLAIN if consumer is None else Variant(consumer=consumer))
        maker = Maker(request.key, request.wants, request.call, consumer)
        return maker if request.call is None else self._fitted(maker, request.call, provider)

    def wanted(self, request: Request) -> Request:
        """Return ``request``, or what a protocol asks for that is no service itself but tells how one is made."""
        return wanted(request, self.provider)

    def _fitted(self, maker: Maker, call: Call, provider: Provider) -> Maker:
        signature = taken(self._known(provider), self._book())
        return Assisted(maker, signature, self.provider).fitted(call)

    def _told(self, node: Node, parameter: Parameter) -> Supply | None:
        """Return who asks for what ``node`` makes; nobody alone asks for what is shared."""
        if not node.shared and not node.fills:
            return Constant(node.consumer or NOBODY)
        if parameter.default is MISSING:
            node.problems += (Problem(Fault.SHARED, node, parameter.name),)
            return Constant(NOBODY)
        return None

    def _unfilled(self, node: Node, parameter: Parameter) -> Problem:
        if parameter.trouble is not None:
            return Problem(
                Fault.UNREADABLE, node, parameter.name, detail=parameter.trouble.why, fix=parameter.trouble.fix
            )
        request: Request | None = parameter.request
        if request is None:
            return Problem(Fault.UNANNOTATED, node, parameter.name)
        fault = Fault.OPEN if is_free(request.key.service) else Fault.MISSING
        return Problem(fault, node, parameter.name, request.key, detail=self.reason(request.key))

    def _expect(self, node: Node) -> None:
        """Set what the product is checked against; factory functions may return anything, classes cannot."""
        declared = declared_of(node)
        if declared is None:
            return
        node.check = check_of(node.key)
        if node.enters and entering_of(node.title) is None:
            node.problems += (Problem(Fault.MISFIT, node, detail=_NO_MANAGER, fix=NO_MANAGER_FIX),)
        if declared.request is not None:
            node.nullable = declared.request.optional
            reason = misfit(node.key, declared.request.key.service)
            bindings = closed(node.title, node.key.service, exact=False, declared=declared)
            if reason or isinstance(bindings, str):
                detail = f"what it declares {reason}" if reason else f"{bindings}"
                node.problems += (Problem(Fault.MISFIT, node, detail=detail),)


def _itself(value: object) -> object:
    return value


_NO_MANAGER = "what it declares is no context manager, though it was registered with `enter=True`"
