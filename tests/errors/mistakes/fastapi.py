"""Apps that are not set up as they should be (W1, W6)."""

from typing import Annotated
from unittest.mock import patch

from fastapi import FastAPI, WebSocket
from pydantic import BaseModel
from starlette.testclient import TestClient

from wireworks import Inject, Injected, ServiceContainer
from wireworks.fastapi import add_request_id, messages, setup


class Repository: ...


def orders(repository: Injected[Repository]) -> None: ...


class Settings(BaseModel): ...


def misplaced(settings: Injected[Settings] | None) -> None: ...


def started(app: FastAPI) -> object:
    with TestClient(app):
        return None


def when_an_app_is_set_up_twice() -> object:
    app = FastAPI(title="Orders")
    setup(app, ServiceContainer())
    return setup(app, ServiceContainer())


def when_messages_are_to_have_scopes_without_a_container() -> object:
    app = FastAPI()

    @app.websocket("/talk")
    async def talk(websocket: WebSocket) -> None:
        messages(websocket)

    with TestClient(app) as client, client.websocket_connect("/talk"):
        return None


def when_an_app_has_started_already() -> object:
    app = FastAPI(title="Orders")
    started(app)
    return setup(app, ServiceContainer())


def when_request_ids_come_too_late() -> object:
    app = FastAPI(title="Orders")
    started(app)
    return add_request_id(app)


def when_request_ids_are_not_installed() -> object:
    with patch("wireworks.fastapi._request_id.import_module", side_effect=ImportError):
        return add_request_id(FastAPI())


def when_the_end_of_scopes_is_misspelt() -> object:
    return setup(FastAPI(), ServiceContainer(), close_scope="before_respons")


def when_fastapi_does_not_understand_the_marker() -> object:
    with patch("wireworks.fastapi._lifespan.markers_are_understood", lambda: False), patch("fastapi.__version__", "9"):
        return setup(FastAPI(), ServiceContainer())


def when_an_endpoint_asks_for_what_is_not_registered() -> object:
    app = FastAPI()
    app.get("/orders")(orders)
    setup(app, ServiceContainer())
    return started(app)


def when_a_marker_is_hidden_in_another_type() -> object:
    app = FastAPI()
    app.get("/settings")(misplaced)
    setup(app, ServiceContainer().add_singleton(Settings))
    return started(app)


def when_an_app_was_not_set_up() -> object:
    app = FastAPI()
    app.get("/orders")(orders)
    return TestClient(app).get("/orders")


def when_an_endpoint_asks_for_something_that_is_no_type() -> object:
    def ask(repositories: Annotated["list[Repositry]", Inject()]) -> None: ...  # noqa: F821

    app = FastAPI()
    return app.get("/orders")(ask)
