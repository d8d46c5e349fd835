"""A message as it is sent: encoded once, however many it goes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

from wireworks.adapters import compose

_PREVIEW = 60


class Packet:
    """A message that is ready to be sent.

    ``kind`` is the name that the server calls ``body`` by; ``size`` is how many bytes it has.
    """

    __slots__ = ("body", "kind", "size")

    def __init__(self, kind: Literal["text", "bytes"], body: str | bytes) -> None:
        self.kind: Literal["text", "bytes"] = kind
        self.body = body
        self.size = len(body) if isinstance(body, bytes) or body.isascii() else len(body.encode())

    def encoded(self) -> bytes:
        """Return the body in bytes."""
        return self.body if isinstance(self.body, bytes) else self.body.encode()


def packed(message: object, dumps: Callable[[Any], str] | None, most: int) -> Packet:
    """Encode a message: text and bytes as they are, anything else as JSON.

    Raises:
        TypeError: it cannot be encoded.
        ValueError: it has more than ``most`` bytes.
    """
    if isinstance(message, str):
        packet = Packet("text", message)
    elif isinstance(message, bytes | bytearray | memoryview):
        packet = Packet("bytes", bytes(message))
    else:
        packet = Packet("text", (dumps or _as_json)(message))
    if packet.size > most:
        what = f"A message of {packet.size:,} bytes was published; at most {most:,} are taken."
        fix = "publish where it can be fetched, or raise `RoomSettings.publish_size`."
        raise ValueError(compose(what, fix=fix, see="rooms"))
    return packet


def _as_json(message: Any) -> str:
    dump = getattr(message, "model_dump_json", None)
    if dump is not None:
        text: str = dump()
        return text
    try:
        return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
    except (TypeError, ValueError) as error:
        what = f"`{repr(message)[:_PREVIEW]}` was published, and is no JSON: {error}."
        fix = "publish text, bytes, what JSON has or a pydantic model, or pass `RoomSettings(dumps=...)`."
        raise TypeError(compose(what, fix=fix, see="rooms")) from None
