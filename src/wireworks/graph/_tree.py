"""What one service needs, drawn as a tree; a stack of our own, because graphs get deeper than Python's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from wireworks._model.record import NamedTuple
from wireworks.graph._columns import lines_of
from wireworks.graph._records import Gives, Need, Service
from wireworks.graph._words import given, kept, making, title

DEEPEST = 12
"""How many levels are drawn to the right before a tree goes on further below: else it would walk off the screen."""


Row: TypeAlias = tuple[str, ...] | str


class _Branch(NamedTuple):
    """One line that is still to be drawn: what it shows, the lines to its left, and whether more follow below those."""

    need: Need
    service: Service | None
    lead: str
    is_last: bool
    depth: int


def tree(services: Sequence[Service], root: str) -> str:
    """Return the tree of ``root``: its branches, and behind them those of whatever lay too deep to be drawn there."""
    drawing = _Drawing(services)
    return "\n".join(lines_of(drawing.draw(root))) + "\n"


class _Drawing:
    """One drawing, and what it has drawn already."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = {service.id: service for service in services}
        self._drawn: set[str] = set()
        self._path: list[str] = []
        self._below: dict[str, None] = {}

    def draw(self, root: str) -> Iterator[Row]:
        """Yield the rows: the tree of ``root``, then what lay too deep in it, and in those."""
        yield from self._draw(root)
        while self._below:
            deep = next(iter(self._below))
            del self._below[deep]
            if deep not in self._drawn:  # a shorter way to it may have been found meanwhile
                yield ""
                yield from self._draw(deep)

    def _draw(self, root: str) -> Iterator[Row]:
        need = Need("", "", Gives.SERVICE, root, "")
        waiting = [_Branch(need, self._services[root], "", is_last=True, depth=0)]
        while waiting:
            branch = waiting.pop()
            elsewhere = self._elsewhere(branch)
            yield _row(branch, elsewhere)
            if branch.service is not None and not elsewhere:
                lead = _lead_below(branch)
                yield from _problems(branch.service, lead)
                waiting.extend(reversed(self._branches(branch.service, lead, branch.depth + 1)))

    def _branches(self, service: Service, lead: str, depth: int) -> list[_Branch]:
        last = len(service.needs) - 1
        return [
            _Branch(need, self._services.get(need.service or ""), lead, index == last, depth)
            for index, need in enumerate(service.needs)
        ]

    def _elsewhere(self, branch: _Branch) -> str:
        """Return where the branches of a service are drawn, if not here; take note if they will have to be."""
        service = branch.service
        del self._path[branch.depth :]
        if service is None or not (service.needs or service.problems):
            return ""
        if service.id in self._path:
            return "a circle, see above"
        if service.id in self._drawn:
            return "see above"
        if branch.depth >= DEEPEST:
            self._below[service.id] = None
            return "see below"
        self._drawn.add(service.id)
        self._path.append(service.id)
        return ""


def _row(branch: _Branch, elsewhere: str) -> Row:
    need, service = branch.need, branch.service
    name = branch.lead + _arrow(branch)
    if service is None:
        return str(need.gives), name + (need.name or "-"), "", "", _parameter(need)
    name += title(service) if need.gives is Gives.SERVICE else given(need)
    notes = ", ".join(note for note in (_parameter(need), "eager" if service.eager else "") if note)
    notes += f"  ({elsewhere})" if elsewhere else ""
    return kept(service), name, making(service), service.place, notes


def _arrow(branch: _Branch) -> str:
    if not branch.depth:
        return ""
    return "└─> " if branch.is_last else "├─> "


def _lead_below(branch: _Branch) -> str:
    if not branch.depth:
        return ""
    return branch.lead + ("    " if branch.is_last else "│   ")


def _parameter(need: Need) -> str:
    if not need.parameter:
        return ""
    return f"{'parameter' if need.by == 'argument' else need.by} `{need.parameter}`"


def _problems(service: Service, lead: str) -> Iterator[Row]:
    """Yield what is wrong at a service, below its line; the chain is what the tree shows."""
    bar = lead + ("│ " if service.needs else "  ")
    for problem in service.problems:
        told = [f"{problem.error}: {problem.what}", f"Fix: {problem.fix}", f"See: errors/{problem.see}"]
        for line in told:
            yield "", f"{bar}! {line}"
