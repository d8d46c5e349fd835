"""A WebSocket without a network: what the client says is put in, what it is sent is taken out."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from starlette.websockets import WebSocket


class Wire:
    """Both ends of one connection.

    Attributes:
        websocket: the server's end.
        sent: what was sent, but for the accepting: text, bytes, or a pair of code and reason.
        taking: cleared, the client takes nothing.
        failing: an error that sending raises.
    """

    def __init__(self, **headers: str) -> None:
        self._said: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._said.put_nowait({"type": "websocket.connect"})
        self.sent: list[Any] = []
        self.taking = asyncio.Event()
        self.taking.set()
        self.failing: Exception | None = None
        self.is_accepted = False
        self._stirred = asyncio.Condition()
        pairs = [(name.encode(), value.encode()) for name, value in {"host": "shop.example", **headers}.items()]
        scope = {"type": "websocket", "path": "/ws", "headers": pairs, "subprotocols": [], "query_string": b""}
        self.websocket = WebSocket(scope, self._said.get, self._send)

    def say(self, message: str | bytes) -> None:
        """Send as the client."""
        kind = "text" if isinstance(message, str) else "bytes"
        self._said.put_nowait({"type": "websocket.receive", kind: message})

    def leave(self, code: int = 1001) -> None:
        """Close as the client."""
        self._said.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})

    async def until(self, count: int) -> list[Any]:
        """Wait until so much was sent, and return it."""
        async with asyncio.timeout(10), self._stirred:
            await self._stirred.wait_for(lambda: len(self.sent) >= count)
        return self.sent

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        await self.taking.wait()
        if self.failing is not None:
            raise self.failing
        if message["type"] == "websocket.accept":
            self.is_accepted = True
            return
        if message["type"] == "websocket.close":
            self.sent.append((message["code"], message["reason"]))
            self._said.put_nowait({"type": "websocket.disconnect", "code": message["code"]})
        else:
            self.sent.append(message["text"] if "text" in message else message["bytes"])
        async with self._stirred:
            self._stirred.notify_all()
