"""What a scope costs, layer by layer: code by hand that keeps one promise more each time, and wireworks as it is.

`python -m bench.layers '{"rounds": 9, "nanoseconds": 1000000}'` prints the nanoseconds of each, as JSON. All run in one
process, in turn: what differs is a few dozen nanoseconds, less than one process differs from another.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from contextvars import Context
from dataclasses import asdict
from random import Random
from statistics import median
from typing import Any, Self, TypeAlias

from bench.calls import Call
from bench.libraries import floor, handwritten, wireworks
from bench.libraries.handwritten import POOL, make_handler
from bench.sampling import Effort, calibrated, run
from bench.services import Handler, open_session

Layers: TypeAlias = dict[str, list[float]]
"""Nanoseconds of each round, by what is measured; what the others are a multiple of stands first."""


class Plain(floor.Scope):
    """A scope that no context variable leads to."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.made = []
        if self.generators:
            floor.end(self.generators.pop())


def generator() -> Handler:
    """Drive the generator that opens the session by hand."""
    opening = open_session(POOL)
    session = next(opening)
    try:
        handler = make_handler(session)
        handler.was_open = not session.closed
        return handler
    finally:
        next(opening, None)


def kept() -> Handler:
    """Keep what is made, and find what makes it under its type."""
    return Plain().get(Handler)  # type: ignore[no-any-return]  # it makes what is asked for


def ended() -> Handler:
    """Have a `with` statement end it."""
    with Plain() as opened:
        return opened.get(Handler)  # type: ignore[no-any-return]  # as above


def ended_generator() -> Handler:
    """Have a `with` statement end it, and the generator with it."""
    with Plain() as opened:
        handler: Handler = opened.get(Handler)
        handler.was_open = not handler.session.closed
        return handler


def of_scopes(stack: ExitStack) -> dict[str, Call]:
    """Return the layers of a scope with five services."""
    return {
        "by hand": handwritten.scope(stack),
        "what is made is kept, and asked for by its type": kept,
        "and a `with` statement ends that": ended,
        "and a context variable leads to it: the floor": floor.scope(stack),
        "wireworks": wireworks.scope(stack),
    }


def of_resources(stack: ExitStack) -> dict[str, Call]:
    """Return the layers of a scope with four services and a resource."""
    return {
        "by hand, with `try` and `finally`": handwritten.resource(stack),
        "with a generator, driven by hand": generator,
        "kept, asked for by type, ended by `with`": ended_generator,
        "and a context variable leads to it: the floor": floor.resource(stack),
        "wireworks": wireworks.resource(stack),
    }


def measured(layers: Callable[[ExitStack], dict[str, Call]], effort: Effort) -> Layers:
    """Measure them in turn, in random order; each has a context of its own, in which nobody has left anything."""
    random = Random()  # noqa: S311  # a shuffle, not a secret
    with ExitStack() as stack:
        calls = layers(stack)
        contexts = {title: Context() for title in calls}
        for title, call in calls.items():
            contexts[title].run(run, call, effort.warm)
        counts = {title: contexts[title].run(calibrated, call, effort) for title, call in calls.items()}
        found: Layers = {title: [] for title in calls}
        for _ in range(effort.rounds):
            gc.collect()
            for title in random.sample([*calls], len(calls)):
                taken = contexts[title].run(run, calls[title], counts[title])
                found[title].append(taken / counts[title])
    return found


def measure(effort: Effort, python: str) -> list[Layers]:
    """Measure all layers in a process of their own."""
    command = [python, "-m", "bench.layers", json.dumps(asdict(effort))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # a program of ours
    found: list[Layers] = json.loads(done.stdout)
    return found


def rows(layers: Layers) -> list[tuple[str, float]]:
    """Return what each took, as the median of multiples of the first."""
    [first, *_] = layers.values()
    return [
        (title, median(mine / by_hand for mine, by_hand in zip(taken, first, strict=True)))
        for title, taken in layers.items()
    ]


def main() -> None:
    """Measure and print."""
    asked: dict[str, Any] = json.loads(sys.argv[1])
    effort = Effort(**asked)
    json.dump([measured(each, effort) for each in (of_scopes, of_resources)], sys.stdout)


if __name__ == "__main__":
    main()
