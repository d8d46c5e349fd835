"""The graph in the DOT language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wireworks.graph._colours import COLOURS, MISSING
from wireworks.graph._drawing import Drawing, drawing_of
from wireworks.graph._records import Service


def dot(services: Sequence[Service]) -> str:
    """Return a directed graph, one line a service and one a need; dashed arrows lead through factories."""
    return "\n".join([*_lines(drawing_of(services)), ""])


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "digraph wireworks {"
    yield '    graph [rankdir="LR"]'
    yield '    node [shape="box", style="filled", fontname="sans-serif"]'
    yield '    edge [fontname="sans-serif", fontsize="10"]'
    for box in drawing.boxes:
        fill, stroke = COLOURS[box.kind]
        label = "\\n".join(map(escaped, box.lines))
        rim = f'color="{MISSING}", penwidth="3"' if box.is_faulty else f'color="{stroke}"'
        yield f'    {box.name} [label="{label}", fillcolor="{fill}", {rim}]'
    for arrow in drawing.arrows:
        style = ', style="dashed"' if arrow.is_later else ""
        yield f'    {arrow.start} -> {arrow.end} [label="{escaped(arrow.label)}"{style}]'
    yield "}"


def escaped(name: str) -> str:
    """Return a text as it stands in a quoted label, where backslashes and entities mean something too."""
    plain = "".join(each if each.isprintable() else " " for each in name)
    return plain.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
