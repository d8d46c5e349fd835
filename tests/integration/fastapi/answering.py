"""Apps whose answers are kept in a store of their own."""

from __future__ import annotations

from typing import Literal

from fastapi import FastAPI

from wireworks import ServiceContainer
from wireworks.cache import CacheManager
from wireworks.fastapi import setup


class Calls(list[str]):
    """What an endpoint was called with."""

    def next(self, what: object = "") -> int:
        """Note a call, and return how many there were."""
        self.append(str(what))
        return len(self)


def keeping(
    *things: object,
    manager: CacheManager | None = None,
    close_scope: Literal["before_response", "after_response"] = "before_response",
) -> FastAPI:
    """Return an app with a container, in which each of `things` is a factory of something scoped, and a store."""
    container = ServiceContainer()
    for thing in things:
        container.add_scoped(thing)
    if manager is None:
        manager = CacheManager()
        manager.init()
    container.add_instance(CacheManager, manager)
    app = FastAPI()
    setup(app, container, close_scope=close_scope)
    return app
