"""What the fixtures and classes of `wireworks.testing` are (W13)."""

from __future__ import annotations

from typing import assert_type

import httpx2
from fastapi import FastAPI

from wireworks import ServiceContainer
from wireworks.testing import AsyncClient, LiveServer, Override, RunningApp, TestClient


class Mailer: ...


class FakeMailer(Mailer): ...


async def count(of: str) -> int:
    return len(of)


def test_sync(client: TestClient, live_server: LiveServer, override: Override, running_app: RunningApp) -> None:
    assert_type(override(Mailer, FakeMailer()), FakeMailer)
    assert_type(override({Mailer: FakeMailer()}), None)
    assert_type(live_server.url, str)
    assert_type(live_server.client(), httpx2.Client)
    assert_type(running_app.client(headers={"X-User": "ada"}, follow_redirects=False), TestClient)
    assert_type(running_app.call(count, "ada"), int)
    running_app.call(count, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    override(Mailer)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]


async def test_async(async_client: AsyncClient) -> None:
    assert_type(async_client.another(headers={"X-User": "ada"}), httpx2.AsyncClient)
    assert_type((await async_client.get("/")).status_code, int)


def test_without_pytest() -> None:
    with RunningApp(FastAPI()) as running, LiveServer(running) as server, Override(ServiceContainer()) as override:
        assert_type(running, RunningApp)
        assert_type(server, LiveServer)
        assert_type(override, Override)
