"""W1, L7: endpoints take configured values as they take services."""

from typing import Annotated

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from wireworks import Inject, ServiceContainer, ServiceGraphError
from wireworks.fastapi import setup


def app_with(params: object) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    def name(
        name: Annotated[str, Inject(param="name")], place: Annotated[str, Inject(expr="${name}'s place")]
    ) -> list[str]:
        return [name, place]

    setup(app, ServiceContainer(params=params))
    return app


def test_endpoint_takes_a_configured_value() -> None:
    """L7, W1: and it is no parameter of the request."""
    app = app_with({"name": "Ada"})
    with TestClient(app) as client:
        assert client.get("/").json() == ["Ada", "Ada's place"]
    assert "parameters" not in app.openapi()["paths"]["/"]["get"]


def test_missing_value_of_an_endpoint_is_found_at_start_up() -> None:
    """L7, W6."""
    with pytest.raises(ServiceGraphError), TestClient(app_with({})):
        pass
