"""WebSocket Integration: the example, and above it the names that it takes as given."""

# fmt: off
# ruff: noqa: E402, I001 - the example as it was written, but for what it imports
from fastapi import FastAPI

from wireworks import ServiceContainer
from wireworks.fastapi import setup

app = FastAPI()
setup(app, ServiceContainer())


# The example.

from fastapi import WebSocket, WebSocketDisconnect

class ConnectionManager:
    def __init__(self):
        self.connections: list[WebSocket] = []

    async def connect(self, websocket: WebSocket):
        await websocket.accept()
        self.connections.append(websocket)

    def disconnect(self, websocket: WebSocket):
        self.connections.remove(websocket)

    async def broadcast(self, message: str):
        for connection in self.connections:
            await connection.send_text(message)

manager = ConnectionManager()

@app.websocket("/ws")
async def websocket_endpoint(websocket: WebSocket):
    await manager.connect(websocket)
    try:
        while True:
            data = await websocket.receive_text()
            await manager.broadcast(f"Message: {data}")
    except WebSocketDisconnect:
        manager.disconnect(websocket)
