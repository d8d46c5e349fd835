"""A real server on a real socket, for as long as a test takes."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack
from contextvars import copy_context
from types import TracebackType
from typing import Any, Self

import httpx2
import uvicorn
from anyio.abc import TaskStatus
from starlette.types import ASGIApp, Receive, Scope, Send

from wireworks.adapters import Audience
from wireworks.testing._running import RunningApp

_GRACE = 0.3
"""Seconds that open responses get before they are cancelled."""

_LIMIT = 10.0
"""Seconds after which a server that does not end is given up."""


class LiveServer:
    """Serve an application by uvicorn on a free port of this machine, its lifespan included, in a ``with`` statement.

    It runs in a thread of its own, and sees what the test overrides: what was overridden when it started, and what is
    from then on in the context that started it. Servers of other tests do not, also if they serve the same application.

    At the end connections are closed. Streams that heed :class:`wireworks.stopping.Stopping` end by themselves; what
    goes on after a moment of grace is cancelled.

    Args:
        app: any ASGI application, or a :class:`RunningApp`, which then goes on running.
        audience: shown overrides that count here as well.

    Raises:
        Exception: on entering and leaving, whatever the application raises while it starts and stops.

    Example:
        >>> from fastapi import FastAPI
        >>> from wireworks.testing import LiveServer
        >>> app = FastAPI()
        >>> @app.get("/")
        ... async def home() -> str:
        ...     return "hello"
        >>> with LiveServer(app) as server, server.client() as browser:
        ...     browser.get("/").json()
        'hello'

    Source: L29, W7, W13.
    """

    def __init__(self, app: ASGIApp | RunningApp, *, audience: Audience | None = None) -> None:
        self._running = app if isinstance(app, RunningApp) else RunningApp(app)
        self._owns_run = self._running is not app
        self._audience = Audience()
        self._audiences = [self._audience] if audience is None else [self._audience, audience]
        self._closing = ExitStack()
        self._port = 0

    host = "127.0.0.1"
    """Where it listens."""

    @property
    def port(self) -> int:
        """The port it listens on; 0 while it does not."""
        return self._port

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://{self.host}:{self._port}"

    @property
    def ws_url(self) -> str:
        """Where it is, for WebSockets."""
        return f"ws://{self.host}:{self._port}"

    def client(self, **settings: Any) -> httpx2.Client:
        """Return a new client whose paths begin at the server; it is closed when the server ends.

        Args:
            **settings: more for ``httpx2.Client``.
        """
        client = httpx2.Client(base_url=self.url, **settings)
        self._closing.callback(client.close)
        return client

    def __enter__(self) -> Self:
        with ExitStack() as closing:
            if self._owns_run:
                closing.enter_context(self._running)
            closing.enter_context(self._audience.showing())
            listening = closing.enter_context(socket.create_server((self.host, 0)))
            self._serve(listening, closing)
            self._port = listening.getsockname()[1]
            self._closing = closing.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._owns_run:
            self._running.stop_soon()
        self._port = 0
        self._closing.close()

    def _serve(self, listening: socket.socket, closing: ExitStack) -> None:
        portal = self._running.portal
        server = _Server(self._running.app, self._running.state)
        context = copy_context()
        for audience in self._audiences:
            context.run(audience.watching().__enter__)
        served, _ = context.run(portal.start_task, server.serve_on, listening)
        closing.callback(served.result, _LIMIT)
        closing.callback(portal.call, server.end)


class _Server(uvicorn.Server):
    """Serve an application whose lifespan somebody else runs; begin and end without delay."""

    def __init__(self, app: ASGIApp, state: dict[str, Any]) -> None:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            scope["state"] = state.copy()
            await app(scope, receive, send)

        # Uvicorn's settings for logs would take the place of what the test runner has set up. Half a second is no
        # integer, and fits where it goes.
        grace: Any = _GRACE
        super().__init__(uvicorn.Config(serve, lifespan="off", log_config=None, timeout_graceful_shutdown=grace))
        self._told = asyncio.Event()

    async def serve_on(self, listening: socket.socket, *, task_status: TaskStatus[None]) -> None:
        """Serve until it is told to `end`; say when connections are taken."""
        self._begun = task_status.started
        await self.serve([listening])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._begun()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        # Those that were cancelled close what they hold, while all of it is still there.
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)

    def end(self) -> None:
        """Have ``serve`` return; in the event loop."""
        self._told.set()
