"""W11: what is given when the time of an answer is over, and what is made anew behind callers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import BackgroundTasks, HTTPException, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.background import BackgroundTask

from tests.integration.fastapi.answering import HIT, Calls, Client, asking, keeping
from tests.integration.fastapi.parts import Journal, Refused, Session, client_of
from wireworks import Injected
from wireworks.fastapi import cached_response


@pytest.mark.parametrize("how", ["error", "status", "exception"])
def test_stale_if_error_gives_what_was_before(how: str) -> None:
    """RFC 5861, 4; the scope of the request that failed is rolled back all the same."""
    journal, calls = Journal(), Calls()
    app = keeping(journal.session)

    @app.get("/")
    @cached_response(ttl=0.001, stale_if_error=60)
    async def page(session: Injected[Session]) -> Any:
        if calls.next() == 1:
            return "good"
        if how == "error":
            raise Refused
        if how == "exception":
            raise HTTPException(503)
        return PlainTextResponse("bad", 502)

    async def ask(client: Client) -> list[httpx2.Response]:
        answers = [await client.get("/")]
        await asyncio.sleep(0.005)
        return [*answers, await client.get("/")]

    answers = asking(app, ask)
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, "good")] * 2
    assert len(calls) == 2


@pytest.mark.parametrize("how", ["error", "status", "exception"])
def test_an_error_with_nothing_from_before_is_that_error(how: str) -> None:
    app = keeping()

    @app.get("/")
    @cached_response(stale_if_error=60)
    async def page() -> Any:
        if how == "error":
            raise Refused
        if how == "exception":
            raise HTTPException(503)
        return PlainTextResponse("bad", 502)

    with client_of(app) as client:
        assert client.get("/").status_code == {"error": 500, "exception": 503, "status": 502}[how]


def test_a_404_after_the_time_of_an_answer_is_no_error_that_something_old_stands_in_for() -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response(ttl=0.001, stale_if_error=60)
    async def page() -> str:
        if calls.next() > 1:
            raise HTTPException(404)
        return "good"

    async def ask(client: Client) -> list[int]:
        statuses = [(await client.get("/")).status_code]
        await asyncio.sleep(0.005)
        return [*statuses, (await client.get("/")).status_code]

    assert asking(app, ask) == [200, 404]


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_stale_while_revalidate_answers_at_once_and_makes_it_anew_in_a_scope_of_its_own(kind: str) -> None:
    """RFC 5861, 3."""
    journal = Journal()
    app, calls, made_anew = keeping(journal.session), Calls(), asyncio.Event()

    async def page(session: Injected[Session]) -> int:
        if calls.next(id(session)) == 2:
            made_anew.set()
        return len(calls)

    app.get("/")(cached_response(ttl=0.02, stale_while_revalidate=60)(page))

    async def ask(client: Client) -> list[int]:
        answers = [(await client.get("/")).json()]
        await asyncio.sleep(0.03)
        answers.append((await client.get("/")).json())
        await made_anew.wait()
        for _ in range(100):
            await asyncio.sleep(0)
        return [*answers, (await client.get("/")).json()]

    assert asking(app, ask) == [1, 1, 2]


@pytest.mark.parametrize("how", ["commit", "stream", "size"])
def test_what_is_made_anew_and_fails_or_may_not_be_kept_leaves_what_was_before(how: str) -> None:
    app, calls, again = keeping(), Calls(), asyncio.Event()

    async def bad() -> AsyncIterator[str]:
        yield "bad"

    @app.get("/")
    @cached_response(ttl=0.001, stale_while_revalidate=60, max_bytes=100)
    async def page() -> Any:
        if calls.next() == 1:
            return "good"
        again.set()
        if how == "commit":
            raise Refused
        return StreamingResponse(bad()) if how == "stream" else "bad" * 100

    async def ask(client: Client) -> list[str]:
        answers = [(await client.get("/")).json()]
        await asyncio.sleep(0.005)
        answers.append((await client.get("/")).json())
        await again.wait()
        for _ in range(500):
            await asyncio.sleep(0)
        return [*answers, (await client.get("/")).json()]

    assert asking(app, ask) == ["good"] * 3


def test_background_tasks_of_who_made_it_run_once_and_do_not_hold_up_others() -> None:
    app, ran, go_on = keeping(), Calls(), asyncio.Event()
    started = {"mine": asyncio.Event(), "returned": asyncio.Event()}

    async def work(what: str) -> None:
        ran.next(what)
        started[what].set()
        await go_on.wait()

    @app.get("/mine")
    @cached_response()
    async def mine(tasks: BackgroundTasks) -> str:
        tasks.add_task(work, "mine")
        return "page"

    @app.get("/returned")
    @cached_response()
    async def returned() -> Response:
        return PlainTextResponse("page", background=BackgroundTask(work, "returned"))

    async def ask(client: Client) -> list[str]:
        found = []
        for path in ("/mine", "/returned"):
            first = asyncio.ensure_future(client.get(path))
            await started[path[1:]].wait()
            found.append((await client.get(path)).headers["cache-status"])
            go_on.set()
            await first
        return found

    assert asking(app, ask) == [HIT, HIT]
    assert ran == ["mine", "returned"]
