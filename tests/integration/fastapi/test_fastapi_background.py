"""W4: what comes after the response, and the scope that may end there too."""

import pytest
from fastapi import BackgroundTasks
from fastapi.responses import PlainTextResponse, Response
from starlette.background import BackgroundTask

from tests.integration.fastapi.parts import Journal, Session, client_of, noting, refused_session, wired
from wireworks import Injected, ServiceClosedError, ServiceContainer


async def endpoint(session: Injected[Session]) -> str:
    return "stored"


def test_background_tasks_run_after_the_commit_and_without_the_scope() -> None:
    """W4: those of the endpoint and those of the response."""
    journal, container = Journal(), ServiceContainer()
    app = wired(journal.session, container=container)

    def task() -> None:
        with pytest.raises(ServiceClosedError):
            container.get(Session)
        journal.note("task")

    @app.get("/endpoint")
    async def by_the_endpoint(session: Injected[Session], tasks: BackgroundTasks) -> None:
        tasks.add_task(task)

    @app.get("/response")
    async def by_the_response(session: Injected[Session]) -> Response:
        return PlainTextResponse("text", background=BackgroundTask(task))

    with client_of(noting(app, journal)) as client:
        client.get("/endpoint")
        client.get("/response")
    assert journal.entries == ["commit", "http.response.start", "http.response.body", "task"] * 2


def test_an_injected_function_has_a_scope_of_its_own_as_a_background_task() -> None:
    """W4, L13: the request's is no longer open."""
    journal, container = Journal(), ServiceContainer()
    app = wired(journal.session, container=container)
    seen: list[Session] = []

    @container.inject
    async def task(session: Injected[Session]) -> None:
        seen.append(session)

    @app.get("/")
    async def with_task(session: Injected[Session], tasks: BackgroundTasks) -> None:
        seen.append(session)
        tasks.add_task(task)

    with client_of(app) as client:
        client.get("/")
    assert journal.entries == ["commit", "commit"]
    assert seen[0] is not seen[1]


def test_background_tasks_do_not_run_when_the_commit_fails() -> None:
    """W4."""
    app, ran = wired(refused_session), list[str]()

    @app.get("/")
    async def with_task(session: Injected[Session], tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "task")

    with client_of(app) as client:
        assert client.get("/").status_code == 500
    assert ran == []


def test_the_scope_may_end_after_the_response_as_fastapi_has_it() -> None:
    """W4: background tasks run inside it then, and a failing commit comes too late to tell the client."""
    journal, container = Journal(), ServiceContainer()
    app = wired(journal.session, container=container, close_scope="after_response")
    late = wired(refused_session, close_scope="after_response")
    late.get("/")(endpoint)

    @app.get("/")
    async def with_task(session: Injected[Session], tasks: BackgroundTasks) -> None:
        tasks.add_task(lambda: journal.note(["task", container.get(Session) is session]))

    with client_of(noting(app, journal)) as client, client_of(late) as late_client:
        client.get("/")
        assert late_client.get("/").status_code == 200
    assert journal.entries == ["http.response.start", "http.response.body", ["task", True], "commit"]
