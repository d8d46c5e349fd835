"""What a container is inside overrides: for those in force at once, a graph, resolvers and instances (L29)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import Token
from threading import RLock
from typing import Any

from wireworks._compile.resolvers import Resolvers
from wireworks._model.key import Key
from wireworks._model.override import Frame
from wireworks._model.provider import Provider
from wireworks._model.record import NamedTuple
from wireworks._plan.overlay import Overlay
from wireworks._plan.reach import Reach
from wireworks._plan.records import Node
from wireworks._runtime.flight import Flight
from wireworks._runtime.instances import Instances
from wireworks._runtime.override import Frames, OverrideInstances, joined
from wireworks._runtime.scope import ServiceScope


class _Layer:
    """What depends on just these overrides: the providers that make it anew, and the singletons made."""

    def __init__(self, frames: tuple[Frame, ...]) -> None:
        self.frames = frames
        self.instances = OverrideInstances()
        self.asking: set[Provider] = set()
        self.again: dict[Provider, Provider] = {}
        self.graph: Overlay
        self.resolvers: Resolvers

    def provider(self, source: Provider) -> Provider:
        """Return the provider to use instead of ``source``: always the same, as its instances are found by it."""
        return self.again.get(source) or self.again.setdefault(source, source.again(self.instances))


class Layers:
    """Answer for the overrides that are open in each context.

    Args:
        base: the resolvers without any override.
        asks: tells whether the factory of a provider may ask for anything.
    """

    def __init__(self, base: Resolvers, asks: Callable[[Provider], bool]) -> None:
        self._base = base
        self._asks = asks
        self._frames = Frames()
        self._layers: dict[tuple[Frame, ...], _Layer] = {}
        self._closed = False
        self._lock = RLock()

    def __bool__(self) -> bool:
        return bool(self._frames)

    def resolvers(self) -> Resolvers:
        """Return the resolvers that this context sees."""
        while not self._closed and (frames := self._frames.in_force()):
            layer = self._layer(frames)
            if layer is not None:
                return layer.resolvers
        return self._base

    def tables(self) -> Tables:
        """Return tables that answer each context with what it sees."""
        return Tables(
            gets=_Chosen(self.resolvers, lambda seen: seen.gets),
            agets=_AsyncChosen(self.resolvers, lambda seen: seen.agets),
            root_gets=_Chosen(self.resolvers, lambda seen: seen.root_gets),
            root_agets=_AsyncChosen(self.resolvers, lambda seen: seen.root_agets),
        )

    def open(self, providers: Mapping[Key, Provider], *, everywhere: bool) -> tuple[Frame, Token[Any] | None]:
        """Put ``providers`` in the place of what is registered; return what ``end`` asks for."""
        return self._frames.open(providers, everywhere=everywhere)

    def end(self, frame: Frame, token: Token[Any] | None) -> Instances:
        """Take a frame out of force, and return what is to be closed now."""
        self._frames.end(frame, token)
        with self._lock:
            over = [layer for frames, layer in self._layers.items() if frame in frames]
            for layer in over:
                del self._layers[layer.frames]
        return self._ended(over, OverrideInstances())

    def close(self) -> None:
        """End everything that was made because of overrides, together with the singletons of the container."""
        with self._lock:
            self._closed = True
            over = [*self._layers.values()]
            self._layers.clear()
        self._ended(over, self._base.engine.root)

    def reopen(self) -> None:
        """Answer again for the overrides that are open still."""
        self._closed = False

    def reset(self) -> None:
        """Plan anew because registrations changed; what was made stays."""
        with self._lock:
            for layer in self._layers.values():
                self._plan(layer)

    def _ended(self, layers: list[_Layer], owner: Instances) -> Instances:
        # What depends on more overrides may hold what depends on some of them, so it is closed first.
        layers.sort(key=lambda layer: len(layer.frames))
        joined((layer.instances for layer in layers), owner)
        for layer in layers:
            layer.graph.forget()
            layer.again.clear()
            layer.resolvers.reset(lambda: self._base.graph)
        return owner

    def _layer(self, frames: tuple[Frame, ...]) -> _Layer | None:
        """Return the layer for ``frames``, or ``None`` if one of them has ended by now."""
        layer = self._layers.get(frames)
        if layer is not None:
            return layer
        with self._lock:
            if self._closed or any(frame.ended for frame in frames):
                return None
            return self._layers.get(frames) or self._new(frames)

    def _new(self, frames: tuple[Frame, ...]) -> _Layer:
        layer = _Layer(frames)
        engine = self._base.engine._replace(watch=lambda node, flight: self._watch(layer, node, flight))
        layer.resolvers = Resolvers(engine, lambda: layer.graph, None)
        self._plan(layer)
        self._layers[frames] = layer
        return layer

    def _plan(self, layer: _Layer) -> None:
        def asks(provider: Provider) -> bool:
            return provider in layer.asking or self._asks(provider)

        def elsewhere(frames: tuple[Frame, ...]) -> Overlay:
            # Where one of them has ended by now, so has this layer, and nothing is made in it any more.
            return (self._layer(frames) or layer).graph

        reach = Reach(self._base.graph, layer.frames, asks)
        layer.graph = Overlay(reach, layer.provider, elsewhere)
        layer.resolvers.reset()

    def _watch(self, layer: _Layer, node: Node, flight: Flight) -> None:
        """Look at what is asked for inside a making: where it depends on overrides, so does what is being made."""
        if not _is_new(node.provider) and not any(_is_new(need.provider) for need in node.needs):
            return
        found = [each for each in flight.chain() if _answers(layer.graph, each.label)]
        for each in found:
            layer.asking.add(each.label)
            each.place = layer.provider(each.label)
        if found:
            with self._lock:
                self._plan(layer)


def _answers(graph: Overlay, provider: Provider) -> bool:
    """Tell whether ``provider`` is what a graph answers for its key with, or is wrapped by that."""
    answer = graph.provider(provider.key)
    return answer is not None and provider in answer.layers


def _is_new(provider: Provider) -> bool:
    return provider.home is not None


class Tables(NamedTuple):
    """Tables like those of ``Resolvers``, for as long as somebody may see something else than others."""

    gets: Mapping[Any, Any]
    agets: Mapping[Any, Any]
    root_gets: Mapping[Any, Any]
    root_agets: Mapping[Any, Any]


class _Chosen(dict[Any, Any]):
    """Answer with what the context sees when it looks."""

    def __init__(self, choose: Callable[[], Resolvers], table: Callable[[Resolvers], Mapping[Any, Any]]) -> None:
        super().__init__()
        self._choose = choose
        self._table = table

    def __missing__(self, key: object) -> Any:
        return self._table(self._choose())[key]


class _AsyncChosen(_Chosen):
    """Answer with what the context sees when it awaits: a task may start after the override it was made in."""

    def __missing__(self, key: object) -> Any:
        async def resolve(*scope: ServiceScope | None) -> object:
            return await self._table(self._choose())[key](*scope)

        return resolve
