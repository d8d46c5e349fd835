"""The fixtures of the plugin. It imports what clients and servers need when a test asks for one, and not before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

import pytest

from wireworks import ServiceContainer, ServiceError, testing

if TYPE_CHECKING:
    import httpx2
    from starlette.types import ASGIApp, Receive, Send

FIXTURES = (
    "app",
    "async_auth_client",
    "async_client",
    "auth_client",
    "auth_headers",
    "client",
    "container",
    "live_server",
    "override",
    "running_app",
    "wireworks_async_client",
    "wireworks_stage",
)


def _scope(fixture_name: str, config: pytest.Config) -> Literal["session", "package", "module", "class", "function"]:  # noqa: ARG001 - pytest passes it by name
    scope: Literal["session", "package", "module", "class", "function"] = config.getini("wireworks_app_scope")
    return scope


@pytest.fixture
def app() -> NoReturn:
    """Give the application under test. Yours to write: this one only says so."""
    raise ServiceError(
        "A fixture of wireworks takes the application from the fixture `app`, and there is none.",
        fix="write one in `conftest.py`: `@pytest.fixture` above `def app(): return create_app()`.",
        see="testing",
    )


@pytest.fixture
def auth_headers() -> Mapping[str, str]:
    """Give what `auth_client` sends with each request. Yours to write: this one only says so."""
    raise ServiceError(
        "`auth_client` takes its headers from the fixture `auth_headers`, and there is none.",
        fix="write one in `conftest.py` that returns them, as in `return {'Authorization': f'Bearer {token}'}`.",
        see="testing",
    )


@pytest.fixture
def container(app: ASGIApp) -> ServiceContainer:
    """Give the container that `app` was set up with."""
    return _container_of(app)


class Stage(NamedTuple):
    """Who sees what a test overrides, beside the test itself, and what ends when its async clients are closed."""

    audience: Any
    closing: ExitStack


@pytest.fixture
def wireworks_stage() -> Iterator[Stage]:
    """Give what the overrides of a test and its clients and servers have in common."""
    from wireworks.adapters import Audience

    with ExitStack() as closing:
        yield Stage(Audience(), closing)


@pytest.fixture
def override(request: pytest.FixtureRequest, container: object, wireworks_stage: Stage) -> testing.Override:
    """Put something else in the place of a service until the test ends: ``override(Mailer, FakeMailer())``."""
    if not isinstance(container, ServiceContainer):  # a fixture of that name may be about ships
        container = _container_of(request.getfixturevalue("app"))
    # An async client that was asked for later or earlier closes before: what it starts in the background sees the fake.
    return wireworks_stage.closing.enter_context(testing.Override(container, audience=wireworks_stage.audience))


@pytest.fixture(scope=_scope)
def running_app(app: ASGIApp) -> Iterator[testing.RunningApp]:
    """Start the application; for as long as the setting ``wireworks_app_scope`` says, which is one test."""
    with testing.RunningApp(app) as running:
        yield running


@pytest.fixture
def client(running_app: testing.RunningApp) -> testing.TestClient:
    """Give a client of the running application, for sync tests and WebSockets."""
    return running_app.client()


@pytest.fixture
def auth_client(running_app: testing.RunningApp, auth_headers: Mapping[str, str]) -> testing.TestClient:
    """Give a client of its own that sends `auth_headers`; `client` is left as it is."""
    return running_app.client(headers=auth_headers)


@pytest.fixture
def live_server(
    request: pytest.FixtureRequest, running_app: testing.RunningApp, wireworks_stage: Stage
) -> Iterator[testing.LiveServer]:
    """Serve on a port of its own, for browsers, WebSockets and endless streams."""
    with testing.LiveServer(running_app, audience=wireworks_stage.audience) as server:
        yield server
        if _scope("running_app", request.config) == "function":
            running_app.stop_soon()


def _async_client() -> Callable[..., AsyncIterator[testing.AsyncClient]]:
    """Return a new function: the plugin of either library marks what it takes for its own."""

    async def wireworks_async_client(app: ASGIApp, wireworks_stage: Stage) -> AsyncIterator[testing.AsyncClient]:
        async def serve(scope: Any, receive: Receive, send: Send) -> None:
            with wireworks_stage.audience.watching():
                await app(scope, receive, send)

        async with testing.AsyncClient(app=serve) as client:
            yield client

    return wireworks_async_client


wireworks_async_client = pytest.fixture(_async_client())


def for_asyncio(plugin: Any) -> ModuleType:
    """Return what the plugin of pytest-asyncio runs in the event loops that it makes."""
    fixtures = ModuleType(__name__)
    vars(fixtures)["wireworks_async_client_of_asyncio"] = plugin.fixture(_async_client())
    return fixtures


@pytest.fixture
def async_client(
    request: pytest.FixtureRequest,
    app: ASGIApp,  # noqa: ARG001 - those that are asked for below take it, and pytest has to know in time
) -> testing.AsyncClient:
    """Give a client for async tests, inside the lifespan of the application, in the event loop of the test."""
    name = "wireworks_async_client"
    if "anyio_backend" not in request.fixturenames:
        name += "_of_asyncio"
        if not request.config.pluginmanager.hasplugin("asyncio"):
            raise ServiceError(
                "`async_client` was asked for by a test that has no event loop.",
                fix="mark the test with `@pytest.mark.anyio`, or ask for `client` in a sync test.",
                see="testing",
            )
    elif request.getfixturevalue("anyio_backend_name") != "asyncio":
        raise ServiceError(
            "`async_client` was asked for by a test that runs on trio, and serves on asyncio alone.",
            fix='write a fixture `anyio_backend` that returns `"asyncio"`.',
            see="testing",
        )
    client: testing.AsyncClient = request.getfixturevalue(name)
    return client


@pytest.fixture
def async_auth_client(async_client: testing.AsyncClient, auth_headers: Mapping[str, str]) -> httpx2.AsyncClient:
    """Give a client of its own for async tests that sends `auth_headers`; `async_client` is left as it is."""
    return async_client.another(headers=auth_headers)


def _container_of(app: object) -> ServiceContainer:
    from wireworks.adapters import attached

    found = attached(app)
    if found is None:
        raise ServiceError(
            "A fixture asks for the container of the fixture `app`, which has none.",
            fix="set the application up with one: `setup(app, container)`.",
            see="testing",
        )
    return found
