"""A unit of work for each message of a WebSocket: stored before it is answered."""

from collections.abc import AsyncIterator

from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from pydantic import BaseModel

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import messages, setup


class Order(BaseModel):
    item: str


class Session(list[Order]): ...


async def open_session() -> AsyncIterator[Session]:
    yield (session := Session())
    print("commit", *session)


async def place(order: Order, session: Injected[Session]) -> str:
    session.append(order)
    return f"one {order.item}, ordered"


setup(app := FastAPI(), ServiceContainer().add_scoped(open_session))


@app.websocket("/orders")
async def orders(websocket: WebSocket) -> None:
    await messages(websocket, Order).handle(place)


with TestClient(app) as client, client.websocket_connect("/orders") as socket:
    socket.send_json({"item": "book"})
    print(socket.receive_text())
