"""Seed 002: its fixtures and its test, run as they were written, by the pytest plugin that comes with anyio."""

from __future__ import annotations

from unittest.mock import AsyncMock

import pytest
from starlette.testclient import TestClient

from tests.seeds import seed_002_testing
from tests.seeds.seed_002_testing import (
    async_client,
    authenticated_client,
    client,
    mock_user_service,
    test_with_mock,
)
from wireworks.testing import AsyncClient

__all__ = ("async_client", "authenticated_client", "client", "mock_user_service", "test_with_mock")

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _own_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test an app of its own: a container is closed for good when its app stops."""
    monkeypatch.setattr(seed_002_testing, "app", seed_002_testing.new_app())


async def test_async_client_is_served(async_client: AsyncClient) -> None:
    """W13."""
    answer = await async_client.get("/users/2")

    assert answer.json() == {"id": 2, "username": "from the container"}
    assert answer.url == "http://test/users/2"


async def test_async_client_is_not_logged_in(async_client: AsyncClient) -> None:
    assert (await async_client.get("/me")).status_code == 401


async def test_authenticated_client_is(authenticated_client: AsyncClient) -> None:
    assert (await authenticated_client.get("/me")).json() == "token-of-test"


def test_client_is_served(client: TestClient) -> None:
    assert client.get("/users/2").json() == {"id": 2, "username": "from the container"}


def test_mock_takes_the_place_of_the_service_and_leaves_it(client: TestClient, mock_user_service: AsyncMock) -> None:
    """Of the real one user 1 is not found."""
    assert client.get("/users/1").status_code == 404
    test_with_mock(client, mock_user_service)
    mock_user_service.get.assert_awaited_once_with(1)

    assert client.get("/users/1").status_code == 404
