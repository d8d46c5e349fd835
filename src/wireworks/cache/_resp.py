"""What servers answer, read from bytes as they come: RESP3, by hiredis where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, cast

NOT_YET: Final = object()
"""More bytes are needed."""


class ReplyError(Exception):
    """Hold what the server refused to do, in its own words."""


class Push(list[object]):
    """What a server says without being asked."""


class Reader(Protocol):
    """Take bytes in, give replies out."""

    def feed(self, data: bytes, /) -> object:
        """Take what was received."""
        ...

    def gets(self) -> object:
        """Give the next reply, or ``NOT_YET``. A refusal is a ``ReplyError`` among the replies."""
        ...


class _ShortError(Exception):
    """Tell that a reply is not there to its end."""


class PlainReader:
    """Read replies where hiredis is not installed."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._at = 0

    def feed(self, data: bytes, /) -> None:
        """Take what was received."""
        self._data += data

    def gets(self) -> object:
        """Give the next reply, or ``NOT_YET``."""
        self._at = 0
        try:
            reply = self._reply()
        except _ShortError:
            return NOT_YET
        del self._data[: self._at]
        return reply

    def _reply(self) -> object:
        line = self._line()
        kind, rest = line[:1], line[1:]
        if (plain := _PLAIN.get(kind)) is not None:
            return plain(rest)
        size = int(rest)
        if kind in b"$=!":
            return self._text(kind, size)
        if kind not in b"*~>%":
            raise ValueError(f"no reply begins with {kind!r}")
        replies = [self._reply() for _ in range(size * 2 if kind == b"%" else size)] if size >= 0 else None
        return Push(cast("list[object]", replies)) if kind == b">" else replies

    def _line(self) -> bytes:
        end = self._data.find(b"\r\n", self._at)
        if end < 0:
            raise _ShortError
        line = bytes(self._data[self._at : end])
        self._at = end + 2
        return line

    def _text(self, kind: bytes, size: int) -> object:
        if size < 0:
            return None
        end = self._at + size
        if len(self._data) < end + 2:
            raise _ShortError
        text = bytes(self._data[self._at : end])
        self._at = end + 2
        return _refusal(text) if kind == b"!" else text[4:] if kind == b"=" else text


def _refusal(text: bytes) -> ReplyError:
    return ReplyError(text.decode("utf-8", "replace"))


_PLAIN: Final[dict[bytes, Callable[[bytes], object]]] = {
    b"+": bytes,
    b"-": _refusal,
    b":": int,
    b"(": int,
    b",": float,
    b"#": b"t".__eq__,
    b"_": lambda _: None,
}


def reader() -> tuple[Reader, type]:
    """Make a reader, and give the type of what it reads that was not asked for."""
    try:
        from hiredis import PushNotification
        from hiredis import Reader as FastReader
    except ImportError:
        return PlainReader(), Push
    made = FastReader(protocolError=ValueError, replyError=ReplyError, notEnoughData=NOT_YET)
    return cast("Reader", made), PushNotification
