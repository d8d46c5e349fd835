"""The walk over a plan, where it meets another thread at the one moment that no test can time."""

import threading
from collections.abc import Callable

from tests.support.flights import LIMIT, Engine, start
from wireworks import ServiceContainer, ServiceScope
from wireworks._model.provider import Provider
from wireworks._runtime.flight import take_off


class TakenAtTheLook(dict[object, object]):
    """The instances of a scope in which somebody takes a place just after it was seen to be empty."""

    def __init__(self, take: Callable[[Provider], object]) -> None:
        super().__init__()
        self._take = take
        self.taken = threading.Event()

    def get(self, key: object, default: object = None) -> object:
        found = super().get(key, default)
        if isinstance(key, Provider) and not self.taken.is_set():
            self[key] = self._take(key)
            self.taken.set()
        return found


def scope_with(made: TakenAtTheLook) -> ServiceScope:
    """Return a scope of a fresh container, so that what it makes is interpreted."""
    scope = ServiceContainer().add_scoped(Engine).create_scope()
    scope.made = made
    return scope


def test_instance_that_comes_first_is_used() -> None:
    """L26: there is one for all."""
    engine = Engine()
    scope = scope_with(TakenAtTheLook(lambda _: engine))
    assert start(lambda: scope.get(Engine)).result(LIMIT) is engine


def test_making_that_comes_first_is_waited_for() -> None:
    """L26: and what it made is used."""
    made = TakenAtTheLook(lambda place: start(lambda: take_off(place, None)).result(LIMIT))
    scope = scope_with(made)
    waiter = start(lambda: scope.get(Engine))
    assert made.taken.wait(LIMIT)
    ((place, flight),) = made.items()
    made[place] = engine = Engine()
    flight.land()
    assert waiter.result(LIMIT) is engine
