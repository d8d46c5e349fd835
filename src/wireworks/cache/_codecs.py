"""Which way of writing suits which model."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import get_args, get_origin

from wireworks.cache._codec import Codec
from wireworks.cache._codec_pydantic import PydanticCodec
from wireworks.cache._errors import CacheModelError


def codec_for(model: object) -> Codec[object]:
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
        return _new(model)  # not hashable


@lru_cache(maxsize=256)
def _codec(model: object, _spelling: str) -> Codec[object]:
    return _new(model)


def _new(model: object) -> Codec[object]:
    if "msgspec" in sys.modules and _names_struct(model):  # nobody can hold a Struct of what was never imported
        from wireworks.cache._codec_msgspec import MsgspecCodec

        return MsgspecCodec(model)
    return PydanticCodec(model)


def _names_struct(model: object) -> bool:
    """Tell whether a type is a Struct, or a union or collection that names one."""
    from msgspec import Struct

    pending = [model]
    while pending:
        named = pending.pop()
        if isinstance(named, type) and issubclass(named, Struct):
            return True
        pending += (get_origin(named), *get_args(named)) if get_origin(named) else ()
    return False
