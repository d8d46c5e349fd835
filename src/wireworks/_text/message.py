"""The shape of every message: what, where (a chain), fix, see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wireworks._model.record import NamedTuple

_SHOWN = 3


class Link(NamedTuple):
    """One step of a chain: a service, the lifetime it has, where it is made, and the parameter that asks for it."""

    lifetime: str
    name: str
    place: str = ""
    parameter: str | None = None


def compose(what: str, chain: Sequence[Link] = (), fix: str | None = None, see: str | None = None) -> str:
    """Join the parts of a message; parts that are missing leave no trace."""
    lines = [what, *draw(chain)]
    if fix:
        lines.append(f"Fix: {fix}")
    if see:
        lines.append(f"See: errors/{see}")
    return "\n".join(lines)


def draw(chain: Sequence[Link]) -> list[str]:
    """Draw a chain, one line a link, in columns; what is asked for stands first."""
    rows = [(link.lifetime, _arrow(depth) + link.name, link.place) for depth, link in enumerate(chain)]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = []
    for row, link in zip(rows, chain, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        cells.append(f"parameter `{link.parameter}`" if link.parameter else "")
        lines.append("  " + "  ".join(cells).rstrip())
    return lines


def _arrow(depth: int) -> str:
    # Deep chains would walk off the screen, so the indent stops growing.
    return "   " * min(depth - 1, 8) + "└─> " if depth else ""


def near(name: str, names: Iterable[str]) -> list[str]:
    """Return up to three of ``names`` that look like ``name``, the nearest first; case makes no difference."""
    from difflib import get_close_matches

    by_lower: dict[str, list[str]] = {}
    for each in names:
        by_lower.setdefault(each.lower(), []).append(each)
    found = get_close_matches(name.lower(), by_lower, n=_SHOWN)
    return [each for lower in found for each in by_lower[lower]][:_SHOWN]


def meant(names: Sequence[str]) -> str:
    """Return the question whether one of ``names`` was meant, to stand behind a sentence; nothing without names."""
    return f" Did you mean {listing(names)}?" if names else ""


def counted(number: int, noun: str) -> str:
    """Return how many there are: ``1 problem``, ``2 problems``, ``no problems``."""
    return f"1 {noun}" if number == 1 else f"{number or 'no'} {noun}s"


def listing(names: Iterable[str]) -> str:
    """Return names between backticks, separated by commas."""
    return ", ".join(f"`{name}`" for name in names)
