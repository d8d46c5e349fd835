"""W11: an answer is made once, in the scope of one request, and kept once that has ended well."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, HTTPException, Response
from fastapi.responses import StreamingResponse

from tests.integration.fastapi.answering import HIT, Calls, Client, Gate, asking, keeping
from tests.integration.fastapi.parts import Journal, Refused, Session, client_of, refused_session
from wireworks import Injected
from wireworks.fastapi import cached_response


async def together(client: Client, gate: Gate, count: int) -> list[httpx2.Response]:
    """Ask at the same time, and let the endpoint on when all have asked."""
    asking = [asyncio.ensure_future(client.get("/")) for _ in range(count)]
    await gate.entered.wait()
    for _ in range(20):
        await asyncio.sleep(0)
    gate.opened.set()
    return list(await asyncio.gather(*asking))


def test_all_who_ask_at_the_same_time_have_one_call() -> None:
    """C7."""
    app, gate = keeping(), Gate()
    app.get("/")(cached_response()(gate))
    answers = asking(app, lambda client: together(client, gate, 50))
    assert [answer.json() for answer in answers] == [1] * 50
    assert sorted({answer.headers["cache-status"] for answer in answers}) == ["wireworks; fwd=miss; stored", HIT]


@pytest.mark.parametrize("when", ["called", "waiting"])
def test_a_first_caller_who_is_cancelled_harms_nobody(when: str) -> None:
    """The endpoint is called once more then, for all who wait, in a scope of its own."""
    journal = Journal()
    app, gate = keeping(journal.session), Gate()

    @app.get("/")
    @cached_response()
    async def page(session: Injected[Session]) -> int:
        return await gate()

    async def ask(client: Client) -> list[int]:
        first = asyncio.ensure_future(client.get("/"))
        if when == "called":
            await gate.entered.wait()
        others = [asyncio.ensure_future(client.get("/")) for _ in range(5)]
        for _ in range(20):
            await asyncio.sleep(0)
        first.cancel()
        gate.opened.set()
        return [answer.json() for answer in await asyncio.gather(*others)]

    assert len(set(asking(app, ask))) == 1
    assert gate.calls == 2


def test_a_first_caller_may_be_cancelled_at_any_moment() -> None:
    """C7, C11: between two steps of the event loop, such as just when it is told to call the endpoint."""
    app, calls = keeping(), Calls()

    @app.get("/{step}")
    @cached_response()
    async def page(step: int) -> int:
        await asyncio.sleep(0)
        return calls.next(step)

    async def ask(client: Client) -> None:
        for step in range(30):
            first, *others = (asyncio.ensure_future(client.get(f"/{step}")) for _ in range(3))
            for _ in range(step):
                await asyncio.sleep(0)
            first.cancel()
            async with asyncio.timeout(5):
                answers = await asyncio.gather(*others)
            assert [answer.status_code for answer in answers] == [200, 200]
            await asyncio.wait([first])

    asking(app, ask)


def test_when_the_only_caller_is_cancelled_nothing_goes_on() -> None:
    app, gate = keeping(), Gate()
    app.get("/")(cached_response()(gate))

    async def ask(client: Client) -> int:
        first = asyncio.ensure_future(client.get("/"))
        await gate.entered.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        gate.opened.set()
        return (await client.get("/")).json()

    assert asking(app, ask) == 2


def test_the_endpoint_and_its_services_are_spared_and_dependencies_are_not() -> None:
    journal, calls = Journal(), Calls()
    app = keeping(journal.session)

    @app.get("/", dependencies=[Depends(calls.next)])
    @cached_response()
    def page(session: Injected[Session]) -> str:
        return "page"

    with client_of(app) as client:
        assert [client.get("/").json() for _ in range(3)] == ["page"] * 3
    assert len(calls) == 3
    assert journal.entries == ["commit"]


def test_a_commit_that_fails_is_a_500_and_nothing_is_kept() -> None:
    """W4."""
    app, calls = keeping(refused_session), Calls()

    @app.get("/")
    @cached_response()
    async def page(session: Injected[Session]) -> int:
        return calls.next()

    with client_of(app) as client:
        assert [client.get("/").status_code for _ in range(2)] == [500, 500]
    assert len(calls) == 2


@pytest.mark.parametrize("by", ["container", "fastapi"])
def test_a_commit_that_fails_after_the_response_keeps_nothing_either(by: str) -> None:
    app = keeping(refused_session, close_scope="after_response" if by == "container" else "before_response")
    calls = Calls()

    async def ours(session: Injected[Session]) -> int:
        return calls.next()

    async def fastapis(session: Annotated[Session, Depends(refused_session)]) -> int:
        return calls.next()

    app.get("/")(cached_response()(ours if by == "container" else fastapis))
    with client_of(app) as client:
        assert [client.get("/").json() for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("by", ["container", "fastapi"])
def test_what_ends_well_after_the_response_is_kept_then(by: str) -> None:
    journal, calls = Journal(), Calls()
    app = keeping(journal.session, close_scope="after_response" if by == "container" else "before_response")

    async def fastapi_session() -> AsyncIterator[Session]:
        yield Session()

    async def ours(session: Injected[Session]) -> int:
        return calls.next()

    async def fastapis(session: Annotated[Session, Depends(fastapi_session)]) -> int:
        return calls.next()

    app.get("/")(cached_response()(ours if by == "container" else fastapis))
    with client_of(app) as client:
        assert [client.get("/").json() for _ in range(3)] == [1, 1, 1]


def test_all_who_waited_for_a_commit_that_fails_hear_of_it() -> None:
    app, gate = keeping(refused_session), Gate()

    @app.get("/")
    @cached_response()
    async def page(session: Injected[Session]) -> int:
        return await gate()

    answers = asking(app, lambda client: together(client, gate, 5))
    assert [answer.status_code for answer in answers] == [500] * 5
    assert gate.calls == 1


def test_an_error_that_nobody_handles_reaches_all_who_waited_once() -> None:
    """C7: no storm on what is broken."""
    app, gate = keeping(), Gate()

    @app.get("/")
    @cached_response()
    async def page() -> int:
        await gate()
        raise Refused

    answers = asking(app, lambda client: together(client, gate, 5))
    assert [answer.status_code for answer in answers] == [500] * 5
    assert gate.calls == 1


@pytest.mark.parametrize("what", ["error", "cookie", "stream"])
def test_what_is_for_one_caller_is_made_for_each_and_nobody_waits_again(what: str) -> None:
    """Varnish had its users wait in line for such answers."""
    app, gate = keeping(), Gate()

    @app.get("/")
    @cached_response()
    async def page(response: Response) -> Any:
        made = await gate()
        if what == "error":
            raise HTTPException(404, str(made))
        if what == "stream":
            return StreamingResponse(iter([str(made)]))
        response.set_cookie("made", str(made))
        return made

    async def ask(client: Client) -> list[httpx2.Response]:
        answers = await together(client, gate, 5)
        return [*answers, await client.get("/")]

    answers = asking(app, ask)
    assert gate.calls == 6
    assert {answer.status_code for answer in answers} == {404 if what == "error" else 200}
