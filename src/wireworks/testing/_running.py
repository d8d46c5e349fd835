"""One run of an application in a thread of its own, for clients and servers at the same time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any, ParamSpec, Self, TypedDict, TypeVar, Unpack

import httpx2
from anyio import move_on_after
from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from wireworks.adapters import ServiceContainer, ServiceError, attached
from wireworks.stopping import Stopping
from wireworks.tasks import TaskQueue
from wireworks.testing._runs import RUNNING

P = ParamSpec("P")
T = TypeVar("T")


class SyncClientSettings(TypedDict, total=False):
    """What else the clients of a :class:`RunningApp` take: the settings of Starlette's ``TestClient``."""

    base_url: str
    raise_server_exceptions: bool
    root_path: str
    cookies: httpx2.Cookies | dict[str, str] | None
    follow_redirects: bool
    client: tuple[str, int]


class RunningApp:
    """Start an application, and stop it at the end of the ``with`` statement; let any number of clients ask it.

    The application runs in a thread of its own, in one event loop, its lifespan around everything. Clients and servers
    (:class:`LiveServer`) share that run, and nothing else: each client has headers and cookies of its own.

    Args:
        app: any ASGI application.

    Raises:
        Exception: on entering and leaving, whatever the application raises while it starts and stops.

    Example:
        >>> from fastapi import FastAPI, Header
        >>> from wireworks.testing import RunningApp
        >>> app = FastAPI()
        >>> @app.get("/")
        ... async def me(x_user: str = Header("nobody")) -> str:
        ...     return x_user
        >>> with RunningApp(app) as running:
        ...     ada, stranger = running.client(headers={"X-User": "ada"}), running.client()
        ...     print(ada.get("/").json(), stranger.get("/").json())
        ada nobody

    Source: W13.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._first = TestClient(app)
        self._stopping = Stopping()
        self._closing = ExitStack()

    @property
    def container(self) -> ServiceContainer | None:
        """The container that the application was set up with, if any."""
        return attached(self.app)

    @property
    def state(self) -> dict[str, Any]:
        """What the application yielded from its lifespan, for its requests to see."""
        return self._first.app_state

    @property
    def portal(self) -> BlockingPortal:
        """The way into the event loop of the application.

        Raises:
            ServiceError: the application is not running.
        """
        portal = self._first.portal
        if portal is None:
            raise ServiceError(
                "The application is not running.",
                fix="ask for clients, servers and calls inside `with RunningApp(app) as running:`.",
                see="testing",
            )
        return portal

    def __enter__(self) -> Self:
        # What listens to the end of the process, such as endless streams, ends with this run.
        with self._stopping.leading():
            self._closing.enter_context(self._first)
        RUNNING.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        RUNNING.remove(self)
        self.stop_soon()
        self._closing.close()

    def client(self, *, headers: Mapping[str, str] | None = None, **settings: Unpack[SyncClientSettings]) -> TestClient:
        """Return a new client, which shares neither headers nor cookies with others; without a ``with`` of its own.

        It works as long as the application runs.

        Args:
            headers: sent with each request, beside what Starlette sends.
            **settings: see :class:`SyncClientSettings`.
        """
        client = TestClient(self.app, **settings)
        client.headers.update(headers or {})
        client.portal = self.portal
        client.app_state.update(self.state)
        return client

    def call(self, function: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call an async function in the event loop of the application, and return what it returns.

        There it may use what belongs to that loop, such as connections that the container has made.
        """

        async def calling() -> T:
            return await function(*args, **kwargs)

        return self.portal.call(calling)

    def finish_tasks(self, limit: float = 5.0) -> bool:
        """Wait until the tasks that are due have been done; tell whether they were.

        Args:
            limit: how long to wait for them, in seconds.
        """
        container = self.container
        if container is None or not container.is_registered(TaskQueue):
            return True

        async def finish() -> bool:
            with move_on_after(limit) as waiting:
                await (await container.aget(TaskQueue)).join()
            return not waiting.cancelled_caught

        return self.call(finish)

    def stop_soon(self) -> None:
        """Say that the end is near, as SIGTERM does, to those who ask :class:`wireworks.stopping.Stopping`."""
        self._stopping.stop()
