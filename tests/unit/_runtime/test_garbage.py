"""Garbage that is collected between two instructions of ours, whose finalizers let other threads in."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.flights import start
from wireworks import ServiceContainer

MOMENTS = range(1, 25)
"""Which of the collections lets the other thread in."""


class Session: ...


class Basket: ...


ended: list[type] = []


def open_session() -> Iterator[Session]:
    yield Session()
    ended.append(Session)


def open_basket() -> Iterator[Basket]:
    yield Basket()
    ended.append(Basket)


@contextmanager
def meeting(moment: int, other: Callable[[], Any]) -> Iterator[None]:
    """Let another thread do something in between, where garbage is collected for the so many-th time."""
    left = [moment]

    def collecting(phase: str, _: object) -> None:
        left[0] -= 1
        if phase == "start" and -2 < left[0] <= 0:
            left[0] = -2
            gc.set_threshold(0)
            wait([start(other)], 1)  # no longer: it may have to wait for us

    before = gc.get_threshold()
    kept: list[object] = [[] for _ in range(200)]  # so that a new list takes memory, which none of those at hand does
    gc.callbacks.append(collecting)
    gc.set_threshold(1)  # every other time that something is made
    kept.extend([] for _ in range(moment % 4))
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(collecting)
        kept.clear()


def container_in_use() -> ServiceContainer:
    """Return one whose resources are made by compiled functions."""
    container = ServiceContainer().add_scoped(open_session).add_scoped(open_basket)
    container._resolvers._compile_after = 0  # noqa: SLF001 - what users get when they ask again
    for _ in range(2):
        with container.create_scope() as scope:
            scope.get(Session), scope.get(Basket)
    ended.clear()
    return container


@pytest.mark.parametrize("moment", MOMENTS)
def test_first_resources_of_two_threads_are_both_closed(moment: int) -> None:
    """L20, L26: a scope begins one list of what it has to close, whatever comes in between."""
    with container_in_use().create_scope() as scope:
        with meeting(moment, lambda: scope.get(Basket)):
            scope.get(Session)
        scope.get(Basket)
    assert set(ended) == {Basket, Session}
