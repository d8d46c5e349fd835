"""Clients that talk to an application in this process, without a socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar
from typing import Any, Self, TypeAlias, TypedDict, Unpack

import httpx2
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from wireworks.testing._lifespan import AppLifespan

__all__ = ("AsyncClient", "ClientSettings", "TestClient")

_Primitive: TypeAlias = str | int | float | bool | None


class ClientSettings(TypedDict, total=False):
    """What else :class:`AsyncClient` takes: those settings of ``httpx2.AsyncClient`` that do not need a socket."""

    auth: httpx2.Auth | tuple[str | bytes, str | bytes] | Callable[[httpx2.Request], httpx2.Request] | None
    params: httpx2.QueryParams | Mapping[str, _Primitive | Sequence[_Primitive]] | list[tuple[str, _Primitive]] | str
    headers: httpx2.Headers | Mapping[str, str] | Sequence[tuple[str, str]]
    cookies: httpx2.Cookies | CookieJar | dict[str, str] | list[tuple[str, str]]
    follow_redirects: bool
    max_redirects: int
    event_hooks: Mapping[str, list[Callable[..., Any]]]
    default_encoding: str | Callable[[bytes], str | None]


class AsyncClient(httpx2.AsyncClient):
    """Ask an application in this process, from a test that is async itself.

    It is an ``httpx2.AsyncClient``, but for where its requests go. ``async with`` runs the lifespan of the application
    around them, in the event loop of the test, so that a container is started before the first request and closed
    after the last; without it, and with ``TestClient`` likewise, requests are answered and no lifespan runs.

    A response comes when its body is complete, and what the application does afterwards is done: background tasks
    among it. Endless streams and WebSockets need a server.

    Args:
        app: any ASGI application.
        base_url: of the server that the application believes itself to be on.
        raise_app_exceptions: let what the application does not handle reach the test. With ``False`` it is the
            response 500 of the application instead, as it is over a socket.
        **settings: see :class:`ClientSettings`.

    Raises:
        Exception: on entering and leaving, whatever the application raises while it starts and stops.

    Example:
        >>> import asyncio
        >>> from fastapi import FastAPI
        >>> from wireworks.testing import AsyncClient
        >>> app = FastAPI()
        >>> @app.get("/")
        ... async def home() -> str:
        ...     return "hello"
        >>> async def main() -> None:
        ...     async with AsyncClient(app=app) as client:
        ...         response = await client.get("/")
        ...         print(response.status_code, response.json())
        >>> asyncio.run(main())
        200 hello

    Source: W13.
    """

    def __init__(
        self,
        *,
        app: ASGIApp,
        base_url: httpx2.URL | str = "http://testserver",
        raise_app_exceptions: bool = True,
        **settings: Unpack[ClientSettings],
    ) -> None:
        self._app_transport = _AppTransport(app, raise_app_exceptions=raise_app_exceptions)
        super().__init__(transport=self._app_transport, base_url=base_url, **settings)

    def another(self, **settings: Unpack[ClientSettings]) -> httpx2.AsyncClient:
        """Return a new client of the same application, for another user: it shares neither headers nor cookies.

        It needs no ``async with``: the application runs as long as this client is open.

        Args:
            **settings: see :class:`ClientSettings`.

        Example:
            >>> import asyncio
            >>> from fastapi import FastAPI, Header
            >>> from wireworks.testing import AsyncClient
            >>> app = FastAPI()
            >>> @app.get("/")
            ... async def me(x_user: str = Header("nobody")) -> str:
            ...     return x_user
            >>> async def main() -> None:
            ...     async with AsyncClient(app=app) as stranger:
            ...         ada = stranger.another(headers={"X-User": "ada"})
            ...         print((await ada.get("/")).json(), (await stranger.get("/")).json())
            >>> asyncio.run(main())
            ada nobody
        """
        # Unlike the transport itself this one neither starts the application nor stops it.
        served = httpx2.MockTransport(self._app_transport.handle_async_request)
        return httpx2.AsyncClient(transport=served, base_url=self.base_url, **settings)


class _AppTransport(httpx2.ASGITransport):
    """Hand requests to an application, whose lifespan runs for as long as the client is open."""

    def __init__(self, app: ASGIApp, *, raise_app_exceptions: bool) -> None:
        lifespan = AppLifespan(app)

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            scope["state"] = lifespan.state.copy()
            await app(scope, receive, send)

        super().__init__(serve, raise_app_exceptions=raise_app_exceptions)
        self._lifespan = lifespan

    async def __aenter__(self) -> Self:
        await self._lifespan.start()
        return self

    async def aclose(self) -> None:
        await self._lifespan.stop()
