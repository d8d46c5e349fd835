"""Values as bytes and back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final, Generic, TypeVar, cast

from wireworks.cache._errors import CacheValueError
from wireworks.cache._roundtrip import difference

T = TypeVar("T")

# What can be read back of every model.
NONE: Final = b"null"
_FITS: Final = "store a value of the model, or give the service the model that the values have."


class UnreadableError(Exception):
    """Tell that stored bytes are not a value of the model; its text names the places, never a value."""


class MisfitError(Exception):
    """Tell that a value is not of the model, or cannot be written; its text names the places, never a value."""


class Codec(ABC, Generic[T]):
    """A way of writing values of one type as JSON.

    ``None`` is written for every model.

    Attributes:
        name: of the model, for messages.
        fingerprint: eight bytes that tell the model from others and from what it was before a change of its fields;
            the same in every process.

    Source: C4.
    """

    __slots__ = ("fingerprint", "name")

    def __init__(self, name: str, fingerprint: bytes) -> None:
        self.name = name
        self.fingerprint = fingerprint

    def encode(self, value: object) -> tuple[T, bytes]:
        """Bring ``value`` to the model and write it.

        Returns:
            The value as it will come back, and its bytes.

        Raises:
            CacheValueError: if it is not a value of the model, or would come back as something else.
        """
        if value is None:
            return cast("T", None), NONE
        try:
            fitting = self._fit(value)
        except MisfitError as error:
            what = f"Expected a value of `{self.name}`, got `{type(value).__qualname__}`: {error}."
            raise CacheValueError(what, fix=_FITS) from None
        try:
            payload = self._write(fitting)
            read = self.decode(payload)
        except MisfitError as error:
            raise self._lossy(f"it cannot be written ({error})") from None
        except UnreadableError as error:
            raise self._lossy(f"it cannot be read back ({error})") from None
        if lost := difference(fitting, read):
            raise self._lossy(lost)
        return read, payload

    def _lossy(self, lost: str) -> CacheValueError:
        return CacheValueError(f"A value of `{self.name}` does not survive being stored: {lost}.", fix=_FITS)

    @abstractmethod
    def decode(self, payload: bytes) -> T:
        """Read a value, a new one every time.

        Raises:
            UnreadableError: if the bytes are not a value of the model.
        """

    @abstractmethod
    def _fit(self, value: object) -> object:
        """Bring ``value`` to the model, or raise ``MisfitError``."""

    @abstractmethod
    def _write(self, fitting: object) -> bytes:
        """Write a value of the model, or raise ``MisfitError``."""


def name_of(model: object) -> str:
    """Name a model as its author would."""
    if model is None:
        return "JSON"
    return model.__qualname__ if isinstance(model, type) else repr(model)
