"""Values as bytes and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Generic, Protocol, TypeVar, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError
from pydantic_core import PydanticSerializationError

from wireworks.cache._errors import CacheModelError, CacheValueError
from wireworks.cache._roundtrip import difference, obstacles

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# Written JSON begins with none of the bytes below a space, so these can mark other ways of writing when there are any.
_NONE: Final = b"null"
# What is not a model has no settings of its own, so it gets those that lose nothing.
_LOSSLESS: Final = ConfigDict(ser_json_inf_nan="constants", ser_json_bytes="base64", val_json_bytes="base64")
# So many faults are told one by one.
_TOLD: Final = 3
_FITS: Final = "store a value of the model, or give the service the model that the values have."


class UnreadableError(Exception):
    """Tell that stored bytes are not a value of the model; its text names the places, never a value."""


class Codec(Protocol[T_co]):
    """A way of writing values of one type."""

    def encode(self, value: object) -> tuple[T_co, bytes]:
        """Bring ``value`` to the type and write it, or raise ``CacheValueError``."""
        ...

    def decode(self, payload: bytes) -> T_co:
        """Read a value, a new one every time, or raise ``UnreadableError``."""
        ...


class PydanticCodec(Generic[T]):
    """Write what pydantic can describe as JSON.

    Fields are written and read under their own names, so aliases of any kind come back; computed fields are left out.
    ``None`` is written for every model.

    Args:
        model: any type that pydantic can describe, or ``None`` for whatever JSON can hold.

    Raises:
        CacheModelError: if no value of the model would come back as it was.

    Source: C4.
    """

    __slots__ = ("_name", "_reader", "_writer")

    def __init__(self, model: object) -> None:
        self._name = _name(model)
        adapter = _adapter(model, self._name)
        if found := obstacles(adapter.core_schema):
            what = f"`{self._name}` does not survive being stored: {'; '.join(found)}."
            raise CacheModelError(what, fix="give the service a model that holds only what can be read back.")
        self._reader = adapter.validator
        self._writer = adapter.serializer

    def encode(self, value: object) -> tuple[T, bytes]:
        """Bring ``value`` to the model and write it.

        Returns:
            The value as it will come back, and its bytes.

        Raises:
            CacheValueError: if it is not a value of the model, or would come back as something else.
        """
        if value is None:
            return cast("T", None), _NONE
        try:
            fitting = self._reader.validate_python(value, by_alias=True, by_name=True)
        except ValidationError as error:
            what = f"Expected a value of `{self._name}`, got `{type(value).__qualname__}`: {_places(error)}."
            raise CacheValueError(what, fix=_FITS) from None
        try:
            payload = self._writer.to_json(fitting, by_alias=False, round_trip=True, warnings="error")
            read = self.decode(payload)
        except PydanticSerializationError as error:
            raise self._lossy(f"it cannot be written ({type(error).__name__})") from None
        except UnreadableError as error:
            raise self._lossy(f"it cannot be read back ({error})") from None
        if lost := difference(fitting, read):
            raise self._lossy(lost)
        return read, payload

    def _lossy(self, lost: str) -> CacheValueError:
        return CacheValueError(f"A value of `{self._name}` does not survive being stored: {lost}.", fix=_FITS)

    def decode(self, payload: bytes) -> T:
        """Read a value, a new one every time.

        Raises:
            UnreadableError: if the bytes are not a value of the model.
        """
        if payload == _NONE:
            return cast("T", None)
        try:
            return cast("T", self._reader.validate_json(payload, by_alias=False, by_name=True))
        except ValidationError as error:
            raise UnreadableError(_places(error)) from None


def codec_for(model: object) -> PydanticCodec[object]:
    """Give the codec of a model, made once for each model that is in use.

    Raises:
        CacheModelError: if no value of the model would come back as it was.
    """
    try:
        # Unions are equal in any order, but the order decides how a value is read; a class is told by itself.
        return _codec(model, "" if isinstance(model, type) else repr(model))
    except TypeError as error:
        if isinstance(error, CacheModelError):
            raise
        return PydanticCodec(model)  # not hashable


@lru_cache(maxsize=256)
def _codec(model: object, _spelling: str) -> PydanticCodec[object]:
    return PydanticCodec(model)


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


def _name(model: object) -> str:
    if model is None:
        return "JSON"
    return model.__qualname__ if isinstance(model, type) else repr(model)
