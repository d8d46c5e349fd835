"""W11: what seldom happens to answers that are kept."""

import asyncio
from functools import partial
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import AliasChoices, AliasPath, BaseModel, Field

from tests.integration.fastapi.answering import Calls, Client, Gate, asking, keeping
from tests.integration.fastapi.parts import Session, client_of, problems_of
from wireworks import Injected
from wireworks.fastapi import cached_response, invalidate_responses


def test_who_is_given_the_request_itself_counts_as_one_who_reads_anything() -> None:
    app = keeping()

    @app.get("/")
    @cached_response()
    async def page(request: Injected[Request]) -> str:
        return request.url.path

    (problem,) = problems_of(app)
    assert "`Injected[Request]` takes the whole request" in str(problem)


class Anything(BaseModel, extra="allow"):
    x_tenant: str = ""


class Spelt(BaseModel):
    tenant: str = Field("", validation_alias=AliasChoices("x-tenant", AliasPath("x-other", 0)))


def test_a_model_that_takes_any_header_counts_too() -> None:
    app = keeping()

    @app.get("/")
    @cached_response()
    async def page(headers: Annotated[Anything, Header()]) -> str:
        return headers.x_tenant

    (problem,) = problems_of(app)
    assert "`Anything` takes the whole request" in str(problem)


def test_a_header_of_a_model_has_all_its_names() -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response()
    async def page(headers: Annotated[Spelt, Header()]) -> int:
        return calls.next()

    with client_of(app) as client:
        answers = [client.get("/", headers={"x-tenant": each}) for each in "aba"]
    assert [each.json() for each in answers] == [1, 2, 1]
    assert "X-Other, X-Tenant" in answers[0].headers["vary"]


def test_a_dependency_may_be_a_partial_or_an_object() -> None:
    app, calls = keeping(), Calls()

    def tenant_of(prefix: str, x_tenant: Annotated[str, Header()]) -> str:
        return prefix + x_tenant

    class Limit:
        async def __call__(self, x_limit: Annotated[int, Header()]) -> int:
            return x_limit

    @app.get("/")
    @cached_response()
    async def page(
        tenant: Annotated[str, Depends(partial(tenant_of, "tenant "))], limit: Annotated[int, Depends(Limit())]
    ) -> str:
        return f"{tenant} {limit} {calls.next()}"

    with client_of(app) as client:
        tenants = [("a", "1"), ("b", "1"), ("a", "2"), ("a", "1")]
        answers = [client.get("/", headers={"x-tenant": one, "x-limit": two}).json() for one, two in tenants]
    assert answers == ["tenant a 1 1", "tenant b 1 2", "tenant a 2 3", "tenant a 1 1"]


def test_an_endpoint_is_still_a_function_that_others_can_call() -> None:
    async def twice(number: int) -> int:
        return 2 * number

    def thrice(number: int) -> int:
        return 3 * number

    async def main() -> list[Any]:
        return [await cached_response()(twice)(2), await cached_response()(thrice)(number=2)]

    assert asyncio.run(main()) == [4, 6]


def test_names_that_come_later_are_read_as_far_as_fastapi_reads_them() -> None:
    app, calls = keeping(Session), Calls()

    async def page(session: Injected[Session]) -> "Later":  # noqa: F821 - that is the point
        return calls.next()

    app.get("/", response_model=None)(cached_response()(page))
    with client_of(app) as client:
        assert [client.get("/").json() for _ in range(2)] == [1, 1]


def test_what_nobody_waits_for_is_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireworks.fastapi._answer_endpoint._MANY", 1)
    app, calls = keeping(), Calls()

    @app.get("/{number}")
    @cached_response()
    async def page(number: int) -> StreamingResponse:
        calls.next()
        return StreamingResponse(iter(["page"]))

    with client_of(app) as client:
        details = [client.get(f"/{each}").headers["cache-status"].rpartition("=")[2] for each in (1, 1, 2, 1)]
    assert details == ["stream", "passed", "stream", "stream"]


def let_in(x_let_in: Annotated[str, Header()]) -> str:
    return x_let_in


def included(gate: Gate) -> FastAPI:
    """Return an app in which a router with a dependency is included."""
    router = APIRouter()
    router.get("/")(cached_response()(gate))
    app = keeping()
    app.include_router(router, prefix="/in", dependencies=[Depends(let_in)])
    return app


async def leaving(client: Client, gate: Gate, others: int) -> list[httpx2.Response]:
    """Ask, and leave while the endpoint is called; give what others get who wait."""
    headers = {"x-let-in": "yes"}
    first = asyncio.ensure_future(client.get("/in/", headers=headers))
    await gate.entered.wait()
    waiting = [asyncio.ensure_future(client.get("/in/", headers=headers)) for _ in range(others)]
    for _ in range(20):
        await asyncio.sleep(0)
    first.cancel()
    gate.opened.set()
    return list(await asyncio.gather(*waiting))


def test_a_route_of_a_router_is_served_once_more_as_it_was_included() -> None:
    gate = Gate()
    app = included(gate)
    answers = asking(app, lambda client: leaving(client, gate, 3))
    assert [answer.json() for answer in answers] == [2, 2, 2]


def test_what_is_made_once_more_and_may_not_be_kept_is_made_for_each() -> None:
    gate = Gate()

    class Streaming(Gate):
        async def __call__(self) -> Any:
            await gate()
            return StreamingResponse(iter(["page"]))

    app = included(Streaming())
    answers = asking(app, lambda client: leaving(client, gate, 3))
    assert [answer.text for answer in answers] == ["page"] * 3
    assert gate.calls == 5


def test_who_waits_and_is_cancelled_leaves_the_others_unharmed() -> None:
    app, gate = keeping(), Gate()
    app.get("/")(cached_response()(gate))

    async def ask(client: Client) -> list[int]:
        waiting = [asyncio.ensure_future(client.get("/")) for _ in range(3)]
        await gate.entered.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.sleep(0)
        gate.opened.set()
        return [(await each).json() for each in (waiting[0], waiting[2])]

    assert asking(app, ask) == [1, 1]


def test_invalidating_in_a_thread_of_ones_own_is_done_when_it_is_awaited() -> None:
    async def main() -> bool:
        return await asyncio.to_thread(lambda: asyncio.run(forget()))

    async def forget() -> bool:
        return await invalidate_responses("books")

    assert asyncio.run(main()) is True


def test_invalidating_outside_of_an_event_loop_gives_what_is_to_be_awaited() -> None:
    assert asyncio.run(asyncio.wait_for(invalidate_responses("books"), 5)) is True


def test_an_answer_is_given_though_nothing_can_be_kept_any_more() -> None:
    """As where the event loop ends, and all of its tasks are cancelled."""
    app = keeping()

    @app.get("/")
    @cached_response()
    async def page() -> str:
        for task in asyncio.all_tasks():
            if getattr(task.get_coro(), "__name__", "") == "get_or_set":
                task.cancel()
        for _ in range(10):
            await asyncio.sleep(0)
        return "page"

    async def ask(client: Client) -> str:
        return (await client.get("/")).json()

    assert asking(app, ask) == "page"
