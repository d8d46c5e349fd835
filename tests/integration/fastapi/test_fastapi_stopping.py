"""W10: an app hears that it is to stop, before the server tells it at last."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.integration.fastapi.parts import wired
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Stopping, setup


def test_an_app_has_one_and_it_is_told_when_the_lifespan_ends(app, container) -> None:
    """W10: there is nothing to register."""

    @app.get("/")
    async def endpoint(stopping: Injected[Stopping]) -> bool:
        assert stopping is container.get(Stopping)
        return stopping.stopped

    with TestClient(app) as client:
        assert client.get("/").json() is False
        stopping = container.get(Stopping)
    assert stopping.stopped


def test_one_that_is_registered_is_taken(container) -> None:
    """W10: it is told, and starts anew with the next app."""
    mine = Stopping()
    container.add_instance(Stopping, mine)
    fork = container.fork()
    for each in (container, fork):
        with TestClient(wired(container=each)):
            assert each.get(Stopping) is mine
            assert not mine.stopped
        assert mine.stopped


def test_every_container_has_its_own(container) -> None:
    """W10, W7: tests at the same time do not stop each other's apps."""
    setup(FastAPI(), container)
    assert container.fork().get(Stopping) is not container.get(Stopping)


def test_a_mounted_app_stops_with_the_app_around_it_and_not_the_other_way() -> None:
    """W10: whatever container it has."""
    outer, inner = ServiceContainer(), ServiceContainer()
    app, mounted = wired(container=outer), wired(container=inner)
    app.mount("/mounted", mounted)
    app.mount("/same", wired(container=outer))

    @app.get("/{name}")
    async def stop(name: str) -> list[bool]:
        (outer if name == "outer" else inner).get(Stopping).stop()
        await asyncio.sleep(0)
        return [outer.get(Stopping).stopped, inner.get(Stopping).stopped]

    with TestClient(app) as client:
        assert client.get("/inner").json() == [False, True]
        assert client.get("/outer").json() == [True, True]


def test_what_the_lifespan_of_the_app_started_is_told_before_it_ends() -> None:
    """W10: such as a worker, which that lifespan waits for."""
    container = ServiceContainer()
    ended: list[bool] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stopping = container.get(Stopping)
        worker = asyncio.create_task(stopping.wait())
        yield
        await worker
        ended.append(stopping.stopped)

    app = FastAPI(lifespan=lifespan)
    setup(app, container)
    with TestClient(app):
        pass
    assert ended == [True]


def test_apps_that_start_in_its_lead_stop_with_it(app, container) -> None:
    """W10: for who runs a server in a thread, and has nothing but the app."""
    stopping = Stopping()
    with stopping.leading(), TestClient(app):
        assert not container.get(Stopping).stopped
        stopping.stop()
        assert container.get(Stopping).stopped
