"""reliability: a child forked while a thread builds makes its own, and never hangs."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from tests.support.flights import LIMIT
from wireworks import ServiceContainer

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork"),
    # Forking with threads is the very case under test.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning"),
]


class Engine: ...


class Fast: ...


def succeeds_in_child(work: Callable[[], object]) -> bool:
    """Fork, run `work` there under an alarm that kills a hanging child; tell whether it was true."""
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LIMIT)
        status = 1
        try:
            status = 0 if work() else 2
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


class Building:
    """A container of which another thread is making the engine."""

    def __init__(self, lifetime: str = "singleton") -> None:
        self.making, self.go = threading.Event(), threading.Event()
        self.parent = os.getpid()
        self.container = ServiceContainer().add_singleton(Fast)
        self.container.register(Engine, self.make, lifetime)
        self.scope = self.container.create_scope()
        self.thread = threading.Thread(target=self.scope.get, args=(Engine,), daemon=True)
        self.thread.start()
        assert self.making.wait(LIMIT)

    def make(self) -> Engine:
        if os.getpid() == self.parent:
            self.making.set()
            assert self.go.wait(LIMIT)
        return Engine()

    def finish(self) -> None:
        self.go.set()
        self.thread.join(LIMIT)
        assert isinstance(self.scope.get(Engine), Engine)


@pytest.mark.parametrize("lifetime", ["singleton", "scoped"])
def test_child_forked_while_a_thread_builds_makes_its_own(lifetime) -> None:
    """reliability: the builder does not exist in the child."""
    building = Building(lifetime)
    scope = building.scope
    assert succeeds_in_child(lambda: scope.get(Engine) is scope.get(Engine))
    assert succeeds_in_child(lambda: asyncio.run(scope.aget(Engine)) is scope.get(Engine))
    building.finish()


def test_grandchild_forked_while_a_thread_of_the_child_builds_makes_its_own() -> None:
    """reliability: each fork leaves its threads behind, the second as the first."""

    def work() -> bool:
        building = Building()
        scope = building.scope
        made = succeeds_in_child(lambda: scope.get(Engine) is scope.get(Engine))
        building.finish()
        return made

    assert succeeds_in_child(work)


def test_child_forked_while_a_thread_builds_uses_everything_else() -> None:
    """reliability: registration, scopes and other singletons work there too."""
    building = Building()

    def work() -> bool:
        class New: ...

        building.container.add_scoped(New)
        with building.container.create_scope() as scope:
            return scope.get(New) is scope.get(New) and scope.get(Fast) is scope.get(Fast)

    assert succeeds_in_child(work)
    building.finish()


def test_child_shares_the_singletons_made_before_the_fork() -> None:
    """L26: they were copied whole."""
    container = ServiceContainer().add_singleton(Fast)
    fast = container.get(Fast)
    assert succeeds_in_child(lambda: container.get(Fast) is fast)


def test_child_forked_by_a_factory_finishes_the_making() -> None:
    """reliability: the forking thread goes on in the child and may end what it began."""
    outcomes: list[bool] = []
    container = ServiceContainer().add_singleton(Fast)

    def make() -> Engine:
        outcomes.append(succeeds_in_child(lambda: container.get(Fast) is container.get(Fast)))
        return Engine()

    container.add_singleton(make)
    assert container.get(Engine) is container.get(Engine)
    assert outcomes == [True]
