"""The lifespan of an application under test: what a server does around serving it."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message, Scope


class AppLifespan:
    """Start an application and stop it, as a server does, in a task of its own.

    What an application opens in its lifespan, a cancel scope for one, it can close only in the task that opened it,
    and whoever stops it need not be whoever started it: fixtures of tests are not.

    Attributes:
        state: what the application yielded from its lifespan, for its requests to see.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._task: asyncio.Task[None] | None = None
        self._answered = asyncio.Event()
        self._stopping = asyncio.Event()
        self._asked_to_start = self._started = False
        self._failure: str | None = None

    async def start(self) -> None:
        """Return when the application has started, or has turned out to know nothing of a lifespan.

        Raises:
            Exception: what the application raised while it started.
            RuntimeError: it said that it could not start, and raised nothing.
        """
        self._task = asyncio.create_task(self._live())
        try:
            await self._answered.wait()
        except asyncio.CancelledError:
            self._task.cancel()
            await asyncio.wait([self._task])
            raise
        if not self._started:
            await self.stop()

    async def stop(self) -> None:
        """Return when the application has stopped; do nothing if it was not started, or has been stopped.

        Raises:
            Exception: what the application raised while it stopped, or since it started.
            RuntimeError: it said that it could not stop as it should, and raised nothing.
        """
        task, self._task = self._task, None
        if task is not None:
            self._stopping.set()
            await task

    async def _live(self) -> None:
        scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self._app(scope, self._receive, self._send)
        finally:
            self._answered.set()
        if self._failure is not None:
            raise RuntimeError(self._failure)

    async def _receive(self) -> Message:
        if not self._asked_to_start:
            self._asked_to_start = True
            return {"type": "lifespan.startup"}
        await self._stopping.wait()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Message) -> None:
        kind: str = message["type"]
        if kind == "lifespan.startup.complete":
            self._started = True
        elif kind in {"lifespan.startup.failed", "lifespan.shutdown.failed"}:
            self._failure = f"The application sent `{kind}`: {message.get('message') or 'it did not say why'}"
        self._answered.set()
