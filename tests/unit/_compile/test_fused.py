"""What no test can time: threads that meet while an injected function finds its scope, or is written out."""

import pytest

from tests.support.sessions import Settings
from wireworks import Injected, ServiceContainer, ServiceScope
from wireworks._compile import injecting
from wireworks._compile.exchange import Exchange
from wireworks._compile.fused import _in_use


def test_scope_that_ends_at_the_look_is_none() -> None:
    """L23: the function opens one of its own."""

    class Ending(ServiceScope):
        def all_made(self) -> dict[object, object]:
            return self.ended

    scope = Ending()
    scope.made = None
    assert _in_use(scope) is None


def test_second_thread_finds_the_function_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """L13: it is written once for each graph."""
    exchanges: list[Exchange] = []

    class Watched(Exchange):
        def __call__(self, slow):
            exchanges.append(self)
            return super().__call__(slow)

    monkeypatch.setattr(injecting, "Exchange", Watched)
    container = ServiceContainer().add_singleton(Settings)

    @container.inject
    def work(settings: Injected[Settings]) -> Settings:
        return settings

    work(), work()
    before = work.__code__
    exchanges[0]._look(work, work)  # noqa: SLF001 - as above
    assert work.__code__ is before
    assert work() is container.get(Settings)
