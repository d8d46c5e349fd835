"""`setup`: a middleware and a lifespan, put on an app once (W1)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Literal, get_args

import fastapi
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.types import Lifespan

from wireworks.adapters import (
    ServiceContainer,
    ServiceError,
    attach,
    attached,
    compose,
    declare_context,
    kept_open,
    start,
)
from wireworks.fastapi._endpoints import markers_are_understood, served
from wireworks.fastapi._filling import simplify
from wireworks.fastapi._middleware import ScopeMiddleware
from wireworks.fastapi._request_scope import CONTEXT
from wireworks.fastapi._rooms import declare_rooms, open_rooms
from wireworks.fastapi._route import InjectedRoute
from wireworks.fastapi._streams import StreamSettings
from wireworks.stopping import Stopping
from wireworks.tasks import add_tasks, run_tasks

CloseScope = Literal["before_response", "after_response"]


def setup(app: FastAPI, container: ServiceContainer, *, close_scope: CloseScope = "before_response") -> None:
    """Serve the endpoints of ``app`` from ``container``, with one scope for each request.

    Afterwards ``Injected[T]`` works in endpoints and in functions given to ``Depends``, whether their routes were there
    before or come later, are included or mounted. A mounted app with a `setup` of its own keeps its own container.

    When the app starts, and its own lifespan has begun, the container is checked together with the endpoints, and
    started; when the app stops, its tasks are finished, and when its own lifespan has ended the container is closed.
    ``Tasks`` are done by this process, unless another ``TaskQueue`` is registered. ``Request``, ``WebSocket`` and
    ``HTTPConnection`` become injectable. Where the container names its scopes, a request has the innermost name.
    `Stopping`, which hears while the app runs that the process is told to stop, `StreamSettings` and ``Rooms`` are
    there by default.

    Args:
        app: an app that has not started yet. The middleware goes innermost: the app's own middlewares see a response
            when the scope behind it has ended, and find no scope around themselves.
        container: of this app, and of others if you like. It is closed with the last that runs, and opened anew later.
        close_scope: ``"before_response"`` ends the scope before the first byte of an ordinary response, so that a
            failing commit is a 500, and before the last of a streamed one; background tasks run afterwards, without it.
            ``"after_response"`` ends it when the response and its background tasks are through, as FastAPI does with
            its own dependencies.

    Raises:
        ServiceError: the app has a container already, or has started, or this FastAPI does not understand ``Injected``.
        ValueError: ``close_scope`` is neither of the two.

    Example:
        >>> from fastapi import FastAPI
        >>> from wireworks import ServiceContainer
        >>> setup(FastAPI(), ServiceContainer())

    Source: L24, W1, W2, W3, W4, W6, W12.
    """
    _refuse_misuse(app, close_scope)
    _declare(container)
    attach(app, container)
    _serve(app, container, early=close_scope == "before_response")
    app.router.lifespan_context = _around(app.router.lifespan_context, container)


def _serve(app: FastAPI, container: ServiceContainer, *, early: bool) -> None:
    # Appended, so innermost: endpoint, resources and scope share one task, and responses are seen as they were sent.
    app.user_middleware.append(Middleware(ScopeMiddleware, container=container, early=early))
    if app.router.route_class is APIRoute:
        app.router.route_class = InjectedRoute


def _declare(container: ServiceContainer) -> None:
    """Let everything be injected that an app has by default."""
    declare_context(container, CONTEXT)
    if not container.is_registered(Stopping):
        container.add_singleton(Stopping)
    if not container.is_registered(StreamSettings):
        container.add_instance(StreamSettings, StreamSettings())
    declare_rooms(container)
    add_tasks(container)


def _around(own: Lifespan[Any], container: ServiceContainer) -> Lifespan[Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[Any, None]:
        async with AsyncExitStack() as closing:
            stopping = await _attend(container, closing)
            async with own(app) as state, AsyncExitStack() as serving:
                for group in served(app, container):
                    # Nobody runs the lifespan of a mounted app, so its container lives as long as this one.
                    if group.container is not container:
                        theirs = await _attend(group.container, closing)
                        closing.callback(stopping.call(theirs.stop))
                    await start(group.container, group.askers, group.mistakes)
                    await closing.enter_async_context(open_rooms(group.container))
                    for undo in simplify(group.endpoints, group.container, group.askers):
                        closing.callback(undo)
                    # They end before what the application opened, which they may need.
                    await serving.enter_async_context(run_tasks(group.container))
                try:
                    yield state
                finally:
                    # Before the app's own lifespan ends: what that started may be waiting for it.
                    stopping.stop()

    return lifespan


async def _attend(container: ServiceContainer, closing: AsyncExitStack) -> Stopping:
    """Keep ``container`` open until ``closing``, and have what it has to tell about the end told until then."""
    await closing.enter_async_context(kept_open(container))
    stopping = await container.aget(Stopping)
    closing.enter_context(stopping.listening())
    return stopping


def _refuse_misuse(app: FastAPI, close_scope: str) -> None:
    if close_scope not in get_args(CloseScope):
        first, second = get_args(CloseScope)
        what = f"`close_scope`: expected `{first!r}` or `{second!r}`, got `{close_scope!r}`."
        raise ValueError(compose(what, fix="pass one of the two.", see="fastapi"))
    if attached(app) is not None:
        raise ServiceError(
            f"`setup` was called twice for the app `{app.title}`.",
            fix="call it once; a second container belongs to an app that is mounted in this one.",
            see="fastapi",
        )
    if app.middleware_stack is not None:
        raise ServiceError(
            f"`setup` was called for the app `{app.title}`, which has started already.",
            fix="call it where the app is made.",
            see="fastapi",
        )
    if not markers_are_understood():
        raise ServiceError(
            f"FastAPI {fastapi.__version__} does not take `Injected[...]` for a dependency.",
            fix="install a version that this version of wireworks was tested with.",
            see="fastapi",
        )
