"""Which overrides a service depends on, however far: found by walking the plan as it stands without them (L29)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import RLock

from wireworks._declare.maker import Maker
from wireworks._model.consumer import Consumer
from wireworks._model.key import Key
from wireworks._model.override import Frame
from wireworks._model.provider import Provider, Source
from wireworks._plan.asking import CONSUMER
from wireworks._plan.build import Graph
from wireworks._plan.derived import Derived, closing_of
from wireworks._plan.records import PLAIN, Constant, Node, Variant


class Reach:
    """Tell for each service which of some frames it depends on; everything is looked at once.

    Args:
        base: the graph without any override.
        frames: those in force, the last one opened standing last.
        asking: tells that a service may ask for anything, though its plan does not say so.
    """

    def __init__(self, base: Graph, frames: tuple[Frame, ...], asking: Callable[[Provider], bool]) -> None:
        self.base = base
        self._frames = frames
        self._asking = asking
        self._alone = _Alone(base)
        self._known: dict[Provider, tuple[Frame, ...]] = {}
        self._frame_of: dict[Provider, Frame] = {}
        self._answers: dict[Key, list[Provider]] = {}
        self._derived = Derived(base.providers, self.source)
        for frame in frames:
            for key, provider in frame.providers.items():
                self._frame_of[provider] = frame
                self._answers.setdefault(key, []).append(provider)

    def source(self, key: Key) -> Provider | None:
        """Return what answers for a key: the last that stands in for what is registered, or that itself."""
        registered = self.base.provider(key)
        answers = self._answers.get(key)
        if registered is None or key in self.base.providers:
            return answers[-1] if answers and registered is not None else registered
        return answers[-1] if answers else self._closing(key) or registered

    def _closing(self, key: Key) -> Provider | None:
        """Return what answers for a closed generic service, if something stands in for the open one."""
        for open_ in self._derived.open(key):
            frame = self._frame_of.get(open_)
            found = open_ if open_.source is Source.INSTANCE else closing_of(open_, key)
            if frame is None and isinstance(found, str):
                continue  # that one does not answer for it
            if frame is None:
                return None
            if isinstance(found, str):
                # Whoever overrides vouches for what stands in.
                other = Provider(key, open_.lifetime, open_.source, open_.subject, open_.terms)
                found = open_.closings.setdefault(key, other)
            self._frame_of[found] = frame
            return found
        return None

    def replaced(self, stand_in: Provider) -> Provider | None:
        """Return what answers for the key of a stand-in inside itself: what it was put in the place of."""
        answers = self._answers.get(stand_in.key, [])
        before = answers[: answers.index(stand_in)] if stand_in in answers else answers
        return before[-1] if before else self.base.provider(stand_in.key)

    def stands_in(self, provider: Provider) -> bool:
        """Tell whether a provider was named by an override."""
        return provider in self._frame_of

    def frames(self, provider: Provider) -> tuple[Frame, ...]:
        """Return the frames that what a provider makes depends on, the last one opened standing last."""
        found = self._known.get(provider)
        return self._spread(provider) if found is None else found

    def forget(self) -> None:
        """Let go of everything."""
        for book in (self._known, self._frame_of, self._answers):
            book.clear()
        self._alone = _Alone(self.base)

    def _spread(self, root: Provider) -> tuple[Frame, ...]:
        """Walk down from ``root`` to all that it needs, and carry back up what is found there; circles do no harm.

        The frames of ``root`` are returned as they were found: whoever ends the override forgets all that is known.
        """
        above = self._users(root)
        reached = {each: set(self._own(each)) for each in above}
        for frame in self._frames:
            marked = [each for each in above if frame in reached[each]]
            for each in marked:
                for user in above[each]:
                    if frame not in reached[user]:
                        reached[user].add(frame)
                        marked.append(user)
        found = {each: tuple(frame for frame in self._frames if frame in frames) for each, frames in reached.items()}
        self._known.update(found)
        return found[root]

    def _users(self, root: Provider) -> dict[Provider, list[Provider]]:
        """Return all that ``root`` needs, each with those that ask for it, as far as that is not known yet."""
        above: dict[Provider, list[Provider]] = {root: []}
        waiting = [root]
        for each in waiting:
            for below in () if each in self._known else self._below(each):
                if below not in above:
                    above[below] = []
                    waiting.append(below)
                above[below].append(each)
        return above

    def _own(self, provider: Provider) -> tuple[Frame, ...]:
        """Return the frames that a provider depends on by itself; what may ask for anything depends on all of them."""
        known = self._known.get(provider)
        if known is not None:
            return known
        if provider.source is Source.SCOPE or self._asking(provider):
            return self._frames
        frame = self._frame_of.get(provider)
        return () if frame is None else (frame,)

    def _below(self, provider: Provider) -> Iterator[Provider]:
        """Yield what answers for the services that a provider asks for, now or later."""
        nodes = [self._node(provider)]
        for node in nodes:
            for need in self._asked(node):
                if need.provider is node.provider.wraps:
                    yield need.provider
                    continue
                if not self._is_registered(need):
                    nodes.append(need)
                    continue
                own = need.key == provider.key and self.stands_in(provider)
                yield (self.replaced(provider) if own else self.source(need.key)) or need.provider

    def _node(self, provider: Provider) -> Node:
        return (self._alone if provider in self._frame_of else self.base).planned(provider)

    def _asked(self, node: Node) -> Iterator[Node]:
        yield from node.needs
        for argument in node.arguments:
            supply = argument.supply
            later = self.base.made_by(supply) if isinstance(supply, Maker) else None
            if isinstance(supply, Constant) and isinstance(supply.value, Consumer):
                later = self.base.node(CONSUMER)
            if later is not None:
                yield later

    def _is_registered(self, node: Node) -> bool:
        return self.base.plans(node) and self.base.provider(node.key) is node.provider


class Beside(Graph):
    """Plan services of its own beside those of another graph, whose nodes it uses."""

    def __init__(self, base: Graph) -> None:
        vars(self).update(vars(base))  # all that it knows beside its nodes
        self._base = base
        self._nodes, self._simple, self._signatures, self._personal, self._lock = {}, {}, {}, {}, RLock()


class _Alone(Beside):
    """Plan what stands in for services, as if it did not."""

    def _known(self, provider: Provider, variant: Variant = PLAIN) -> Node:
        registered = self._base.provider(provider.key) is provider
        return self._base.planned(provider, variant) if registered else super()._known(provider, variant)
