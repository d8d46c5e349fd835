"""What an answer is found by: the path, what of the query matters, and the headers that it depends on (W11)."""

from __future__ import annotations

from hashlib import sha256
from operator import itemgetter
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

from wireworks.fastapi._answer_site import Site

_LONGEST: Final = 200
_ABSENT: Final = b"-"


class Asked(NamedTuple):
    """What a request says that matters here.

    Attributes:
        head: whether it wants no body.
        control: its `Cache-Control`.
        if_none_match: what the client has.
        values: of the headers that answers depend on, each with its length.
        alone: the header or parameter for which it is served alone, if it has one.
    """

    head: bool
    control: bytes
    if_none_match: bytes
    values: tuple[bytes, ...]
    alone: str | None


def asked_of(scope: Scope, site: Site) -> Asked:
    """Read what a request says that matters at ``site``."""
    wanted, seen = site.wanted, dict[bytes, bytes]()
    for name, value in scope["headers"]:
        if name in wanted:
            seen[name] = value if name not in seen else seen[name] + b", " + value
    alone = next((name.decode("latin-1") for name in site.credentials if name in seen), None)
    if site.secrets and alone is None:
        named = {name for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)}
        alone = next(iter(sorted(site.secrets & named)), None)
    values = tuple(_measured(seen.get(name)) for name in site.vary)
    control, if_none_match = seen.get(b"cache-control", b""), seen.get(b"if-none-match", b"")
    return Asked(scope["method"] == "HEAD", control, if_none_match, values, alone)


def identifier_of(scope: Scope, site: Site, asked: Asked, who: str) -> str:
    """Name the answer to a request among those of its endpoint.

    Args:
        scope: of the request.
        site: the route that it came to.
        asked: what it says.
        who: what else tells answers apart.
    """
    text: str = scope["path"]
    if scope["query_string"] and (query := _canonical(scope["query_string"], site.reads.query)):
        text = f"{text}?{query}"
    parts = [*asked.values]
    if who:
        parts.append(_measured(who.encode("utf-8", "surrogatepass")))
    if site.reads.raw:
        # Who takes the whole request may write links with these.
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        parts.append(_measured(b"%b://%b" % (scope.get("scheme", "http").encode(), b",".join(hosts))))
    if others := sorted(scope["path_params"].keys() - site.path_params):  # those of a host, which no path shows
        parts.extend(_measured(f"{name}={scope['path_params'][name]!r}".encode()) for name in others)
    if len(text) > _LONGEST:
        parts.append(_measured(text.encode("utf-8", "surrogatepass")))
        text = text[:_LONGEST]
    return f"{text} {sha256(b''.join(parts)).hexdigest()[:32]}" if parts else text


def _measured(value: bytes | None) -> bytes:
    return _ABSENT if value is None else b"%d:%b" % (len(value), value)


def _canonical(query: bytes, names: frozenset[str] | None) -> str:
    """Write a query so that the order of different names does not matter, nor what nobody reads."""
    if names is None:
        return "&".join(sorted(query.decode("latin-1").split("&"), key=_name_in))
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode(sorted((pair for pair in pairs if pair[0] in names), key=itemgetter(0)))


def _name_in(part: str) -> str:
    return part.split("=", maxsplit=1)[0]
