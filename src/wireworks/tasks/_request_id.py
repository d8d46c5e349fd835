"""The id of a request, which the tasks that it leads to carry on (W8)."""

from __future__ import annotations

import sys


class RequestId(str):
    """The id of the request or WebSocket connection that is served, or that a task comes from; injectable.

    With ``wireworks.fastapi`` it is the one that ``add_request_id`` gave; in an app without that it is made when a
    service first asks for it, and kept for the request. A task that comes from no request has an id of its own.

    Source: W2, W8, W9.
    """

    __slots__ = ()


def tell_logs(request_id: str) -> None:
    """Put an id where log records get theirs from, in this context; nobody logs it who has not imported that."""
    library = sys.modules.get("asgi_correlation_id")
    if library is not None:
        library.correlation_id.set(request_id)
