"""Copies of wired providers: each container has its own, wired among themselves as the originals are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wireworks._explicit.following import parts_of
from wireworks._explicit.provider import Provider
from wireworks._model.wiring import Delegate, Setting, Wired, Wiring
from wireworks.providers._configuration import Option


def copy_all(roots: Iterable[Wired], copies: dict[Wired, Wired], shared: Callable[[Wired], bool]) -> None:
    """Write into ``copies`` a copy of each provider that ``roots`` lead to, unless it has one there already.

    Args:
        roots: where to begin.
        copies: the originals and what takes their place; what stands there is used and not looked into.
        shared: tells which providers belong to others, and take their own place.
    """
    waiting = list(roots)
    made: list[Wired] = []
    options: list[Option] = []
    seen: set[Wired] = set()
    while waiting:
        wired = waiting.pop()
        if wired in copies or wired in seen:
            continue
        seen.add(wired)
        if shared(wired) or not isinstance(wired, Provider):
            copies[wired] = wired
            continue
        if isinstance(wired, Option):
            options.append(wired)
        else:
            copies[wired] = wired.__wireworks_twin__()
            made.append(wired)
        waiting.extend(parts_of(wired))
    for option in options:
        option.__wireworks_within__(copies)
    for wired in made:
        twin: Any = copies[wired]
        twin.__wireworks_rewire__(_among(wired.__wireworks_parts__(), copies))


def _among(parts: Wiring, copies: dict[Wired, Wired]) -> Wiring:
    """Return the same parts, every provider among them replaced by what takes its place."""
    return Wiring(
        parts.provides,
        tuple(_placed(value, copies) for value in parts.positional),
        tuple((name, _placed(value, copies)) for name, value in parts.keywords),
        tuple(Setting(name, _placed(value, copies), call) for name, value, call in parts.settings),
    )


def _placed(value: object, copies: dict[Wired, Wired]) -> object:
    if isinstance(value, Wired):
        return copies[value]
    return Delegate(copies[value.factory]) if isinstance(value, Delegate) else value
