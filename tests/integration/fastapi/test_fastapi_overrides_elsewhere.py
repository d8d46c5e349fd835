"""L29, W7: overrides reach mounted apps, FastAPI's own overrides and what streams; nothing of them is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup


def wired(container: ServiceContainer | None = None) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def kind(shop: Injected[Shop]) -> str:
        return type(shop.mailer).__name__

    @app.get("/depends")
    def depends(shop: Annotated[Shop, Depends(get_shop)]) -> str:
        return type(shop.mailer).__name__

    if container is not None:
        setup(app, container)
    return app


def get_shop(shop: Injected[Shop]) -> Shop:
    return shop


def services() -> ServiceContainer:
    return ServiceContainer().add_singleton(Mailer).add_singleton(Ledger).add_scoped(Shop)


def test_mounted_app_sees_the_overrides_of_the_container_that_serves_it() -> None:
    """That of the app around it, or its own."""
    container, own = services(), services()
    app = wired(container)
    app.mount("/shared", wired())
    app.mount("/own", wired(own))

    def asked(client: TestClient) -> list[str]:
        return [client.get(path).json() for path in ("/", "/shared/", "/own/", "/own/depends")]

    with TestClient(app) as client:
        assert asked(client) == ["Mailer"] * 4
        with container.override(Mailer, FakeMailer):
            assert asked(client) == ["FakeMailer", "FakeMailer", "Mailer", "Mailer"]
            with own.override(Mailer, FakeMailer):
                assert asked(client) == ["FakeMailer"] * 4
        assert asked(client) == ["Mailer"] * 4


def test_dependency_that_fastapi_overrides_may_have_services_injected() -> None:
    """W1, W7: `dependency_overrides` work as they do without a container, beside its overrides."""
    app = wired(container := services())

    def another_shop(mailer: Injected[Mailer], ledger: Injected[Ledger]) -> Shop:
        return Shop(mailer, ledger)

    def refuse() -> Shop:
        raise AssertionError

    with TestClient(app) as client:
        app.dependency_overrides[get_shop] = another_shop
        assert client.get("/depends").json() == "Mailer"
        with container.override({Mailer: FakeMailer, Shop: refuse}):
            assert client.get("/depends").json() == "FakeMailer"
        app.dependency_overrides.clear()
        assert client.get("/depends").json() == "Mailer"


@pytest.mark.parametrize("is_async", [True, False])
def test_body_that_is_streamed_asks_inside_the_override_of_its_request(is_async: bool) -> None:
    """W4, W7: in the event loop, and in the thread that iterates what is sync."""
    app = wired(container := services())

    def parts() -> Any:
        yield "a "
        yield type(container.get(Shop).mailer).__name__

    async def parts_async() -> AsyncIterator[str]:
        for part in parts():
            yield part

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(parts_async() if is_async else parts())

    with TestClient(app) as client:
        with container.override(Mailer, FakeMailer):
            assert client.get("/stream").text == "a FakeMailer"
        assert client.get("/stream").text == "a Mailer"
