"""The graph as a list for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wireworks.graph._columns import lines_of
from wireworks.graph._records import Need, Problem, Service
from wireworks.graph._words import count, given, kept, making, title


def text(services: Sequence[Service], problems: Sequence[Problem]) -> str:
    """Return each service with its needs below it, then the problems as ``validate`` tells them."""
    parts = [f"{count(services, problems)}."]
    if services:
        parts.append("\n".join(lines_of(row for service in services for row in _rows(service))))
    parts.extend(f"{problem.error}: {problem.text}" for problem in problems)
    return "\n\n".join(parts) + "\n"


def _rows(service: Service) -> Iterator[tuple[str, ...]]:
    yield kept(service), title(service), making(service), service.place, "eager" if service.eager else ""
    for need in service.needs:
        yield "", f"    {_by(need)}: {given(need)}"


def _by(need: Need) -> str:
    """Return how the name of a parameter, attribute or method is written."""
    return {"argument": need.parameter or "(by position)", "attribute": f".{need.parameter}"}.get(
        need.by, f".{need.parameter}(...)"
    )
