"""The graph as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wireworks.graph._colours import COLOURS, MISSING
from wireworks.graph._drawing import Drawing, drawing_of
from wireworks.graph._records import Service

_PLAIN = frozenset(" ,.:()[]_-=/+*'")


def mermaid(services: Sequence[Service]) -> str:
    """Return a flowchart, one line a service and one a need; dotted arrows lead through factories."""
    return "\n".join([*_lines(drawing_of(services)), ""])


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "flowchart LR"
    for box in drawing.boxes:
        label = "<br/>".join(map(escaped, box.lines))
        yield f'    {box.name}["{label}"]:::{box.kind}'
        if box.is_faulty:
            yield f"    class {box.name} faulty"
    for arrow in drawing.arrows:
        line = "-.->" if arrow.is_later else "-->"
        label = f'|"{escaped(arrow.label)}"|' if arrow.label else ""
        yield f"    {arrow.start} {line}{label} {arrow.end}"
    for kind in dict.fromkeys(box.kind for box in drawing.boxes):
        fill, stroke = COLOURS[kind]
        yield f"    classDef {kind} fill:{fill},stroke:{stroke},color:#000"
    if any(box.is_faulty for box in drawing.boxes):
        yield f"    classDef faulty stroke:{MISSING},stroke-width:3px"


def escaped(name: str) -> str:
    """Return a text as it stands between double quotes: whatever could mean something becomes a numbered entity."""
    return "".join(each if each.isalnum() or each in _PLAIN else f"#{ord(each)};" for each in name)
