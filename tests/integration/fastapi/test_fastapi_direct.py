"""Routes of `InjectedRoute` answer as FastAPI's own do, whatever endpoints take and give (W1 - W4)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from starlette.routing import Mount

from tests.integration.fastapi.parts import Journal, client_of, refused_session, wired
from tests.integration.fastapi.shapes import Handled, Reader, router_of
from tests.integration.fastapi.shapes_of_paths import SHAPES
from wireworks.fastapi import InjectedRoute

TIMES = 6
PLACES = ["itself", "included", "nested", "mounted", "limited"]


def app_of(route_class: type[APIRoute], journal: Journal, *sessions: object, **options: Any) -> FastAPI:
    app = wired(*(sessions or [journal.session]), Reader, journal.get, **options)
    app.router.route_class = route_class

    async def handle(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"body": (await request.body()).decode()}, 409)

    app.add_exception_handler(Handled, handle)
    return app


def add(app: FastAPI, name: str, place: str) -> None:
    """Add an endpoint as one of an app's own or in one of the ways that routers are added."""
    route_class = app.router.route_class
    if place == "itself":
        given, endpoint = SHAPES[name]
        app.add_api_route(**{"path": "/", **given, "endpoint": endpoint})
    elif place == "mounted":
        app.router.routes.append(Mount("/", app=router_of(route_class, name)))
    elif place == "nested":
        outer = APIRouter(default_response_class=HTMLResponse)
        outer.include_router(router_of(route_class, name), prefix="")
        app.include_router(outer, prefix="")
    else:
        app.include_router(router_of(route_class, name, max_body_size=10 if place == "limited" else None))


def seen_of(app: FastAPI, name: str, journal: Journal) -> list[object]:
    """Return all that can be seen from outside of some requests, and how their scopes ended."""
    given = SHAPES[name][0]
    [method] = given.get("methods", ["GET"])
    path = re.sub(r"\{number.*?\}", "{number}", given.get("path", "/"))
    seen: list[object] = []
    with client_of(app) as client:
        for turn in range(TIMES):
            body = {} if method == "GET" else {"content": '{"name": "pen"}'}
            head = {"cookie": f"taste={turn}"} if turn % 4 else {}
            url = path.format(number="78x897"[turn], colour="7xx7y7"[turn])
            answer = client.request(method, f"{url}?q={turn % 3 + 5}", follow_redirects=False, headers=head, **body)
            seen.append((answer.status_code, sorted(answer.headers.items()), answer.text))
    return [*seen, list(map(repr, journal.entries))]


def both(name: str, place: str = "itself", *sessions: object, **options: Any) -> list[list[object]]:
    """Return what is seen of FastAPI's own class of routes, and of ours."""
    seen = []
    for route_class in (APIRoute, InjectedRoute):
        journal = Journal()
        app = app_of(route_class, journal, *sessions, **options)
        add(app, name, place)
        seen.append(seen_of(app, name, journal))
    return seen


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("place", PLACES)
def test_everything_is_answered_as_by_routes_of_fastapi(place, name) -> None:
    """W1, W3: status, headers, body and the outcome of the scope."""
    fastapis, ours = both(name, place)
    assert fastapis == ours


@pytest.mark.parametrize("name", ["text", "model", "handled", "stream", "later"])
@pytest.mark.parametrize("close_scope", ["before_response", "after_response"])
@pytest.mark.parametrize("place", ["itself", "included"])
def test_a_commit_that_fails_is_seen_as_by_routes_of_fastapi(place, close_scope, name) -> None:
    """W4."""
    fastapis, ours = both(name, place, refused_session, close_scope=close_scope)
    assert fastapis == ours
