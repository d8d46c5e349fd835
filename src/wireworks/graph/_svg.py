"""The graph drawn in columns: what needs nothing stands at the right, and every arrow leads there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from wireworks.graph._drawing import Box, Drawing, drawing_of
from wireworks.graph._records import Service

_WIDTH, _HEIGHT = 190, 38
_ACROSS, _DOWN = 270, 52
_LONGEST = 28


def svg(services: Sequence[Service]) -> str:
    """Return the drawing; each box is a link to the fragment of its name."""
    drawing = drawing_of(services)
    heights = [service.height for service in services]
    heights += [0] * (len(drawing.boxes) - len(heights))  # what is missing is made of nothing
    places = _places(drawing.boxes, heights)
    width = max((x for x, _ in places.values()), default=0) + _WIDTH + 20
    height = max((y for _, y in places.values()), default=0) + _HEIGHT + 20
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">'
    return "\n".join([head, *_arrows(drawing, places), *_boxes(drawing, places), "</svg>\n"])


def _places(boxes: Sequence[Box], heights: Sequence[int]) -> dict[str, tuple[int, int]]:
    columns = {height: number for number, height in enumerate(sorted(set(heights), reverse=True))}
    filled = [0] * len(columns)
    places = {}
    for box, height in zip(boxes, heights, strict=True):
        column = columns[height]
        places[box.name] = (20 + column * _ACROSS, 20 + filled[column] * _DOWN)
        filled[column] += 1
    return places


def _arrows(drawing: Drawing, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for start, end, label, is_later in drawing.arrows:
        (x, y), (to_x, to_y) = places[start], places[end]
        x, y, to_y = x + _WIDTH, y + _HEIGHT // 2, to_y + _HEIGHT // 2
        later = ' class="later"' if is_later else ""
        curve = f"M{x} {y} C{x + 60} {y} {to_x - 60} {to_y} {to_x} {to_y}"
        told = f"<title>{escape(label)}</title>" if label else ""
        yield f'<path d="{curve}" data-start="{start}" data-end="{end}"{later}>{told}</path>'


def _boxes(drawing: Drawing, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for box in drawing.boxes:
        x, y = places[box.name]
        kind = f"{box.kind} faulty" if box.is_faulty else box.kind
        name, words = (escape(_short(line)) for line in box.lines)
        yield (
            f'<a href="#{box.name}" data-box="{box.name}" class="{kind}"><title>{escape(box.lines[0])}</title>'
            f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="4"/>'
            f'<text x="{x + 8}" y="{y + 16}">{name}</text><text x="{x + 8}" y="{y + 31}">{words}</text></a>'
        )


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
