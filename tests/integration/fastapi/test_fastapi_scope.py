"""W2: one request, one scope, opened only when something in it is asked for."""

import asyncio
import gc
import threading
import weakref
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, Request, WebSocket
from starlette.requests import HTTPConnection

from tests.integration.fastapi.parts import Journal, Session, client_of, wired
from wireworks import Inject, Injected, ServiceContainer, ServiceScope, ServiceScopeError
from wireworks.fastapi import RequestId
from wireworks.fastapi._request_scope import Connection, RequestScope


def test_everything_in_a_request_shares_its_scope() -> None:
    """W2: endpoint, dependencies and `container.get` alike; the next request has another."""
    container = ServiceContainer()
    app = wired(Journal().session, container=container)
    seen: list[Session] = []

    def in_a_thread(session: Injected[Session]) -> Session:
        assert container.get(Session) is session
        return session

    @app.get("/")
    async def endpoint(
        session: Injected[Session], other: Annotated[Session, Depends(in_a_thread)], scope: Injected[ServiceScope]
    ) -> bool:
        seen.append(session)
        return session is other is container.get(Session) is scope.get(Session)

    with client_of(app) as client:
        assert [client.get("/").json(), client.get("/").json()] == [True, True]
    assert seen[0] is not seen[1]


def test_nothing_is_made_for_a_request_that_asks_for_nothing() -> None:
    """W2."""
    made: list[str] = []

    def make() -> Session:
        made.append("session")
        return Session()

    app = wired(make)

    @app.get("/")
    async def endpoint() -> None: ...

    with client_of(app) as client:
        assert client.get("/").status_code == 200
    assert made == []


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_container_get_finds_the_request_where_nothing_was_injected(kind) -> None:
    """W2, L23: in the event loop and in a thread of the pool."""
    container, journal = ServiceContainer(), Journal()
    app = wired(journal.blocking_session, container=container)

    async def endpoint() -> bool:
        return container.get(Session) is container.get(Session)

    def endpoint_in_a_thread() -> bool:
        assert threading.current_thread().name.startswith("AnyIO")
        return container.get(Session) is container.get(Session)

    app.get("/")(endpoint if kind == "async" else endpoint_in_a_thread)
    with client_of(app) as client:
        assert client.get("/").json() is True
    assert journal.entries == ["commit"]


def test_outside_a_request_there_is_no_scope() -> None:
    """W2, L23: neither before it nor after it."""
    container = ServiceContainer()
    app = wired(Journal().blocking_session, container=container)

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> None: ...

    async def asked_around_a_request() -> None:
        """Send a request from this very task, so that what it leaves behind would be seen."""
        with pytest.raises(ServiceScopeError):
            container.get(Session)
        sent: list[str] = []

        async def send(message) -> None:
            sent.append(message["type"])

        await app({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}, None, send)
        assert sent == ["http.response.start", "http.response.body"]
        with pytest.raises(ServiceScopeError):
            container.get(Session)

    asyncio.run(asked_around_a_request())


def test_the_request_can_be_injected_and_is_the_one_that_the_endpoint_gets() -> None:
    """W2: so that a body read by one of them is there for the other."""

    class Reader:
        def __init__(self, request: Request, connection: HTTPConnection) -> None:
            assert connection is request
            self.request = request

    app = wired(Reader)

    @app.post("/")
    async def endpoint(request: Request, reader: Injected[Reader], injected: Injected[Request]) -> list[object]:
        return [reader.request is request is injected, (await reader.request.body()).decode(), request.method]

    with client_of(app) as client:
        assert client.post("/", content="text").json() == [True, "text", "POST"]


def test_the_context_of_a_request_tells_what_it_holds() -> None:
    """W2: as any mapping does."""

    async def served() -> RequestScope:
        return RequestScope(ServiceContainer(), {"type": "http", "headers": []}, None, None, early=True)

    connection = Connection(asyncio.run(served()))
    assert (list(connection), len(connection)) == ([HTTPConnection, Request, RequestId], 3)
    assert connection[HTTPConnection] is connection[Request]
    assert WebSocket not in connection


def test_the_request_is_there_where_nothing_was_injected() -> None:
    """W2: it is made when it is asked for."""
    container = ServiceContainer()
    app = wired(container=container)

    @app.get("/items/{item}")
    def endpoint(item: int) -> list[object]:
        request = container.get(Request)
        return [request is container.get(HTTPConnection), request.path_params, request.url.path]

    with client_of(app) as client:
        assert client.get("/items/3").json() == [True, {"item": "3"}, "/items/3"]


def test_what_the_user_registered_for_the_request_stays() -> None:
    """W2: `setup` declares only what is free."""
    container = ServiceContainer().add_scoped(Request, own_request)
    app = wired(container=container)

    @app.get("/")
    async def endpoint(request: Injected[Request]) -> str:
        return request.scope["path"]

    with client_of(app) as client:
        assert client.get("/").json() == "/mine"


def own_request() -> Request:
    return Request({"type": "http", "path": "/mine"})


def test_a_websocket_has_a_scope_for_as_long_as_it_is_connected() -> None:
    """W1, W2: and can be injected itself."""
    container, journal = ServiceContainer(), Journal()
    app = wired(journal.session, container=container)

    @app.websocket("/")
    async def endpoint(socket: WebSocket, session: Injected[Session], connection: Injected[HTTPConnection]) -> None:
        await socket.accept()
        same = container.get(Session) is session and connection is socket is container.get(WebSocket)
        await socket.send_json([same, journal.entries])

    with client_of(app) as client, client.websocket_connect("/") as socket:
        assert socket.receive_json() == [True, []]
    assert journal.entries == ["commit"]


def test_a_request_cannot_be_had_in_a_websocket() -> None:
    """W2: nothing else stands in for it."""
    container = ServiceContainer()
    app = wired(container=container)
    answers: list[str] = []

    @app.websocket("/")
    async def endpoint(socket: WebSocket) -> None:
        await socket.accept()
        with pytest.raises(Exception, match="`Request`") as caught:
            container.get(Request)
        answers.append(type(caught.value).__name__)

    with client_of(app) as client, client.websocket_connect("/"):
        pass
    assert answers == ["ServiceNotFoundError"]


def test_a_scope_is_freed_when_its_request_ends_without_the_collector() -> None:
    """W2."""
    scopes: list[weakref.ref[object]] = []
    app = wired(Session)

    @app.get("/")
    async def endpoint(scope: Injected[ServiceScope], session: Injected[Session], request: Injected[Request]) -> None:
        scopes.extend([weakref.ref(scope), weakref.ref(session)])

    gc.disable()
    try:
        with client_of(app) as client:
            client.get("/")
            assert [each() for each in scopes] == [None, None]
    finally:
        gc.enable()


def test_a_request_inside_another_has_a_scope_of_its_own() -> None:
    """W2: as where an endpoint calls the same app in process."""
    app = wired(Journal().blocking_session)
    seen: list[Session] = []

    @app.get("/inner")
    async def inner(session: Injected[Session]) -> None:
        seen.append(session)

    @app.get("/outer")
    async def outer(session: Injected[Session], request: Request) -> None:
        async def send(message) -> None: ...

        await app({**request.scope, "path": "/inner"}, request.receive, send)
        assert request.scope["wireworks"].get(Session) is session
        seen.append(session)

    with client_of(app) as client:
        assert client.get("/outer").status_code == 200
    assert seen[0] is not seen[1]


def test_a_request_sees_the_context_of_the_scope_it_is_sent_in() -> None:
    """W2, L23: as where a test sends it from a scope of the same container."""
    container = ServiceContainer().add_context(str)
    app = wired(container=container)

    @app.get("/")
    async def endpoint(text: Injected[str]) -> str:
        return text

    async def send() -> object:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            async with container.create_scope({str: "from outside"}):
                return (await client.get("/")).json()

    assert asyncio.run(send()) == "from outside"


class Plain: ...


def test_scope_without_resources_may_end_after_the_response() -> None:
    """W4: nothing has to be closed, and nothing is held back."""
    app = wired(Plain, close_scope="after_response")

    @app.get("/")
    async def endpoint(plain: Injected[Plain]) -> bool:
        return isinstance(plain, Plain)

    with client_of(app) as client:
        assert client.get("/").json() is True


class Nobody: ...


def test_what_a_late_route_can_do_without_is_none_or_there() -> None:
    """W1: routes that were not there when the app started ask through FastAPI's own dependencies."""
    app = wired(Plain)

    with client_of(app) as client:

        @app.get("/late")
        async def endpoint(
            there: Annotated[Plain | None, Inject()], not_there: Annotated[Nobody | None, Inject()]
        ) -> bool:
            return isinstance(there, Plain) and not_there is None

        assert client.get("/late").json() is True
