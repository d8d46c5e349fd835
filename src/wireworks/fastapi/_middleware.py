"""The one ASGI middleware: it gives every request its scope."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from wireworks.adapters import Opening, ServiceContainer
from wireworks.fastapi._listening import listen
from wireworks.fastapi._request_scope import KEY, RequestScope


class ScopeMiddleware:
    """Open a scope of ``container`` around each request and WebSocket connection that reaches ``app``.

    ``early`` ends the scope of a request before its response is complete, rather than when the app is through with it.
    """

    def __init__(self, app: ASGIApp, *, container: ServiceContainer, early: bool) -> None:
        self.app = app
        self._container = container
        self._open = Opening(container)
        self._early = early

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        kind: str = scope["type"]
        if kind not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        request = RequestScope(self._container, scope, receive, send, self._early)
        outer = scope.get(KEY)
        scope[KEY] = request
        token = self._open(request)
        listen(token.var)
        try:
            await self.app(scope, receive, request.send_http if kind == "http" else request.send_websocket)
        except BaseException as raised:
            if not await request.finish(raised):
                raise
        else:
            if not request.is_over:
                await request.finish(None)
        finally:
            request.deactivate(token)
            # Without the ways back to it, the request and all that it held is freed at once.
            scope[KEY] = outer
            request.known = None
