"""Values of msgspec Structs, and of what msgspec describes inside them and around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeVar, cast

import msgspec
from msgspec import inspect

from wireworks.cache._codec import NONE, Codec, MisfitError, UnreadableError, name_of
from wireworks.cache._errors import CacheModelError
from wireworks.cache._schema import digest

T = TypeVar("T")

# What msgspec says of values that have another type or none; the rest of what it says may quote them.
_HARMLESS: Final = re.compile(r"Expected `\w+(?: \| \w+)*`(?:, got `\w+`)?|Object missing required field `\w+`")
_PLACE: Final = re.compile(r" - at (`\$[^`]*`)$")


class MsgspecCodec(Codec[T]):
    """Write Structs, and unions and collections of them.

    Renamed fields, tags and left-out defaults come back.

    Args:
        model: any type that msgspec can describe.

    Raises:
        CacheModelError: if msgspec cannot describe it, or something in it.

    Source: C4.
    """

    __slots__ = ("_model", "_reader", "_writer")

    def __init__(self, model: object) -> None:
        name = name_of(model)
        self._model = cast("type[Any]", model)
        try:
            self._reader = msgspec.json.Decoder(self._model)
            described = inspect.type_info(model)
        except (TypeError, NameError) as error:
            what = f"msgspec cannot describe `{name}`: {str(error).splitlines()[0]}"
            raise CacheModelError(what, fix="give the service a type that msgspec can describe.") from error
        if found := dict.fromkeys(_obstacles(described)):
            what = f"`{name}` does not survive being stored: {'; '.join(found)}."
            raise CacheModelError(what, fix="give the service a model that holds only what can be read back.")
        super().__init__(name, digest(described))
        self._writer = msgspec.json.Encoder()

    def decode(self, payload: bytes) -> T:
        """Read a value, a new one every time, or raise ``UnreadableError``."""
        if payload == NONE:
            return cast("T", None)
        try:
            return cast("T", self._reader.decode(payload))
        except (msgspec.MsgspecError, ValueError) as error:
            raise UnreadableError(_told(error)) from None

    def _fit(self, value: object) -> object:
        try:
            return cast("object", msgspec.convert(value, self._model))
        except msgspec.ValidationError as error:
            raise MisfitError(_told(error)) from None

    def _write(self, fitting: object) -> bytes:
        try:
            return self._writer.encode(fitting)
        except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
            raise MisfitError(type(error).__name__) from None


def _obstacles(described: inspect.Type) -> Iterator[str]:
    """List what no value comes back of."""
    pending: list[tuple[object, str]] = [(described, "")]
    seen: set[int] = set()
    while pending:
        node, where = pending.pop()
        if isinstance(node, tuple):
            pending += ((each, where) for each in reversed(cast("tuple[object, ...]", node)))
        elif isinstance(node, inspect.CustomType):
            place = f"`{where}`" if where else "the model"
            yield f"{place}: msgspec cannot read a `{name_of(node.cls)}` from JSON"
        elif isinstance(node, inspect.Type | inspect.Field) and id(node) not in seen:
            seen.add(id(node))
            place = f"{where}.{node.name}".lstrip(".") if isinstance(node, inspect.Field) else where
            pending += ((getattr(node, name), place) for name in reversed(node.__struct_fields__))


def _told(error: Exception) -> str:
    """Say what does not fit without saying values, which may be private."""
    said = str(error)
    harmless = _HARMLESS.match(said) if error.__cause__ is None else None
    place = _PLACE.search(said)
    return (harmless[0] if harmless else type(error).__name__) + (f" at {place[1]}" if place else "")
