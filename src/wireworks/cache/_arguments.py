"""The arguments of a call, spelled one way only, with their types.

Stricter than the parameters of a service, which somebody chose for the key: whatever a function is called with ends up
here, and what is left out would hand the answer for one to another. So types are matched exactly, and an object that
may know more than it shows is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, Flag
from fractions import Fraction
from pathlib import PosixPath, PurePosixPath, PureWindowsPath, WindowsPath
from types import CodeType, EllipsisType, NoneType
from typing import Any, Final, TypeAlias, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel

_Spelling: TypeAlias = Callable[[Any], str]


class UnspeakableError(Exception):
    """Tell that a value has no one spelling; its argument is the type, never the value."""


def spell(value: object) -> str:
    """Spell a value, the same in every process, and no other value alike.

    ``1``, ``True``, ``1.0`` and ``"1"`` differ, and so do a list and a tuple; the order of a dict or a set does not
    matter.

    Raises:
        UnspeakableError: for a value of any other type, inside another one perhaps.

    Source: C6.
    """
    kind = type(value)
    if (spelling := _EXACTLY.get(kind)) is not None:
        return spelling(value)
    for is_one, spelling in _BROADLY:
        if is_one(value):
            return f"{kind.__module__}.{kind.__qualname__}({spelling(value)})"
    raise UnspeakableError(kind.__qualname__)


def could_be_spelled(kind: type) -> bool:
    """Tell whether an object of a class, or of one below it, may have a spelling.

    Of what is open by its nature (a protocol, an abstract class) anything may come; other classes are taken at their
    word, though a class below one of them may have a spelling.
    """
    if kind in _EXACTLY or issubclass(kind, (BaseModel, Enum, tuple)) or dataclasses.is_dataclass(kind):
        return True
    is_open = getattr(kind, "_is_protocol", False) or bool(getattr(kind, "__abstractmethods__", ()))
    return is_open or kind in (object, Any)


def _moment(value: date | time) -> str:
    zone = value.tzinfo if isinstance(value, datetime | time) else None
    if type(zone) is ZoneInfo and zone.key:
        place = zone.key
    elif zone is None or type(zone) is timezone:
        place = repr(zone)
    else:
        raise UnspeakableError(f"{type(value).__qualname__}` with a `{type(zone).__qualname__}")
    # Of the two moments that a clock shows when it is set back, the ISO text does not tell which.
    return f"{type(value).__name__}:{value.isoformat()} {place} {getattr(value, 'fold', 0)}"


def _items(value: Iterable[object]) -> str:
    return f"{type(value).__name__}[{','.join(map(spell, value))}]"


def _unordered(value: Iterable[object]) -> str:
    return f"{type(value).__name__}[{','.join(sorted(map(spell, value)))}]"


def _pairs(value: Mapping[object, object]) -> str:
    return f"dict[{','.join(sorted(f'{spell(key)}={spell(item)}' for key, item in value.items()))}]"


def _code(code: CodeType) -> str:
    """Spell what a function does; a constant may be another code, or a tuple or frozenset of constants."""
    return f"code[{code.co_code.hex()} {code.co_names} {code.co_varnames} {spell(code.co_consts)}]"


def _member(value: Enum) -> str:
    return repr(value.value) if isinstance(value, Flag) else value.name


def _model(value: BaseModel) -> str:
    # Whether a field was given or left to its default can matter as well: `model_dump(exclude_unset=True)`.
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return spell([fields, value.model_extra, value.__pydantic_private__, value.model_fields_set])


def _data(value: Any) -> str:
    # An attribute that is no field tells objects apart too.
    return spell({field.name: getattr(value, field.name) for field in dataclasses.fields(value)} | _attributes(value))


def _attributes(value: object) -> dict[str, object]:
    return cast("dict[str, object]", getattr(value, "__dict__", {}))


def _named(value: tuple[object, ...]) -> str:
    return spell([*value])


def _is_named_tuple(value: object) -> bool:
    return isinstance(value, tuple) and hasattr(value, "_fields") and not hasattr(value, "__dict__")


def _is_data(value: object) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)


_EXACTLY: Final[Mapping[type, _Spelling]] = {
    # What these write of themselves is exact, and for no other type the same.
    **dict.fromkeys((NoneType, bool, int, float, complex, str, bytes, EllipsisType), repr),
    **dict.fromkeys((timedelta, Decimal, Fraction, UUID), repr),
    **dict.fromkeys((PurePosixPath, PureWindowsPath, PosixPath, WindowsPath), repr),
    **dict.fromkeys((date, time, datetime), _moment),
    **dict.fromkeys((list, tuple), _items),
    **dict.fromkeys((set, frozenset), _unordered),
    dict: _pairs,
    CodeType: _code,
}
_BROADLY: Final[tuple[tuple[Callable[[object], bool], _Spelling], ...]] = (
    (lambda value: isinstance(value, Enum), _member),
    (lambda value: isinstance(value, BaseModel), _model),
    (_is_data, _data),
    (_is_named_tuple, _named),
)
