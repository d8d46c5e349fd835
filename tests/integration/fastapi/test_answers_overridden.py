"""W11, L29: answers that are made of a fake are nobody's but those who asked for the fake."""

from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI

from tests.integration.fastapi.answering import HIT
from tests.integration.fastapi.parts import client_of
from wireworks import AsyncFactory, Injected, ServiceContainer
from wireworks.cache import CacheManager
from wireworks.caching import CacheSettings
from wireworks.fastapi import cached_response, setup


class Clock:
    """What is overridden."""

    name = "clock"


class Stopped(Clock):
    """What it is overridden by."""

    name = "stopped"


class Page:
    """What takes it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock


class Unrelated: ...


async def taken(clock: Injected[Clock]) -> str:
    return clock.name


async def by_itself(clock: Injected[Clock]) -> str:
    return clock.name


async def by_a_service(page: Injected[Page]) -> str:
    return page.clock.name


async def by_a_factory(pages: Injected[AsyncFactory[Page]]) -> str:
    return (await pages()).clock.name


async def by_a_list(pages: Injected[list[Page]]) -> str:
    return pages[0].clock.name


async def by_a_dependency(name: Annotated[str, Depends(taken)]) -> str:
    return name


async def by_chance(clock: Injected[Clock | None] = None) -> str:
    return clock.name if clock else ""


ENDPOINTS = by_itself, by_a_service, by_a_factory, by_a_list, by_a_dependency, by_chance
ALONE = "wireworks; fwd=bypass; detail=override"
STORED = "wireworks; fwd=miss; stored"


def serving(endpoint: Any) -> tuple[FastAPI, ServiceContainer]:
    manager, container = CacheManager(), ServiceContainer()
    manager.init()
    container.add_scoped(Clock).add_scoped(Page).add_scoped(Unrelated)
    container.add_instance(CacheManager, manager).add_instance(CacheSettings, CacheSettings())
    app = FastAPI()
    setup(app, container)
    app.get("/")(cached_response()(endpoint))
    return app, container


def asked(client: Any) -> tuple[str, str]:
    answer = client.get("/")
    return answer.json(), answer.headers["cache-status"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_fake_is_kept_and_no_real_answer_hides_it(endpoint) -> None:
    app, container = serving(endpoint)
    with client_of(app) as client:
        with container.override(Clock, Stopped, everywhere=True):
            assert asked(client) == ("stopped", ALONE)
        assert [asked(client) for _ in range(2)] == [("clock", STORED), ("clock", HIT)]
        with container.override(Clock, Stopped, everywhere=True):
            assert asked(client) == ("stopped", ALONE)
        assert asked(client) == ("clock", HIT)


def test_what_is_made_of_other_things_is_kept_and_found_as_ever() -> None:
    app, container = serving(by_a_service)
    with client_of(app) as client, container.override(Unrelated, Unrelated, everywhere=True):
        assert [asked(client) for _ in range(2)] == [("clock", STORED), ("clock", HIT)]


def test_what_the_container_does_not_know_is_not_overridden() -> None:
    container = ServiceContainer().add_scoped(Unrelated)
    app, manager = FastAPI(), CacheManager()
    setup(app, container)
    manager.init()
    container.add_instance(CacheManager, manager)
    app.get("/")(cached_response()(by_chance))
    with client_of(app) as client, container.override(Unrelated, Unrelated, everywhere=True):
        assert [asked(client) for _ in range(2)] == [("", STORED), ("", HIT)]


@pytest.mark.parametrize("kept_in", ["manager", "settings"])
def test_a_store_that_is_overridden_as_well_keeps_fakes(kept_in: str) -> None:
    app, container = serving(by_itself)
    manager = CacheManager()
    manager.init()
    store = {CacheManager: manager} if kept_in == "manager" else {CacheSettings: CacheSettings(prefix="test")}
    with client_of(app) as client:
        assert asked(client) == ("clock", STORED)
        with container.override({Clock: Stopped(), **store}, everywhere=True):
            assert [asked(client) for _ in range(2)] == [("stopped", STORED), ("stopped", HIT)]
        assert asked(client) == ("clock", HIT)
