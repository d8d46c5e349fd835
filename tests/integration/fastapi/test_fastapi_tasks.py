"""W9: tasks of requests, over real sockets: after the commit, whatever the response, and without harm to it."""

import logging
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import httpx2
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, WebSocket
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.background import BackgroundTask
from websockets.sync.client import connect

from tests.integration.fastapi.parts import Journal, Session
from tests.servers import run_app
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import RequestId, RequestIdFilter, Tasks, add_request_id, setup
from wireworks.tasks import TaskQueue

journal = Journal()
container = ServiceContainer().add_scoped(journal.session)
app = FastAPI()
add_request_id(app)
setup(app, container)
log = logging.getLogger(__name__)
done = threading.Event()


class Service:
    def __init__(self, tasks: Tasks, session: Session) -> None:
        self.tasks = tasks


container.add_scoped(Service)


async def later(entry: str, session: Injected[Session], request_id: Injected[RequestId]) -> None:
    journal.note((entry, str(request_id)))
    log.warning("doing it")
    if entry == "bad":
        raise OSError("no post today")
    done.set()


def add_one(tasks: Injected[Tasks]) -> None:
    tasks.add(later, "task")


@app.post("/async")
async def in_loop(service: Injected[Service], tasks: Injected[Tasks]) -> None:
    tasks.add(later, "task")


@app.post("/sync")
def in_thread(service: Injected[Service], tasks: Injected[Tasks]) -> None:
    tasks.add(later, "task")


@app.post("/depends")
async def depending(service: Injected[Service], _: Annotated[None, Depends(add_one)]) -> None: ...


@app.post("/service")
async def of_service(service: Injected[Service]) -> None:
    service.tasks.add(later, "task")


@app.post("/own-background")
async def own_background(service: Injected[Service], background: BackgroundTasks) -> PlainTextResponse:
    background.add_task(journal.note, "FastAPI drops it")
    service.tasks.add(later, "task")
    return PlainTextResponse("text", background=BackgroundTask(journal.note, "the response's"))


@app.post("/stream")
async def stream(service: Injected[Service]) -> StreamingResponse:
    service.tasks.add(later, "task")

    async def body() -> AsyncIterator[str]:
        yield "a"
        journal.note("streaming")
        yield "b"

    return StreamingResponse(body())


@app.post("/bad")
async def bad(service: Injected[Service]) -> None:
    service.tasks.add(later, "bad")
    service.tasks.add(later, "task")


@app.post("/refused")
async def refused(service: Injected[Service]) -> None:
    service.tasks.add(later, "task")
    raise HTTPException(409)


@app.post("/join")
async def join(queue: Injected[TaskQueue]) -> None:
    await queue.join()


@app.websocket("/socket")
async def socket(websocket: WebSocket, service: Injected[Service]) -> None:
    await websocket.accept()
    service.tasks.add(later, "task")
    await websocket.send_text("added")
    await websocket.close()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with run_app(app) as base:
        yield base


@pytest.fixture(autouse=True)
def fresh() -> None:
    journal.entries.clear()
    done.clear()


def ask(url: str, path: str) -> httpx2.Response:
    return httpx2.post(f"{url}{path}", headers={"X-Request-ID": "id-7"})


@pytest.mark.parametrize("path", ["/async", "/sync", "/depends", "/service", "/stream"])
def test_a_task_runs_after_the_commit_of_its_request(url: str, path: str) -> None:
    """W9, W8: in a scope of its own, and knows the id of the request. In a stream, after its end."""
    assert ask(url, path).status_code == 200

    ask(url, "/join")
    committed = ["streaming", "commit"] if path == "/stream" else ["commit"]
    assert journal.entries[: len(committed) + 1] == [*committed, ("task", "id-7")]


def test_a_task_is_not_dropped_when_the_response_has_a_background_of_its_own(url: str) -> None:
    """W9: FastAPI drops the tasks of its ``BackgroundTasks`` then; ours are none of its business."""
    assert ask(url, "/own-background").text == "text"

    ask(url, "/join")
    assert ("task", "id-7") in journal.entries
    assert "the response's" in journal.entries
    assert "FastAPI drops it" not in journal.entries


def test_a_failing_task_harms_neither_what_was_acknowledged_nor_other_tasks(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """W9: with FastAPI's own a failure rolls back work that the client was told is done."""
    assert ask(url, "/bad").status_code == 200

    ask(url, "/join")
    assert journal.entries[0] == "commit"
    assert ("bad", "id-7") in journal.entries
    assert ("task", "id-7") in journal.entries
    assert [type(entry) for entry in journal.entries if isinstance(entry, Exception)] == [OSError]
    assert "given up" in caplog.text


def test_a_task_is_dropped_when_its_request_was_refused(url: str) -> None:
    """W9, W3: the unit of work was rolled back, and the task is about it."""
    assert ask(url, "/refused").status_code == 409
    assert ask(url, "/async").status_code == 200

    ask(url, "/join")
    tasks = [entry for entry in journal.entries if isinstance(entry, tuple)]
    assert tasks == [("task", "id-7")]


def test_a_task_of_a_websocket_runs_when_the_connection_has_ended_well(url: str) -> None:
    """W9, W5."""
    with connect(url.replace("http", "ws") + "/socket") as connection:
        assert connection.recv() == "added"

    assert done.wait(5)
    assert journal.entries[0] == "commit"


def test_log_records_of_a_task_have_the_id_of_the_request(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """W8."""
    caplog.handler.addFilter(RequestIdFilter())

    ask(url, "/async")

    ask(url, "/join")
    assert [vars(record)["request_id"] for record in caplog.records if record.name == __name__] == ["id-7"]
