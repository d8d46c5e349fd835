"""Rooms of WebSockets: publishing waits for nobody, and a foreign page does not get in."""

from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Rooms, RoomSettings, setup

container = ServiceContainer().add_instance(RoomSettings, RoomSettings(per_user=1))
app = FastAPI()
setup(app, container)


@app.websocket("/rooms/{room}")
async def chat(room: str, websocket: WebSocket, rooms: Injected[Rooms], user: str) -> None:
    async with rooms.join(room, websocket, user=user) as member:
        rooms.publish(room, f"{user} is here")
        async for message in member.texts():
            rooms.publish(room, f"{user}: {message}", exclude=member)


def refused(client: TestClient, user: str, **headers: str) -> str:
    try:
        with client.websocket_connect(f"/rooms/lobby?user={user}", headers=headers):
            return "let in"
    except WebSocketDisconnect as end:
        return f"{end.code} {end.reason}"


with TestClient(app) as client, client.websocket_connect("/rooms/lobby?user=Ada") as ada:
    with client.websocket_connect("/rooms/lobby?user=Bob") as bob:
        print("Ada hears:", ada.receive_text(), "|", ada.receive_text())
        bob.send_text("hello")
        print("Ada hears:", ada.receive_text())
        print("a foreign page:", refused(client, "Eve", origin="https://evil.example"))
        print("Bob once more:", refused(client, "Bob"))
    container.get(Rooms).send_to_user("Ada", {"news": "from anywhere"})
    print("Ada hears:", ada.receive_json())
