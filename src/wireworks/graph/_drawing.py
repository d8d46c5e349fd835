"""The graph as boxes and arrows, for every format that draws them; it knows no format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wireworks._model.record import NamedTuple
from wireworks.graph._records import Gives, Need, Service
from wireworks.graph._words import kept, kind_of, making


class Box(NamedTuple):
    """One service, or what is missing: a name that is made up, what stands in it, and how it is coloured."""

    name: str
    lines: tuple[str, ...]
    kind: str
    is_faulty: bool


class Arrow(NamedTuple):
    """One need, from the service that has it; ``is_later``: it is made when somebody asks for it."""

    start: str
    end: str
    label: str
    is_later: bool


class Drawing(NamedTuple):
    """What there is to draw. Names of boxes are made up, so that no name of a user's has to be one."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def drawing_of(services: Sequence[Service]) -> Drawing:
    """Return a box for each service and for each one that is missing, and an arrow for each need between them."""
    names = {service.id: f"s{number}" for number, service in enumerate(services)}
    missing = _missing(services)
    boxes = [_box(names[service.id], service) for service in services]
    boxes += [Box(name, (key, "missing"), "missing", is_faulty=True) for key, name in missing.items()]
    arrows = []
    for service in services:
        for need in service.needs:
            end = missing.get(need.name) if need.gives is Gives.MISSING else names.get(need.service or "")
            if end is not None:
                arrows.append(Arrow(names[service.id], end, need.parameter, need.gives in _LATER))
    return Drawing(tuple(boxes), tuple(arrows))


_LATER = (Gives.FACTORY, Gives.ASYNC_FACTORY, Gives.LAZY, Gives.OWNED)


def _box(name: str, service: Service) -> Box:
    kind = kind_of(service)
    words = " ".join(word for word in (kept(service), making(service)) if word)
    return Box(name, (service.name, words), kind, bool(service.problems))


def _missing(services: Iterable[Service]) -> dict[str, str]:
    needs: Iterable[Need] = (need for service in services for need in service.needs)
    keys = dict.fromkeys(need.name for need in needs if need.gives is Gives.MISSING and need.name)
    return {key: f"m{number}" for number, key in enumerate(keys)}
