"""W11: what belongs to one request is not kept, nor what may depend on what nobody names."""

from typing import Annotated

import httpx2
from fastapi import Depends, FastAPI, Path, Request, Response

from tests.integration.fastapi.answering import Calls, keeping
from tests.integration.fastapi.parts import client_of, problems_of
from wireworks import Injected
from wireworks.fastapi import cached_response


def test_what_sets_a_cookie_is_never_kept() -> None:
    app, calls = keeping(), Calls()

    @app.get("/login")
    @cached_response(shared=True)
    async def login(response: Response) -> int:
        response.set_cookie("session", f"secret {calls.next()}")
        return len(calls)

    with client_of(app) as client:
        first, second = client.get("/login"), httpx2.Response(200)
        client.cookies.clear()
        second = client.get("/login")
    assert (first.json(), second.json()) == (1, 2)
    assert "secret 2" in second.headers["set-cookie"]
    assert first.headers["cache-status"] == "wireworks; fwd=miss; detail=set-cookie"


def test_what_a_dependency_sets_for_one_caller_goes_to_no_other() -> None:
    app, calls = keeping(), Calls()

    async def session_of(response: Response) -> None:
        response.set_cookie("session", f"secret {calls.next()}")

    @app.get("/page", dependencies=[Depends(session_of)])
    @cached_response(shared=True)
    async def page() -> str:
        return "page"

    with client_of(app) as client:
        cookies = [client.get("/page", headers={"cookie": ""}).headers.get_list("set-cookie") for _ in range(2)]
    assert [["secret 1" in cookie for cookie in each] for each in cookies] == [[True], [False]]


def test_what_a_dependency_says_of_one_request_is_said_of_that_alone() -> None:
    app, calls = keeping(), Calls()

    async def limit(response: Response) -> None:
        response.headers["x-remaining"] = str(10 - calls.next())

    @app.get("/page", dependencies=[Depends(limit)])
    @cached_response()
    async def page(response: Response) -> str:
        response.headers["x-own"] = "kept"
        return "page"

    with client_of(app) as client:
        answers = [client.get("/page") for _ in range(3)]
    assert [each.headers["x-remaining"] for each in answers] == ["9", "8", "7"]
    assert [each.headers["x-own"] for each in answers] == ["kept"] * 3
    assert [each.headers["cache-status"] for each in answers] == [
        "wireworks; fwd=miss; stored",
        "wireworks; hit",
        "wireworks; hit",
    ]


class Visitor:
    def __init__(self, request: Request) -> None:
        self.name = request.headers["x-user"]


class Greeter:
    def __init__(self, visitor: Visitor) -> None:
        self.name = visitor.name


def test_a_service_that_knows_the_request_counts_as_one_who_reads_anything() -> None:
    app = keeping(Visitor, Greeter)

    @app.get("/")
    @cached_response()
    async def greet(greeter: Injected[Greeter]) -> str:
        return greeter.name

    (problem,) = problems_of(app)
    assert "`Visitor` takes the whole request" in str(problem)


def test_a_service_of_a_dependency_counts_too() -> None:
    app = keeping(Visitor)

    async def name_of(visitor: Injected[Visitor]) -> str:
        return visitor.name

    @app.get("/")
    @cached_response()
    async def greet(name: Annotated[str, Depends(name_of)]) -> str:
        return name

    (problem,) = problems_of(app)
    assert "`Visitor` takes the whole request" in str(problem)


def test_a_late_route_that_does_not_say_who_gets_the_same_answers_nobody() -> None:
    app = keeping()

    with client_of(app) as client:

        @app.get("/late")
        @cached_response()
        async def late(request: Request) -> str:
            return request.headers["x-user"]

        assert client.get("/late", headers={"x-user": "ada"}).status_code == 500


def test_who_takes_the_request_and_says_what_matters_is_told_apart_by_host_as_well() -> None:
    """Links are written with it, and anybody may send one."""
    app, calls = keeping(), Calls()

    @app.get("/link")
    @cached_response(vary=())
    async def link(request: Request) -> str:
        return f"{request.url_for('link')} {calls.next()}"

    with client_of(app) as client:
        evil = client.get("/link", headers={"host": "evil.example"})
        good = client.get("/link", headers={"host": "shop.example"})
    assert "evil.example" in evil.text
    assert "shop.example" in good.text


def test_endpoints_at_one_path_of_different_hosts_are_told_apart() -> None:
    app, calls = keeping(), Calls()
    app.state.calls = calls
    tenants = FastAPI()

    @tenants.get("/")
    @cached_response()
    async def home(tenant: Annotated[str, Path()]) -> str:
        return f"{tenant} {calls.next()}"

    app.host("{tenant}.example", tenants)
    with client_of(app) as client:
        answers = [client.get("/", headers={"host": f"{each}.example"}).json() for each in "abab"]
    assert answers == ["a 1", "b 2"] * 2
