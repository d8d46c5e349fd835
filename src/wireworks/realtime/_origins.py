"""Whose pages may open a WebSocket: browsers send cookies along, whatever site the page comes from."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

from starlette.exceptions import WebSocketException
from starlette.requests import HTTPConnection

from wireworks.adapters import compose

_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class Refused(WebSocketException):
    """Tell that a connection is not taken, or not into a room.

    Before the connection is accepted the client gets an HTTP 403; afterwards, where nobody catches this, it is closed
    with ``code``: 1008 for a foreign origin or nobody, 1013 where a limit is reached.

    Args:
        code: of the close frame.
        reason: is sent with it.

    Source: W12.
    """


class Origins:
    """Let the pages of the same host, and those named, open WebSockets; refuse others before they are accepted.

    It is a function of a connection as well: ``Depends(Origins(...))`` guards any WebSocket route, without rooms.

    Args:
        allowed: more that may, such as ``"https://shop.example"`` or ``"https://*.shop.example"``; ``"*"`` for all.
        same: the pages of the host that the connection is opened to may.
        missing: clients that name no origin may; browsers always do.

    Raises:
        ValueError: what is allowed is no origin.

    Example:
        >>> "https://www.shop.example" in Origins("https://*.shop.example")
        True

    Source: W12.
    """

    __slots__ = ("_all", "_allowed", "_below", "_missing", "_same")

    def __init__(self, *allowed: str, same: bool = True, missing: bool = True) -> None:
        self._all = "*" in allowed
        parts = [_named(each) for each in allowed if each != "*"]
        self._allowed = frozenset(map(_told_apart, parts))
        self._below = tuple(
            (scheme, host[1:], port) for scheme, host, port in map(_told_apart, parts) if host.startswith("*.")
        )
        self._same = same
        self._missing = missing

    def __contains__(self, origin: str) -> bool:
        """Tell whether an origin is among those named."""
        if self._all:
            return True
        scheme, host, port = told = _told_apart(_parts(origin))
        return told in self._allowed or any(
            (scheme, port) == (below, at) and host.endswith(domain) for below, domain, at in self._below
        )

    def __call__(self, connection: HTTPConnection) -> None:
        """Let ``connection`` pass.

        Raises:
            Refused: its page is none of these.
        """
        origin = connection.headers.get("origin")
        if origin is None:
            if self._missing:
                return
        elif origin in self or (self._same and _is_same(origin, connection.headers.get("host", ""))):
            return
        raise Refused(1008, "The origin of this page may not connect.")


def _named(origin: str) -> SplitResult:
    parts = _parts(origin)
    if not parts.scheme or not parts.hostname or parts.path or parts.query:
        what = f"`Origins`: expected an origin such as `https://shop.example`, got `{origin}`."
        raise ValueError(compose(what, fix="write scheme and host, and no path.", see="rooms"))
    return parts


def _parts(origin: str) -> SplitResult:
    try:
        parts = urlsplit(origin.lower())
        _ = parts.port
    except ValueError:  # of a port or an address
        return SplitResult("", "", "", "", "")
    return parts


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _told_apart(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", _port(parts)


def _is_same(origin: str, host: str) -> bool:
    """Compare by host and port; the scheme that the page was fetched by is known to a proxy alone."""
    page, here = _parts(origin), _parts(f"//{host}")
    port = here.port or _PORTS.get(page.scheme)
    return bool(page.hostname) and page.hostname == here.hostname and _port(page) == port
