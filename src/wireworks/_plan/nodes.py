"""The nodes of a graph before they are planned: one for each provider, and for each way it is asked."""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import Callable, Iterator, Mapping
from typing import Final, cast

from wireworks._declare.annotations import UNBOUND, Bindings
from wireworks._declare.closing import closed
from wireworks._declare.configuration import Configuration
from wireworks._declare.declared import Declared, making_of
from wireworks._declare.disposal import is_disposable
from wireworks._declare.entering import entered, handed_out_by
from wireworks._declare.plain import taken_by
from wireworks._declare.scopes import Scopes
from wireworks._declare.signature import signature_of
from wireworks._model.consumer import NOBODY, Consumer
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making, Signature
from wireworks._model.provider import Provider, Source
from wireworks._model.wiring import Wired
from wireworks._plan.asking import wants_consumer
from wireworks._plan.collect import Collected
from wireworks._plan.derived import Derived
from wireworks._plan.records import PLAIN, Argument, Node, Variant, look_up
from wireworks._plan.suggest import Suggestions

_TRANSIENT: Final = Lifetime.TRANSIENT
_key = Key._make  # without a frame of Python's


class Nodes:
    """Keep the nodes of one registry as it stands, and what their factories take."""

    def __init__(
        self,
        providers: Mapping[Key, Provider],
        built_in: dict[Key, Provider],
        configuration: Configuration,
        scopes: Scopes,
        conditional: Callable[[], list[Provider]],
    ) -> None:
        self.providers = providers
        self.suggestions = Suggestions(providers, configuration, conditional)
        self._scopes = scopes
        self._configuration = configuration
        self.built_in = built_in
        self._nodes: dict[object, Node] = {}
        self._simple: dict[type, Argument] = {}
        self._signatures: dict[Provider, Signature] = {}
        self._personal: dict[Provider, bool] = {}
        self._derived = Derived(providers, self.provider)
        self._lock = RLock()

    @property
    def innermost(self) -> str | None:
        """The last of the names that scopes may have."""
        return self._scopes.innermost

    def provider(self, key: Key) -> Provider | None:
        """Return what is registered under ``key``, what every container has of itself, or what follows from those."""
        return self.providers.get(key) or self.built_in.get(key) or self._derived.provider(key)

    def reason(self, key: Key) -> str:
        """Return why a registration that stands for many services does not for ``key``; nothing where there is none."""
        return self._derived.reason(key)

    def plans(self, node: Node) -> bool:
        """Tell whether a node is that of a service, and not of a part of one."""
        return self._nodes.get(_identity(node.provider, Variant(consumer=node.consumer))) is node

    def is_personal(self, provider: Provider) -> bool:
        """Tell whether what a provider makes depends on who asks for it: what is shared does not."""
        found = self._personal.get(provider)
        if found is None:
            found = self._personal[provider] = self._asks_who(provider)
        return found

    def _asks_who(self, provider: Provider) -> bool:
        if provider.lifetime is not Lifetime.TRANSIENT or provider.source is not Source.FACTORY:
            return False
        if isinstance(provider.subject, Collected):
            return any(map(self.is_personal, self._members(provider.subject)))
        taken = taken_by(provider.subject) if provider.wraps is None else None
        if taken is not None:
            return Consumer in taken.values()
        layers = (provider,) if provider.wraps is None else provider.layers
        return any(wants_consumer(each, self._signature(self._known(each))) for each in layers)

    def _members(self, collected: Collected) -> Iterator[Provider]:
        requests = [each.request for each in collected.signature.parameters]
        members = [self.provider(each.key) for each in requests if each is not None]
        return (each for each in members if each is not None)

    def _wrapped(self, provider: Provider, variant: Variant = PLAIN) -> Node:
        """Return the node of what a decorator wraps."""
        return self._known(provider, variant)

    def _known(self, provider: Provider, variant: Variant = PLAIN) -> Node:
        """Return the node of a provider; it is not kept for a function that asks, as functions come and go."""
        identity: object = provider
        if variant is not PLAIN:
            if variant.consumer is not None and self.provider(Key(*variant.consumer[:2])) is None:
                return self._blank(provider, variant)
            identity = _identity(provider, variant)
        # Of several threads that make one, all get the first.
        return self._nodes.get(identity) or self._nodes.setdefault(identity, self._blank(provider, variant))

    def _blank(self, provider: Provider, variant: Variant) -> Node:
        node = _blank(provider)
        if provider.lifetime is Lifetime.SCOPED:
            node.rank = self._scopes.rank_of(provider)
        elif provider.lifetime is Lifetime.CACHED and provider.source is Source.FACTORY and not variant.making:
            node.making, node.factory, node.wired = Making.AWAIT, look_up, None
        if variant is not PLAIN:
            node.given, node.consumer = tuple(variant.names), variant.consumer
        return node

    def _read_plainly(self, node: Node) -> bool:
        """Fill a node whose class takes nothing but services that are there; tell whether it is one."""
        taken = self._taken(node)
        if taken is None:
            return False
        simple = self._simple
        arguments: list[Argument] = []
        for name, service in taken.items():
            argument = simple.get(service)
            if argument is None or argument.name != name:
                argument = self._simply(name, service)
                if argument is None:
                    return False
            arguments.append(argument)
        if arguments:
            node.arguments = tuple(arguments)
            node.needs = tuple([argument.supply for argument in arguments])  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # see `_simply`
        node.disposes = hasattr(node.factory, "dispose") and is_disposable(cast("type", node.factory))
        return True

    def _simply(self, name: str, service: type) -> Argument | None:
        """Return the argument with the node of a class that is the same for all who take it; ``None`` without one."""
        provider = self.provider(_key((service, None)))
        if provider is None or provider.subject is NOBODY:
            return None
        if provider.lifetime is _TRANSIENT and self.is_personal(provider):
            return None
        found = self._simple[service] = Argument(name, by_name=False, supply=self._known(provider))
        return found

    def _taken(self, node: Node) -> dict[str, type] | None:
        """Return the parameters of a factory, which is nothing but a simple class; ``None`` where there is more to it.

        As signatures are read of few nodes more than once, nothing is kept of these.
        """
        provider = node.provider
        if node.factory is not provider.subject or node.given or provider.wraps is not None:
            return None
        return taken_by(node.factory) if isinstance(provider.key.service, type) else None

    def signature(self, node: Node) -> Signature:
        """Return what the factory of ``node`` takes."""
        return self._signature(node)

    def _signature(self, node: Node) -> Signature:
        if isinstance(node.provider.subject, Collected):
            return node.provider.subject.signature
        found = self._signatures.get(node.provider)
        if found is None:
            found = signature_of(node.title, _bindings(node))
            for parameter in found.parameters:
                if parameter.trouble is not None:
                    return found  # it may have none when it is read again
            self._signatures[node.provider] = found
        return found


def _bindings(node: Node) -> Bindings:
    """Return what the type variables of a factory stand for."""
    if node.making is Making.CLASS and isinstance(node.key.service, type):
        return UNBOUND
    bindings = closed(node.title, node.key.service, exact=False, declared=declared_of(node))
    return UNBOUND if isinstance(bindings, str) else bindings


def declared_of(node: Node) -> Declared | None:
    """Return what a factory function says it makes; a class says nothing."""
    if node.declared is None and node.making is not Making.CLASS:
        node.declared = handed_out_by(node.title, enter=node.enters)
    return node.declared


def _identity(provider: Provider, variant: Variant) -> object:
    """Return what a node is found by; most have but their provider."""
    return provider if variant == PLAIN else (provider, variant)


def _blank(provider: Provider) -> Node:
    subject = provider.subject
    if type(subject) is type and provider.source is Source.FACTORY and not provider.terms.enter:
        return Node(provider, Making.CLASS, subject, subject)
    if provider.source is not Source.FACTORY:
        return Node(provider, Making.CLASS, object, provider.key)
    if isinstance(subject, Collected):
        return Node(provider, Making.CLASS, subject.put, provider.key)
    wired = subject if isinstance(subject, Wired) and subject.wiring is not None else None
    target = wired.wiring.provides if wired is not None and wired.wiring is not None else provider.factory
    making, factory = entered(target) if provider.terms.enter else (making_of(target), target)
    node = Node(provider, making, factory, target)
    node.wired = wired
    return node
