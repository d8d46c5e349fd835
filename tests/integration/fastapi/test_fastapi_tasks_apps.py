"""W9: the tasks of an app from its start to its stop."""

import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from fastapi import BackgroundTasks, FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from tests.integration.fastapi.parts import Journal, Session, client_of, problems_of, refused_session, wired
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Tasks, add_request_id, setup
from wireworks.stopping import Stopping
from wireworks.tasks import LocalQueue, TaskError, TaskQueue, TaskQueueFullError, TaskSettings

journal = Journal()
container = ServiceContainer().add_scoped(journal.session)
app = FastAPI()
add_request_id(app)
setup(app, container)
log = logging.getLogger(__name__)
done = threading.Event()


def test_a_task_is_dropped_when_the_commit_fails() -> None:
    """W9, W4: the client is told 500."""
    app, ran = wired(refused_session), list[str]()

    @app.get("/")
    async def endpoint(session: Injected[Session], tasks: Injected[Tasks]) -> None:
        tasks.add(ran.append, "task")

    with client_of(app) as client:
        assert client.get("/").status_code == 500
    assert ran == []


def test_tasks_run_when_the_scope_has_ended_after_the_response() -> None:
    """W9, W4: with ``close_scope="after_response"`` that is later than FastAPI's own."""
    own = Journal()
    app = wired(own.session, close_scope="after_response")

    @app.get("/")
    async def endpoint(session: Injected[Session], tasks: Injected[Tasks], background: BackgroundTasks) -> None:
        tasks.add(own.note, "task")
        background.add_task(own.note, "background")

    with client_of(app) as client:
        client.get("/")
    assert own.entries == ["background", "commit", "task"]


def test_tasks_are_finished_when_the_app_stops_before_what_it_opened_is_closed() -> None:
    """W9: its own lifespan ends later, the container last."""
    entries: list[str] = []
    app, container = FastAPI(), ServiceContainer()

    class Store: ...

    def store() -> Iterator[Store]:
        yield Store()
        entries.append("container closed")

    async def slow(store: Injected[Store], stopping: Injected[Stopping]) -> None:
        await stopping.wait()
        entries.append("task")

    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        entries.append("lifespan ended")

    app = FastAPI(lifespan=asynccontextmanager(lifespan))
    setup(app, container.add_singleton(store))

    @app.get("/")
    async def endpoint(tasks: Injected[Tasks]) -> None:
        tasks.add(slow)

    with TestClient(app) as client:
        client.get("/")
        assert entries == []
    assert entries == ["task", "lifespan ended", "container closed"]


def test_a_mounted_app_with_a_container_of_its_own_has_tasks_of_its_own() -> None:
    """W1, W9."""
    entries: list[str] = []
    inner, outer = FastAPI(), FastAPI()

    for each in (inner, outer):
        setup(each, ServiceContainer())

        @each.get("/")
        async def endpoint(tasks: Injected[Tasks]) -> None:
            tasks.add(entries.append, "done")

    outer.mount("/inner", inner)
    with TestClient(outer) as client:
        client.get("/")
        client.get("/inner/")
    assert entries == ["done", "done"]


def test_an_app_that_has_not_started_does_no_tasks() -> None:
    """W9: as a test client without ``with``."""
    app = wired()

    @app.get("/")
    async def endpoint(tasks: Injected[Tasks]) -> None:
        tasks.add(print)

    with pytest.raises(TaskError, match="with TestClient"):
        TestClient(app).get("/")


def test_a_full_queue_is_answered_before_anything_is_stored() -> None:
    """W9."""
    own = Journal()
    container = ServiceContainer().add_instance(TaskSettings, TaskSettings(capacity=0))
    app = wired(own.session, container=container)

    @app.exception_handler(TaskQueueFullError)
    async def busy(*_: object) -> PlainTextResponse:
        return PlainTextResponse("busy", status_code=503)

    @app.get("/")
    async def endpoint(session: Injected[Session], tasks: Injected[Tasks]) -> None:
        tasks.add(print)

    with client_of(app) as client:
        assert client.get("/").status_code == 503
    assert [type(entry) for entry in own.entries] == [TaskQueueFullError]


def test_overrides_reach_the_tasks_of_a_request() -> None:
    """W7: those of a test that everybody is to see."""
    got: list[str] = []

    class Post:
        name = "real"

    class Fake(Post):
        name = "fake"

    container = ServiceContainer().add_singleton(Post)
    app = wired(container=container)

    async def send(post: Injected[Post]) -> None:
        got.append(post.name)

    @app.get("/")
    async def endpoint(tasks: Injected[Tasks]) -> None:
        tasks.add(send)

    with container.override(Post, Fake(), everywhere=True), TestClient(app) as client:
        client.get("/")
    assert got == ["fake"]


def test_a_queue_can_be_registered_before_the_app_is_set_up_or_after() -> None:
    """W9."""

    class Own(LocalQueue): ...

    container = ServiceContainer()
    setup(FastAPI(), container)
    container.add_singleton(TaskQueue, Own)
    container.validate()

    container = ServiceContainer().add_singleton(TaskQueue, Own)
    setup(FastAPI(), container)
    container.validate()


def test_an_endpoint_that_cannot_have_tasks_is_told_when_the_app_starts() -> None:
    """W6: the app is checked together with its tasks."""

    class Keeper:
        def __init__(self, tasks: Tasks) -> None: ...

    app = wired(container=ServiceContainer().add_singleton(Keeper))

    assert "would keep `Tasks`" in str(problems_of(app)[0])
