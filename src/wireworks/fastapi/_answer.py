"""One answer of an endpoint as it is kept: made of a response, and turned into responses (W11)."""

from __future__ import annotations

from dataclasses import dataclass
from time import time
from typing import ClassVar, NamedTuple

from pydantic import ConfigDict
from starlette.responses import Response

from wireworks.fastapi._answer_rules import (
    Headers,
    directives,
    etag_of,
    found,
    is_known,
    joined_vary,
    names_in,
    on_304,
    seconds,
)

_FORBID = ("no-store", "private", "no-cache")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept: nobody can change it, so all callers share one.

    ``made`` is when, in seconds since 1970; ``headers`` have all but what differs from one response to the next.
    ``lasting`` is for how many seconds the response itself said that it is fresh; less than 0 if it said nothing.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    etag: bytes
    made: float
    lasting: int

    @property
    def age(self) -> int:
        """How many seconds ago it was made; clocks of processes may differ."""
        return max(0, int(time() - self.made))


class Bounds(NamedTuple):
    """What may be kept: responses with one of ``statuses``, up to ``max_bytes``, that vary by no more than ``vary``.

    ``announced`` are those headers of ``vary`` that clients and proxies are told of; ``control`` is the
    `Cache-Control` of what does not say it itself.
    """

    statuses: frozenset[int]
    max_bytes: int
    vary: frozenset[bytes]
    announced: frozenset[bytes]
    control: bytes


def kept_of(response: Response, bounds: Bounds) -> Answer | str:
    """Return what is kept of a response, or why nothing is."""
    if type(response).__call__ is not Response.__call__ or not hasattr(response, "body"):
        return "stream"
    headers = response.raw_headers
    said = directives(found(headers, b"cache-control"))
    lasting = next((each for name in ("s-maxage", "max-age") if (each := seconds(said, name)) is not None), -1)
    reason = _obstacle(response, said, bounds)
    if reason or lasting == 0:
        return reason or "max-age"
    body = bytes(response.body)
    etag = found(headers, b"etag") or etag_of(response.status_code, headers, body)
    return Answer(response.status_code, _kept_headers(headers, etag, said, bounds), body, etag, time(), lasting)


def _obstacle(response: Response, said: dict[str, str | None], bounds: Bounds) -> str | None:
    headers = response.raw_headers
    if response.status_code not in bounds.statuses:
        return "status"
    if found(headers, b"set-cookie"):
        return "set-cookie"
    if not names_in(found(headers, b"vary")) <= bounds.vary:  # `*` is never among them
        return "vary"
    if len(response.body) > bounds.max_bytes:
        return "size"
    return next((name for name in _FORBID if name in said), None)


def _kept_headers(
    headers: Headers, etag: bytes, said: dict[str, str | None], bounds: Bounds
) -> tuple[tuple[bytes, bytes], ...]:
    own = [(name.lower(), value) for name, value in headers if name.lower() not in {b"etag", b"vary"}]
    own.append((b"etag", etag))
    if vary := joined_vary(found(headers, b"vary"), bounds.announced):
        own.append((b"vary", vary))
    if not said:
        own.append((b"cache-control", bounds.control))
    return tuple(own)


class Sent(Response):
    """An answer on its way to one client.

    Args:
        answer: what is sent.
        more: headers of this response alone.
        head: whether the client wants no body.
        if_none_match: what the client has.
    """

    def __init__(self, answer: Answer, more: Headers, if_none_match: bytes, *, head: bool) -> None:
        # Without calling Starlette's own, which would render and measure what is finished already.
        self.background = None
        if if_none_match and is_known(if_none_match, answer.etag):
            self.status_code, self.body = 304, b""
            self.raw_headers = [*on_304(answer.headers), *more]
        else:
            self.status_code, self.body = answer.status, b"" if head else answer.body
            self.raw_headers = [*answer.headers, *more]
