"""W4: anyio's cancellation is kept out of the end of a scope; where none can come, that costs nothing."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace

import anyio
import pytest
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.types import ASGIApp

from tests.integration.fastapi.parts import Session, wired
from wireworks import Injected
from wireworks.fastapi import _shielding

REQUEST = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


class Closing:
    """An app whose unit of work waits while it is closed, and notes how that went on."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.entries = asyncio.Event(), asyncio.Event(), list[str]()
        self.app = wired(self.session)
        self.app.get("/")(self.endpoint)

    async def endpoint(self, session: Injected[Session]) -> str:
        return "stored"

    async def session(self) -> AsyncIterator[Session]:
        yield Session()
        try:
            self.begun.set()
            await self.may_end.wait()
            self.entries.append("closed")
        except asyncio.CancelledError:
            self.entries.append("cancelled")
            raise

    async def end_after(self, cancel: Callable[[], object]) -> None:
        """Cancel the request while it waits, and let it go on a little later."""
        await self.begun.wait()
        cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        self.may_end.set()


async def answered(app: ASGIApp) -> list[str]:
    """Send a request, and return which messages came back."""
    came: list[str] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        came.append(str(message["type"]))

    await app(dict(REQUEST), receive, send)
    return came


async def in_a_timeout(closing: Closing) -> None:
    with anyio.move_on_after(60) as around:
        ending = asyncio.create_task(closing.end_after(around.cancel))
        await answered(closing.app)
    await ending


async def in_a_task_group(closing: Closing) -> None:
    async with anyio.create_task_group() as group:
        ending = asyncio.create_task(closing.end_after(group.cancel_scope.cancel))
        group.start_soon(answered, closing.app)
    await ending


async def in_a_middleware(closing: Closing) -> None:
    async def dispatch(request, call_next):
        return await call_next(request)

    closing.app.add_middleware(BaseHTTPMiddleware, dispatch=dispatch)
    await in_a_timeout(closing)


def cancelled(around) -> list[str]:
    async def run() -> list[str]:
        closing = Closing()
        await around(closing)
        return closing.entries

    return asyncio.run(run())


@pytest.mark.parametrize("around", [in_a_timeout, in_a_task_group, in_a_middleware])
def test_what_is_closed_is_closed_to_its_end_in_a_cancel_scope(around) -> None:
    """Anyio cancels every further `await` in one that was cancelled."""
    assert cancelled(around) == ["closed"]


async def in_a_task(closing: Closing) -> None:
    answering = asyncio.create_task(answered(closing.app))
    await closing.end_after(answering.cancel)
    with pytest.raises(asyncio.CancelledError):
        await answering


def test_closing_hears_when_its_task_is_cancelled() -> None:
    """A server does so when its patience ends; a shield of anyio's has never kept that out."""
    assert cancelled(in_a_task) == ["cancelled"]


@pytest.fixture
def shields(monkeypatch) -> list[object]:
    """Return where every shield that is taken is put down."""
    taken: list[object] = []

    async def kind() -> type[anyio.CancelScope]:
        return type(anyio.CancelScope())

    scope = asyncio.run(kind())
    enter = scope.__enter__

    def entered(self: anyio.CancelScope) -> anyio.CancelScope:
        if self.shield:
            taken.append(self)
        return enter(self)

    monkeypatch.setattr(scope, "__enter__", entered)
    return taken


def test_no_shield_is_taken_where_no_cancel_scope_is_around(shields) -> None:
    async def run() -> list[str]:
        closing = Closing()
        closing.may_end.set()
        came = await answered(closing.app)
        assert closing.entries == ["closed"]
        with anyio.CancelScope():  # a task that has been in one
            await answered(closing.app)
        assert len(shields) == 1
        return came + await answered(closing.app)

    assert asyncio.run(run()) == ["http.response.start", "http.response.body"] * 2
    assert len(shields) == 1


class Forgetful(dict):
    """Knows of nobody that he is in a cancel scope."""

    def __getitem__(self, task: object) -> object:
        return SimpleNamespace(cancel_scope=None)


class Unlike(Forgetful):
    """Has records of another form."""

    def __getitem__(self, task: object) -> object:
        return object()


@pytest.mark.parametrize("record", [None, {}, Forgetful(), Unlike()])
def test_a_shield_is_always_taken_where_anyio_does_not_tell(shields, monkeypatch, record) -> None:
    """Its record of tasks is its own affair, and may be gone, or mean something else, in another version."""

    async def run() -> None:
        real = type(anyio.CancelScope())
        other = type("CancelScope", (real,), {"__module__": __name__, "__slots__": ()})
        monkeypatch.setattr(_shielding, "CancelScope", other)
        monkeypatch.setattr(_shielding, "_found", [])
        if record is not None:
            monkeypatch.setattr(sys.modules[__name__], "_task_states", record, raising=False)
        closing = Closing()
        closing.may_end.set()
        await answered(closing.app)

    asyncio.run(run())
    assert len(shields) == 1
