"""W11: nobody gets what was made for another; each of these is a way in which caches of endpoints told on users."""

import asyncio
from contextvars import ContextVar
from typing import Annotated

import httpx2
import pytest
from fastapi import Cookie, Depends, FastAPI, Header, HTTPException, Request, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPBasic, HTTPBearer
from pydantic import BaseModel
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.integration.fastapi.answering import Calls, keeping
from tests.integration.fastapi.parts import client_of
from wireworks.fastapi import cached_response


class User(BaseModel):
    name: str


def ada_and_grace(app: FastAPI, path: str, ada: dict[str, str], grace: dict[str, str]) -> list[str]:
    """Ask twice as each of two users, and return what they get."""
    with client_of(app) as client:
        return [client.get(path, headers=each).text for each in (ada, grace, ada, grace)]


def test_who_sends_authorization_is_served_alone() -> None:
    app, calls = keeping(), Calls()

    @app.get("/me")
    @cached_response()
    async def me(authorization: Annotated[str, Depends(HTTPBearer(auto_error=False))]) -> str:
        return f"{authorization} {calls.next()}"

    with client_of(app) as client:
        ada = client.get("/me", headers={"authorization": "Bearer ada"})
        grace = client.get("/me", headers={"authorization": "Bearer grace"})
        nobody = [client.get("/me").text for _ in range(2)]
    assert "ada" in ada.text
    assert "grace" in grace.text
    assert ada.headers["cache-control"] == "private"
    assert ada.headers["cache-status"] == "wireworks; fwd=bypass; detail=authorization"
    assert nobody[0] == nobody[1] == '"None 3"'


def test_who_sends_authorization_is_served_alone_though_nobody_seems_to_read_it() -> None:
    """A middleware may, and leave what it found in a context variable."""
    app, user = keeping(), ContextVar("user", default="nobody")

    class Authentication:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            headers = dict(scope.get("headers", ()))
            user.set((headers.get(b"authorization") or headers.get(b"cookie") or b"nobody").decode())
            await self.app(scope, receive, send)

    app.add_middleware(Authentication)

    @app.get("/me")
    @cached_response()
    async def me() -> str:
        return user.get()

    tokens = ada_and_grace(app, "/me", {"authorization": "ada"}, {"authorization": "grace"})
    assert tokens == ['"ada"', '"grace"'] * 2


def session_of(session: Annotated[str | None, Cookie()] = None) -> str | None:
    return session


@pytest.mark.parametrize("by", ["parameter", "dependency", "scheme"])
def test_who_sends_a_cookie_is_served_alone(by: str) -> None:
    app = keeping()
    read = {
        "parameter": Cookie(None),
        "dependency": Depends(session_of),
        "scheme": Security(APIKeyCookie(name="session", auto_error=False)),
    }[by]

    @app.get("/basket")
    @cached_response()
    async def basket(session: str | None = read) -> str:
        return str(session)

    answers = ada_and_grace(app, "/basket", {"cookie": "session=ada"}, {"cookie": "session=grace"})
    assert answers == ['"ada"', '"grace"'] * 2


@pytest.mark.parametrize(
    ("scheme", "ada", "grace"),
    [
        (HTTPBasic(auto_error=False), {"authorization": "Basic YTph"}, {"authorization": "Basic Zzpn"}),
        (APIKeyHeader(name="X-Key", auto_error=False), {"x-key": "ada"}, {"x-key": "grace"}),
    ],
)
def test_who_sends_what_a_security_scheme_reads_is_served_alone(scheme, ada, grace) -> None:
    app, calls = keeping(), Calls()

    async def user_of(found: Annotated[object, Security(scheme)]) -> str:
        return str(found)

    @app.get("/me")
    @cached_response()
    async def me(user: Annotated[str, Depends(user_of)]) -> str:
        return f"{user} {calls.next()}"

    assert len(set(ada_and_grace(app, "/me", ada, grace))) == 4


def test_who_has_an_api_key_in_the_query_is_served_alone() -> None:
    app, calls = keeping(), Calls()

    @app.get("/me")
    @cached_response()
    async def me(key: Annotated[str | None, Security(APIKeyQuery(name="key", auto_error=False))]) -> str:
        return f"{key} {calls.next()}"

    with client_of(app) as client:
        assert [client.get("/me?key=ada").text for _ in range(2)] == ['"ada 1"', '"ada 2"']
        assert [client.get("/me").text for _ in range(2)] == ['"None 3"'] * 2


def test_a_header_that_a_dependency_declares_tells_answers_apart() -> None:
    app, calls = keeping(), Calls()

    async def user_of(x_user: Annotated[str, Header()]) -> User:
        return User(name=x_user)

    @app.get("/me")
    @cached_response()
    async def me(user: Annotated[User, Depends(user_of)]) -> str:
        return f"{user.name} {calls.next()}"

    answers = ada_and_grace(app, "/me", {"x-user": "ada"}, {"x-user": "grace"})
    assert answers == ['"ada 1"', '"grace 2"'] * 2


def test_headers_that_a_model_declares_tell_answers_apart() -> None:
    app, calls = keeping(), Calls()

    class Tenancy(BaseModel):
        x_tenant: str
        x_user: str

    @app.get("/me")
    @cached_response()
    async def me(tenancy: Annotated[Tenancy, Header()]) -> str:
        return f"{tenancy.x_tenant} {tenancy.x_user} {calls.next()}"

    answers = ada_and_grace(app, "/me", {"x-user": "a", "x-tenant": "1"}, {"x-user": "a", "x-tenant": "2"})
    assert answers == ['"1 a 1"', '"2 a 2"'] * 2


def test_a_key_tells_users_apart_whatever_they_send() -> None:
    app, calls = keeping(), Calls()

    async def user_of(request: Request) -> User:
        return User(name=request.headers["authorization"])

    @app.get("/me")
    @cached_response(key=lambda user: user.name)
    async def me(user: Annotated[User, Depends(user_of)]) -> str:
        return f"{user.name} {calls.next()}"

    answers = ada_and_grace(app, "/me", {"authorization": "ada"}, {"authorization": "grace", "cookie": "a=b"})
    assert answers == ['"ada 1"', '"grace 2"'] * 2
    with client_of(app) as client:
        mine = client.get("/me", headers={"authorization": "ada"})
    assert mine.headers["cache-control"] == "private, max-age=300"


def test_nobody_in_particular_has_nothing_kept() -> None:
    app, calls = keeping(), Calls()

    @app.get("/me")
    @cached_response(key=lambda user: user)
    async def me(user: str | None = None) -> int:
        return calls.next()

    with client_of(app) as client:
        assert [client.get("/me").json() for _ in range(2)] == [1, 2]
        assert [client.get("/me?user=ada").json() for _ in range(2)] == [3, 3]


def test_a_key_that_has_no_one_spelling_is_an_error_and_not_left_out() -> None:
    app = keeping()

    @app.get("/me")
    @cached_response(key=lambda request: object())
    async def me() -> None: ...

    with client_of(app) as client:
        assert client.get("/me").status_code == 500


def test_two_users_who_ask_at_the_same_time_get_their_own() -> None:
    app, begun = keeping(), []
    both = asyncio.Event()

    async def user_of(request: Request) -> str:
        return request.headers["authorization"]

    @app.get("/me")
    @cached_response(key=lambda user: user)
    async def me(user: Annotated[str, Depends(user_of)]) -> str:
        begun.append(user)
        if len(begun) == 2:
            both.set()
        await both.wait()
        return user

    async def ask() -> list[str]:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
            users = ["ada", "grace"] * 10
            answers = await asyncio.gather(*(client.get("/me", headers={"authorization": user}) for user in users))
            return [answer.json() for answer in answers]

    assert asyncio.run(ask()) == ["ada", "grace"] * 10
    assert sorted(begun) == ["ada", "grace"]


def test_what_is_kept_is_given_to_those_only_whom_dependencies_let_in() -> None:
    """They run for every request, and first; so does the validation of parameters."""
    app, calls = keeping(), Calls()

    async def let_in(x_key: Annotated[str | None, Header()] = None) -> None:
        if x_key != "sesame":
            raise HTTPException(401)

    @app.get("/treasure/{number}", dependencies=[Depends(let_in)])
    @cached_response(shared=True)
    async def treasure(number: int) -> int:
        return calls.next()

    with client_of(app) as client:
        assert client.get("/treasure/1").status_code == 401
        assert client.get("/treasure/1", headers={"x-key": "sesame"}).json() == 1
        assert client.get("/treasure/1").status_code == 401
        assert client.get("/treasure/one", headers={"x-key": "sesame"}).status_code == 422
        assert client.get("/treasure/1", headers={"x-key": "sesame"}).json() == 1


def test_everybody_who_is_let_in_gets_the_same_if_that_is_said() -> None:
    """And proxies are told that it is private, since they ask no dependency."""
    app, calls = keeping(), Calls()

    @app.get("/prices", dependencies=[Security(HTTPBearer())])
    @cached_response(shared=True)
    async def prices() -> int:
        return calls.next()

    answers = ada_and_grace(app, "/prices", {"authorization": "Bearer a"}, {"authorization": "Bearer b", "cookie": "c"})
    assert answers == ["1"] * 4
    with client_of(app) as client:
        assert client.get("/prices").status_code == 401
        assert client.get("/prices", headers={"authorization": "Bearer a"}).headers["cache-control"] == (
            "private, max-age=300"
        )
