"""What tests of an application need; nothing here is for the application itself.

Clients need ``httpx2`` and Starlette, servers ``uvicorn``: they are loaded when they are first named, so that the
plugin of pytest costs nothing where nobody uses it. What type checkers see stands in the stub beside this file.
"""

from __future__ import annotations

from wireworks._gate import late

_HOMES = {
    "AsyncClient": "testing._client",
    "ClientSettings": "testing._client",
    "LiveServer": "testing._server",
    "Override": "testing._override",
    "RunningApp": "testing._running",
    "SyncClientSettings": "testing._running",
    "TestClient": "testing._client",
}

__all__ = tuple(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll] - the stub spells it out
__getattr__, __dir__ = late(globals(), _HOMES)
