"""The graph as it stands inside overrides: what depends on them is planned anew, all else is left as it is (L29)."""

from __future__ import annotations

from collections.abc import Callable

from wireworks._model.key import Key
from wireworks._model.override import Frame
from wireworks._model.parameter import Parameter, Signature, Wants
from wireworks._model.provider import Provider
from wireworks._model.record import NamedTuple
from wireworks._plan.reach import Beside, Reach
from wireworks._plan.records import PLAIN, Node, Variant


class Overlay(Beside):
    """See a graph through overrides.

    A service that depends on some of them is the business of the overlay for just those, so that it is one and the same
    for all who see these overrides, whatever else they see.

    Args:
        reach: knows the graph below, and what depends on what.
        again: returns the provider to use instead of one that depends on exactly the overrides of this overlay.
        elsewhere: returns the overlay for other overrides.
    """

    def __init__(
        self,
        reach: Reach,
        again: Callable[[Provider], Provider],
        elsewhere: Callable[[tuple[Frame, ...]], Overlay],
    ) -> None:
        super().__init__(reach.base)
        self._reach = reach
        self._again = again
        self._elsewhere = elsewhere
        self._found: dict[Key, Provider] = {}
        self._owners: dict[Provider, Overlay] = {}
        self._stand_ins: dict[Provider, Provider] = {}

    def provider(self, key: Key) -> Provider | None:
        """Return what answers for ``key`` inside the overrides."""
        found = self._found.get(key)
        if found is None:
            said = key.qualifier
            source = self._reach.replaced(said.stand_in) if isinstance(said, _Inside) else self._reach.source(key)
            if source is None:
                return None
            found = self._found[key] = self._standing(source)
        return found

    def own(self, source: Provider) -> Provider:
        """Return the provider to use instead of ``source``, which depends on exactly the overrides of this overlay."""
        provider = self._again(source)
        if self._reach.stands_in(source):
            self._stand_ins[provider] = source
        self._owners[provider] = self
        return provider

    def forget(self) -> None:
        """Let go of everything, so that nothing is left of an override that has ended, not even for the collector."""
        books = self._nodes, self._simple, self._found, self._owners, self._personal, self._signatures, self._stand_ins
        for book in books:
            book.clear()
        self._reach.forget()

    def _standing(self, source: Provider) -> Provider:
        frames = self._reach.frames(source)
        if not frames:
            return source
        owner = self._elsewhere(frames)
        provider = owner.own(source)
        self._owners[provider] = owner
        return provider

    def _wrapped(self, provider: Provider, variant: Variant = PLAIN) -> Node:
        return super()._wrapped(self._standing(provider), variant)

    def _known(self, provider: Provider, variant: Variant = PLAIN) -> Node:
        owner = self._owners.get(provider) or (self._base if provider.home is None else self)
        return super()._known(provider, variant) if owner is self else owner.planned(provider, variant)

    def _taken(self, node: Node) -> dict[str, type] | None:
        return None if node.provider in self._stand_ins else super()._taken(node)

    def _signature(self, node: Node) -> Signature:
        signature = super()._signature(node)
        source = self._stand_ins.get(node.provider)
        if source is None:
            return signature
        key = node.key._replace(qualifier=_Inside(source))
        return signature._replace(parameters=tuple(_asking(each, node.key, key) for each in signature.parameters))

    def _expect(self, node: Node) -> None:
        # Whoever overrides vouches for what stands in.
        if node.provider not in self._stand_ins:
            super()._expect(node)


class _Inside(NamedTuple):
    """The qualifier of what a stand-in gets for its own key: what it was put in the place of."""

    stand_in: Provider


def _asking(parameter: Parameter, key: Key, instead: Key) -> Parameter:
    request = parameter.request
    if request is None or request.key != key or request.wants is not Wants.SERVICE:
        return parameter
    return parameter._replace(request=request._replace(key=instead))
