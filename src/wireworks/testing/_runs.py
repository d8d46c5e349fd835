"""Which applications run in this process for tests; known without loading what runs them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from wireworks.adapters import ServiceContainer


class Run(Protocol):
    """One run of an application."""

    @property
    def container(self) -> ServiceContainer | None:
        """The container that the application was set up with."""

    def call(self, function: Callable[[], Awaitable[Any]], /) -> Any:
        """Call an async function in the event loop of the application."""

    def finish_tasks(self, limit: float = ...) -> object:
        """Wait for what the application does in the background."""


RUNNING: list[Run] = []
"""Those that are running now, the last one started standing last."""


def run_of(container: ServiceContainer) -> Run | None:
    """Return the run of an application that is served from ``container``, if there is one."""
    return next((each for each in reversed(RUNNING) if each.container is container), None)
