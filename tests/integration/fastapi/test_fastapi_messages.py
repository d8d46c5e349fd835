"""W5: a scope for each message of a WebSocket, inside that of the connection."""

from dataclasses import dataclass

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.websockets import WebSocketDisconnect

from tests.integration.fastapi.parts import Session, client_of, refused_session, wired
from wireworks import Injected, ServiceContainer, ServiceError
from wireworks.errors import ServiceCloseError
from wireworks.fastapi import Rooms, messages


class Order(BaseModel):
    item: str
    count: int = 1


class Mailer:
    name = "real"


class FakeMailer(Mailer):
    name = "fake"


@dataclass
class Basket:
    session: Session
    websocket: WebSocket


def talking(app: FastAPI, container: ServiceContainer, kind: object = str, **options: object) -> None:
    """Add an endpoint that answers with what it was sent, unless it is not to."""

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        async for message in messages(websocket, kind, **options):
            async with message as scope:
                await scope.aget(Session)
                if message.value == "fail":
                    raise ValueError("fail")
                answer = repr(message.value)
            await websocket.send_text(answer)


def test_each_message_has_a_unit_of_work_that_ends_before_the_answer(app, journal, container) -> None:
    """W5: and before the next message."""
    talking(app, container)
    with client_of(app) as client, client.websocket_connect("/") as socket:
        for count in (1, 2):
            socket.send_text("hello")
            assert socket.receive_text() == "'hello'"
            assert journal.entries == ["commit"] * count


def test_what_fails_rolls_back_its_message_alone(app, journal, container) -> None:
    """W5, L20: and ends the endpoint, unless somebody handles it."""
    talking(app, container)
    with TestClient(app) as client, pytest.raises(ValueError, match="fail") as caught:
        with client.websocket_connect("/") as socket:
            socket.send_text("hello")
            socket.receive_text()
            socket.send_text("fail")
            socket.receive_text()
    assert journal.entries == ["commit", caught.value]


def test_services_are_shared_within_a_message_and_with_nothing_else(app, journal, container) -> None:
    """W5, L23: the connection keeps its own; both have its `WebSocket`."""
    container.add_scoped(Basket)

    @app.websocket("/")
    async def endpoint(websocket: WebSocket, session: Injected[Session]) -> None:
        seen = {session}
        async for message in messages(websocket):
            async with message as scope:
                basket = await scope.aget(Basket)
                assert basket.session is container.get(Session)
                assert basket.websocket is websocket
                seen.add(basket.session)
            await websocket.send_json(len(seen))
        assert container.get(Session) is session

    with client_of(app) as client, client.websocket_connect("/") as socket:
        for count in (2, 3):
            socket.send_text("")
            assert socket.receive_json() == count
    assert journal.entries == ["commit"] * 3


def test_named_scopes_are_the_innermost(journal) -> None:
    """W5, L24."""
    container = ServiceContainer(scopes=["connection", "message"])
    app = wired(journal.session, container=container)
    talking(app, container)
    with client_of(app) as client, client.websocket_connect("/") as socket:
        socket.send_text("hello")
        assert socket.receive_text() == "'hello'"
    assert journal.entries == ["commit"]


@pytest.mark.parametrize(
    ("kind", "sent", "answer"),
    [
        (str, "text", "'text'"),
        (bytes, b"bytes", "b'bytes'"),
        (Order, '{"item": "book"}', "Order(item='book', count=1)"),
        (Order, b'{"item": "book", "count": 2}', "Order(item='book', count=2)"),
        (dict[str, int], '{"a": 1}', "{'a': 1}"),
    ],
)
def test_messages_are_read_as_what_is_asked_for(app, container, kind, sent, answer) -> None:
    """W5."""
    talking(app, container, kind)
    with client_of(app) as client, client.websocket_connect("/") as socket:
        socket.send_text(sent) if isinstance(sent, str) else socket.send_bytes(sent)
        assert socket.receive_text() == answer


@pytest.mark.parametrize(
    ("kind", "sent", "reason"),
    [(str, b"bytes", "ValueError"), (bytes, "text", "ValueError"), (Order, "{", "ValidationError")],
)
def test_what_cannot_be_read_ends_the_connection(app, journal, container, kind, sent, reason) -> None:
    """W5: with the code that stands for it, and no unit of work."""
    talking(app, container, kind)
    with client_of(app) as client, client.websocket_connect("/") as socket:
        socket.send_text(sent) if isinstance(sent, str) else socket.send_bytes(sent)
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()
    assert (caught.value.code, caught.value.reason) == (1007, reason)
    assert journal.entries == []


def test_what_cannot_be_read_may_be_answered(app, container) -> None:
    """W5: and the next message is taken."""

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        async def invalid(error: ValueError) -> None:
            await websocket.send_text(f"{error}")

        async for message in messages(websocket, bytes, invalid=invalid):
            await websocket.send_bytes(message.value)

    with client_of(app) as client, client.websocket_connect("/") as socket:
        socket.send_text("text")
        assert socket.receive_text() == "expected a message of `bytes`, got `str`."
        socket.send_bytes(b"bytes")
        assert socket.receive_bytes() == b"bytes"


def test_a_handler_gets_the_message_and_services(app, journal) -> None:
    """W5, W7: what it returns is sent when its work is kept; overrides reach it."""
    container = ServiceContainer().add_scoped(journal.session).add_singleton(Mailer)
    app = wired(container=container)
    answers: dict[str, object] = {"text": "text", "bytes": b"bytes", "order": Order(item="book"), "nothing": None}

    async def handle(item: str, session: Injected[Session], mailer: Injected[Mailer]) -> object:
        journal.note(mailer.name)
        return answers[item]

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await messages(websocket).handle(handle)
        journal.note("left")

    with client_of(app) as client, container.override(Mailer, FakeMailer, everywhere=True):
        with client.websocket_connect("/") as socket:
            for item in ("nothing", "text"):
                socket.send_text(item)
            assert socket.receive_text() == "text"
            assert journal.entries == ["fake", "commit"] * 2
            socket.send_text("bytes")
            assert socket.receive_bytes() == b"bytes"
            socket.send_text("order")
            assert socket.receive_json() == {"item": "book", "count": 1}
    assert journal.entries == [*["fake", "commit"] * 4, "left"]


def test_nothing_is_answered_when_the_work_is_not_kept() -> None:
    """W5, W4: as no response is sent then."""
    app = wired(refused_session)

    async def handle(item: str, session: Injected[Session]) -> str:
        return "stored"

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await messages(websocket).handle(handle)

    with TestClient(app) as client, pytest.raises(ServiceCloseError):
        with client.websocket_connect("/") as socket:
            socket.send_text("book")
            socket.receive_text()


def test_messages_may_come_from_a_room(app, journal, container) -> None:
    """W5, W12: which has the connection."""

    @app.websocket("/")
    async def endpoint(websocket: WebSocket, rooms: Injected[Rooms]) -> None:
        async with rooms.join("lobby", websocket) as member:
            async for message in messages(websocket, Order, source=member):
                async with message as scope:
                    await scope.aget(Session)
                rooms.publish("lobby", message.value.item)

    with client_of(app) as client, client.websocket_connect("/") as socket:
        socket.send_text('{"item": "book"}')
        assert socket.receive_text() == "book"
        assert journal.entries == ["commit"]


def test_an_app_without_a_container_is_told_so() -> None:
    """W5."""
    app = FastAPI()

    @app.websocket("/talk")
    async def endpoint(websocket: WebSocket) -> None:
        messages(websocket)

    with TestClient(app) as client, pytest.raises(ServiceError) as caught:
        with client.websocket_connect("/talk"):
            raise AssertionError
    assert "The messages of `/talk` cannot have scopes: the app has no container." in str(caught.value)
