"""Can several callers be given the same value, because none of them can change it?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Hashable, Iterable
from decimal import Decimal
from enum import Enum
from functools import cached_property, lru_cache
from types import NoneType
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from pydantic_core import TzInfo

_PLAIN: Final = frozenset({NoneType, bool, int, float, complex, str, bytes, Decimal, UUID, dt.date, dt.timedelta})
_MOMENTS: Final = frozenset({dt.datetime, dt.time})
_ZONES: Final = frozenset({NoneType, dt.timezone, ZoneInfo, TzInfo})
_COLLECTIONS: Final = frozenset({tuple, frozenset})


def sharable(value: object) -> bool:
    """Tell whether nobody who is given ``value`` can change what another sees of it, short of going behind its back.

    The value decides, not its type: a frozen model may hold a list, and where it does, its value is not sharable.

    Source: C10.
    """
    pending = [value]
    while pending:
        each = pending.pop()
        kind = type(each)
        if kind in _PLAIN or isinstance(each, Enum):
            continue
        if kind in _MOMENTS:
            if type(cast("dt.datetime", each).tzinfo) not in _ZONES:
                return False
        elif kind in _COLLECTIONS or _is_named_tuple(kind):
            pending += cast("Iterable[object]", each)
        elif (names := _fields(cast("Hashable", kind))) is not None and not _more(each, names):
            pending += (getattr(each, name) for name in names)
        else:
            return False
    return True


def _is_named_tuple(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields") and not kind.__dictoffset__


def _more(value: object, names: frozenset[str]) -> bool:
    """Tell whether an object has attributes beside its fields."""
    extra = cast("object", getattr(value, "__pydantic_extra__", None))
    return extra is not None or not getattr(value, "__dict__", {}).keys() <= names


@lru_cache(maxsize=1024)
def _fields(kind: type) -> frozenset[str] | None:
    """Name the fields of a class whose objects are frozen, and keep nothing beside their fields; ``None`` of others."""
    names = _frozen_fields(kind)
    if names is None:
        return None
    for each in kind.__mro__[:-1]:
        slots = cast("str | Iterable[str]", vars(each).get("__slots__", ()))
        kept = {slots} if isinstance(slots, str) else {*slots}
        if any(isinstance(attribute, cached_property) for attribute in vars(each).values()):
            return None
        if each is not BaseModel and not kept <= names | {"__dict__", "__weakref__"}:
            return None
    return names


def _frozen_fields(kind: type) -> frozenset[str] | None:
    if issubclass(kind, BaseModel):
        frozen = kind.model_config.get("frozen") and not kind.__private_attributes__
        return frozenset(kind.model_fields) if frozen else None
    if "__dataclass_params__" in vars(kind):
        frozen = cast("Any", kind).__dataclass_params__.frozen
        return frozenset(field.name for field in dataclasses.fields(cast("Any", kind))) if frozen else None
    config = getattr(kind, "__struct_config__", None)
    return frozenset(cast("Any", kind).__struct_fields__) if config is not None and config.frozen else None
