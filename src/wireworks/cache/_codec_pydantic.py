"""Values of what pydantic can describe."""

from __future__ import annotations

from functools import partial
from typing import Final, TypeVar, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError
from pydantic_core import PydanticSerializationError

from wireworks.cache._codec import NONE, Codec, MisfitError, UnreadableError, name_of
from wireworks.cache._errors import CacheModelError
from wireworks.cache._roundtrip import obstacles
from wireworks.cache._schema import digest, has_aliases

T = TypeVar("T")

# What is not a model has no settings of its own, so it gets those that lose nothing.
_LOSSLESS: Final = ConfigDict(ser_json_inf_nan="constants", ser_json_bytes="base64", val_json_bytes="base64")
# So many faults are told one by one.
_TOLD: Final = 3


class PydanticCodec(Codec[T]):
    """Write what pydantic can describe.

    Fields are written and read under their own names, so aliases of any kind come back; computed fields are left out.

    Args:
        model: any type that pydantic can describe, or ``None`` for whatever JSON can hold.

    Raises:
        CacheModelError: if no value of the model would come back as it was.

    Source: C4.
    """

    __slots__ = ("_read", "_reader", "_writer")

    def __init__(self, model: object) -> None:
        name = name_of(model)
        adapter = _adapter(model, name)
        if found := obstacles(adapter.core_schema):
            what = f"`{name}` does not survive being stored: {'; '.join(found)}."
            raise CacheModelError(what, fix="give the service a model that holds only what can be read back.")
        super().__init__(name, digest(adapter.core_schema))
        self._reader = adapter.validator
        self._writer = adapter.serializer
        # Where no field has an alias, this is what is said at each call, but quicker.
        read = adapter.validator.validate_json
        self._read = partial(read, by_alias=False, by_name=True) if has_aliases(adapter.core_schema) else read

    def decode(self, payload: bytes) -> T:
        """Read a value, a new one every time, or raise ``UnreadableError``."""
        if payload == NONE:
            return cast("T", None)
        try:
            return cast("T", self._read(payload))
        except ValidationError as error:
            raise UnreadableError(_places(error)) from None

    def _fit(self, value: object) -> object:
        try:
            return self._reader.validate_python(value, by_alias=True, by_name=True)
        except ValidationError as error:
            raise MisfitError(_places(error)) from None

    def _write(self, fitting: object) -> bytes:
        try:
            return self._writer.to_json(fitting, by_alias=False, round_trip=True, warnings="error")
        except PydanticSerializationError as error:
            raise MisfitError(type(error).__name__) from None


def _adapter(model: object, name: str) -> TypeAdapter[object]:
    described = cast("type[object]", object if model is None else model)
    try:
        try:
            adapter = TypeAdapter(described, config=_LOSSLESS)
        except PydanticUserError as error:
            if error.code != "type-adapter-config-unused":
                raise
            adapter = TypeAdapter(described)
        # What names a type that does not exist yet is only described at first use, unless asked for.
        adapter.rebuild(raise_errors=True)
    except (PydanticUserError, PydanticUndefinedAnnotation) as error:
        what = f"pydantic cannot describe `{name}`: {str(error).splitlines()[0]}"
        raise CacheModelError(what, fix="give the service a type that pydantic can describe.") from error
    return adapter


def _places(error: ValidationError) -> str:
    """Name what does not fit without saying values, which may be private."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [
        f"`{'.'.join(map(str, fault['loc']))}` {fault['type']}" if fault["loc"] else fault["type"]
        for fault in faults[:_TOLD]
    ]
    return ", ".join(told) + (f" and {len(faults) - _TOLD} more" if len(faults) > _TOLD else "")
