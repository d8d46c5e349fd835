"""What HTTP says about answers that are kept: RFC 9110 on validators and `Vary`, RFC 9111 on `Cache-Control`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

Headers: TypeAlias = Sequence[tuple[bytes, bytes]]

# A directive with its argument, quoted or not.
_DIRECTIVE: Final = re.compile(r'([!#$%&\'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;"]*)))?')
_TAG: Final = re.compile(rb'"[^"]*"')
# What tells one representation from another beside its bytes.
_TELLING: Final = frozenset({b"content-type", b"content-encoding", b"content-language"})
# What RFC 9110 wants on a 304, which has everything else from before.
_ON_304: Final = frozenset({b"cache-control", b"content-location", b"date", b"etag", b"expires", b"vary"})
_MOST_SECONDS: Final = 2**31


def found(headers: Headers, name: bytes) -> bytes:
    """Return the lines of a header as one, empty if there is none."""
    return b", ".join(value for each, value in headers if each.lower() == name)


def directives(line: bytes) -> dict[str, str | None]:
    """Read a `Cache-Control` line; of what is said twice the first counts."""
    said: dict[str, str | None] = {}
    for name, quoted, plain in _DIRECTIVE.findall(line.decode("latin-1")):
        said.setdefault(name.lower(), quoted or plain or None)
    return said


def seconds(said: dict[str, str | None], name: str) -> int | None:
    """Return how many seconds a directive says; none if it is not there, and 0 if it says none."""
    if name not in said:
        return None
    digits = said[name] or ""
    return min(int(digits), _MOST_SECONDS) if digits.isascii() and digits.isdigit() else 0


def etag_of(status: int, headers: Headers, body: bytes) -> bytes:
    """Return a strong validator: the same bytes get the same one, in whatever process."""
    digest = sha256(b"%d" % status)
    for name, value in sorted((name.lower(), value) for name, value in headers):
        if name in _TELLING:
            digest.update(b"\n%b:%b" % (name, value))
    digest.update(b"\n\n" + body)
    return b'"%b"' % digest.hexdigest()[:32].encode()


def is_known(if_none_match: bytes, etag: bytes) -> bool:
    """Tell whether a client has what ``etag`` stands for, by the weak comparison that `If-None-Match` asks for."""
    if if_none_match.strip() == b"*":
        return True
    return etag.removeprefix(b"W/") in _TAG.findall(if_none_match)


def on_304(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return those headers that a 304 repeats."""
    return [(name, value) for name, value in headers if name in _ON_304]


def names_in(line: bytes) -> set[bytes]:
    """Return the header names of a list such as `Vary`, in lower case."""
    return {name.strip().lower() for name in line.split(b",")} - {b""}


def joined_vary(line: bytes, names: Iterable[bytes]) -> bytes:
    """Return a `Vary` line with ``names`` in it, those that are there as they are written."""
    there = names_in(line)
    more = sorted(name.title() for name in set(names) - there)
    return b", ".join([*([line] if there else []), *more])
