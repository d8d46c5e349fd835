"""A project that tests a shop with the plugin: its files, and how pytest is run over it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import uvicorn

from wireworks.testing import AsyncClient, LiveServer, Override, RunningApp

# Loaded here, so that they are not loaded anew for every run of pytest inside a test.
LOADED = (AsyncClient, LiveServer, Override, RunningApp, uvicorn)

SHOP = """
import asyncio
from fastapi import FastAPI, Header, WebSocket
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Tasks, setup

class Mailer:
    name = "real"

class Fake(Mailer):
    def __init__(self, name="fake"):
        self.name = name

starts, later = [], []

def create_app():
    app = FastAPI()
    setup(app, ServiceContainer().add_singleton(Mailer).add_singleton(start, eager=True))

    @app.get("/")
    async def home(mailer: Injected[Mailer], authorization: str = Header("nobody")) -> str:
        return f"{mailer.name} {authorization}"

    async def note(mailer: Injected[Mailer]):
        await asyncio.sleep(0.05)
        later.append(mailer.name)

    @app.post("/later")
    async def add(tasks: Injected[Tasks]) -> None:
        tasks.add(note)

    @app.websocket("/socket")
    async def socket(websocket: WebSocket, mailer: Injected[Mailer]):
        await websocket.accept()
        await websocket.send_text(mailer.name)
        await websocket.close()

    return app

class Start: ...

def start() -> Start:
    starts.append(1)
    return Start()

app = create_app()
"""

CONFTEST = """
import pytest
import shop

@pytest.fixture
def app():
    return shop.app

@pytest.fixture
def auth_headers():
    return {"Authorization": "ada"}

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""

Run = Callable[..., pytest.RunResult]
