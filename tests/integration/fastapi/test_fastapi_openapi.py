"""The OpenAPI document of an app, and what is added to it (W14)."""

from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, Security
from fastapi.security import HTTPBearer, OAuth2PasswordBearer
from fastapi.testclient import TestClient
from pydantic import BaseModel

from wireworks import Injected, ServiceContainer
from wireworks.errors import ServiceError
from wireworks.fastapi import customize_openapi, setup

BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


TOKEN = OAuth2PasswordBearer("token")
NAMED_BEARER = HTTPBearer(scheme_name="bearer")


class Item(BaseModel):
    name: str


class Stock: ...


def test_app_without_models_gets_its_schemes() -> None:
    """W14: the naive version raises a KeyError here."""
    app = FastAPI()
    customize_openapi(app, security={"bearer": BEARER}, require=["bearer"])

    document = app.openapi()

    assert document["components"]["securitySchemes"] == {"bearer": BEARER}
    assert document["security"] == [{"bearer": []}]


def test_nothing_of_the_native_document_is_lost() -> None:
    """W14: schemes, servers and tags of the app stay, and those that are added follow."""
    app = FastAPI(
        title="Shop",
        summary="Sells.",
        servers=[{"url": "https://one.example"}],
        openapi_tags=[{"name": "items", "description": "Things."}],
    )

    @app.post("/items", tags=["items"])
    def add(item: Item, token: Annotated[str, Security(TOKEN)]) -> Item:
        raise NotImplementedError(item, token)

    before = app.openapi()
    customize_openapi(
        app,
        security={"bearer": HTTPBearer(bearerFormat="JWT")},
        servers=[{"url": "https://two.example"}],
        tags=[{"name": "items", "externalDocs": {"url": "https://docs.example"}}, {"name": "more"}],
        extra={"info": {"contact": {"name": "Ada"}}, "components": {"schemas": {"Extra": {"type": "string"}}}},
    )

    document = app.openapi()

    assert document["paths"] == before["paths"]
    assert document["info"] == {**before["info"], "contact": {"name": "Ada"}}
    assert document["servers"] == [{"url": "https://one.example"}, {"url": "https://two.example"}]
    assert document["tags"] == [
        {"name": "items", "description": "Things.", "externalDocs": {"url": "https://docs.example"}},
        {"name": "more"},
    ]
    assert document["components"]["schemas"] == {**before["components"]["schemas"], "Extra": {"type": "string"}}
    assert document["components"]["securitySchemes"] == {
        **before["components"]["securitySchemes"],
        "bearer": BEARER,
    }


def test_native_document_is_not_changed() -> None:
    app = FastAPI(servers=[{"url": "https://one.example"}])
    native = app.openapi
    customize_openapi(app, servers=[{"url": "https://two.example"}])

    app.openapi()

    assert native()["servers"] == [{"url": "https://one.example"}]


def test_routes_that_come_later_are_in_the_document() -> None:
    """W14: also those of a router that was included before they were there."""
    app = FastAPI()
    router = APIRouter()
    app.include_router(router, prefix="/more")
    customize_openapi(app, tags=[{"name": "items"}])
    with TestClient(app) as client:
        assert client.get("/openapi.json").json()["paths"] == {}

        app.get("/late")(lambda: 1)
        router.get("/later")(lambda: 2)

        assert sorted(client.get("/openapi.json").json()["paths"]) == ["/late", "/more/later"]


def test_document_is_made_once_while_routes_stay_the_same() -> None:
    app = FastAPI()
    customize_openapi(app, tags=[{"name": "items"}])

    assert app.openapi() is app.openapi()


def test_each_call_adds() -> None:
    app = FastAPI()
    customize_openapi(app, security={"one": BEARER})
    customize_openapi(app, security={"two": BEARER}, require=[{"one": [], "two": []}])

    document = app.openapi()

    assert sorted(document["components"]["securitySchemes"]) == ["one", "two"]
    assert document["security"] == [{"one": [], "two": []}]


def test_same_thing_said_twice_stands_there_once() -> None:
    app = FastAPI(servers=[{"url": "https://one.example"}])
    customize_openapi(app, servers=[{"url": "https://one.example"}], require=["bearer"], security={"bearer": BEARER})
    customize_openapi(app, servers=[{"url": "https://one.example"}], require=["bearer"], security={"bearer": BEARER})

    assert app.openapi()["servers"] == [{"url": "https://one.example"}]
    assert app.openapi()["security"] == [{"bearer": []}]


def test_scheme_of_another_kind_is_not_overwritten() -> None:
    """W14: the naive version takes the place of what is there."""
    app = FastAPI(title="Shop")

    @app.get("/items")
    def items(token: Annotated[object, Security(NAMED_BEARER)]) -> None:
        raise NotImplementedError(token)

    customize_openapi(app, security={"bearer": {"type": "apiKey", "in": "header", "name": "X-Key"}})

    with pytest.raises(ServiceError, match=r"`components.securitySchemes.bearer.type` already: 'http', not 'apiKey'"):
        app.openapi()


def test_scheme_that_an_operation_asks_for_has_to_be_described() -> None:
    app = FastAPI()
    customize_openapi(app)
    for number in range(4):
        app.get(f"/{number}", openapi_extra={"security": [{"ghost": []}]})(lambda: None)

    with pytest.raises(ServiceError, match=r"`ghost` .*\(`GET /0`, `GET /1`, `GET /2` and 1 more\)"):
        app.openapi()


def test_operations_of_webhooks_are_looked_at() -> None:
    app = FastAPI()
    customize_openapi(app)
    app.webhooks.post("bought", openapi_extra={"security": [{"ghost": []}]})(lambda: None)

    with pytest.raises(ServiceError, match="`ghost`"):
        app.openapi()


def test_mistakes_are_told_when_the_app_starts() -> None:
    """W14: two operations with one id, under a container as well; FastAPI alone would warn."""
    app = FastAPI()
    setup(app, ServiceContainer())
    customize_openapi(app)
    for path in ("/one", "/two"):
        app.get(path, operation_id="same")(lambda: None)

    with pytest.raises(ServiceError, match="`same` is the id of several operations"), TestClient(app):
        pass


def test_injected_parameters_stay_out() -> None:
    """W1: they are no business of clients."""
    app = FastAPI()
    setup(app, ServiceContainer().add_singleton(Stock))
    customize_openapi(app, tags=[{"name": "items"}])

    @app.get("/items")
    def items(stock: Injected[Stock]) -> None:
        raise NotImplementedError(stock)

    with TestClient(app) as client:
        assert "parameters" not in client.get("/openapi.json").json()["paths"]["/items"]["get"]
