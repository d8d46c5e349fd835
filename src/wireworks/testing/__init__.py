"""What tests of an application need; nothing here is for the application itself.

Clients need ``httpx2`` and Starlette, servers ``uvicorn``: they are loaded when they are first named, so that the
plugin of pytest costs nothing where nobody uses it. What type checkers see stands in the stub beside this file.
"""

from __future__ import annotations

from importlib import import_module

_HOMES = {
    "AsyncClient": "_client",
    "ClientSettings": "_client",
    "LiveServer": "_server",
    "Override": "_override",
    "RunningApp": "_running",
    "SyncClientSettings": "_running",
    "TestClient": "_client",
}

__all__ = tuple(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll] - the stub spells it out


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return globals().setdefault(name, found)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
