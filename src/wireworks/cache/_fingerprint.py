"""Parameters of a cached value, spelled one way only and hashed."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from operator import itemgetter
from pathlib import PurePath
from typing import Final, TypeAlias, cast
from uuid import UUID

from pydantic import BaseModel

from wireworks.cache._errors import CacheKeyError

_Spelling: TypeAlias = Callable[[object, str], str]


def fingerprint(params: Mapping[str, object]) -> str:
    """Hash parameters to 32 hexadecimal digits, the same in every process and for every order of writing.

    Values that differ in type differ: ``1`` is neither ``"1"`` nor ``True``, a date is not its ISO text.

    Raises:
        CacheKeyError: for a value of a type that has no one spelling; a secret, for one, must not end up in a key.

    Source: C6.
    """
    return _hashed(_spell(params, "params"))


def fingerprint_of_texts(texts: Mapping[str, str], heads: Iterable[tuple[str, str]]) -> str:
    """Hash parameters that are texts as :func:`fingerprint` does, with less ado.

    Args:
        texts: the parameters.
        heads: of their names, by :func:`heads_of`.
    """
    return _hashed("{" + ",".join([f"{head}{texts[name]!r}" for name, head in heads]) + "}")


def heads_of(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Give names in the order of their spelling, each with what its parameter is spelled with."""
    return tuple(sorted(((name, f"str:{name!r}=str:") for name in names), key=itemgetter(1)))


def _hashed(spelling: str) -> str:
    return hashlib.sha256(spelling.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _spell(value: object, where: str) -> str:
    for kinds, spelling in _SPELLINGS:
        if isinstance(value, kinds):
            return spelling(value, where)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value, ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value)), where)
    what = f"`{where}` is a `{type(value).__qualname__}`, which has no one spelling in a key."
    raise CacheKeyError(
        what, fix="pass what tells it apart: a text, a number, a date, an id, or a collection of these."
    )


def _plain(kind: type) -> _Spelling:
    """Spell a builtin by its own ``repr``, whatever a subclass makes of it."""
    spelled = cast("Callable[[object], str]", kind.__repr__)
    return lambda value, _where: f"{kind.__name__}:{spelled(value)}"


def _text(value: object, _where: str) -> str:
    return f"{type(value).__name__}:{str(value)!r}"


def _iso(value: object, _where: str) -> str:
    return f"{type(value).__name__}:{cast('date | time', value).isoformat()}"


def _enum(value: object, where: str) -> str:
    kind = type(value)
    return f"{kind.__module__}.{kind.__qualname__}({_spell(cast('Enum', value).value, where)})"


def _model(value: object, where: str) -> str:
    model = cast("BaseModel", value)
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    return _record(value, {**fields, **(model.model_extra or {})}.items(), where)


def _record(value: object, fields: Iterable[tuple[str, object]], where: str) -> str:
    inside = ",".join(f"{name!r}={_spell(field, f'{where}.{name}')}" for name, field in fields)
    return f"{type(value).__module__}.{type(value).__qualname__}({inside})"


def _mapping(value: object, where: str) -> str:
    items = cast("Mapping[object, object]", value).items()
    return (
        "{" + ",".join(sorted(f"{_spell(key, where)}={_spell(item, f'{where}[{key!r}]')}" for key, item in items)) + "}"
    )


def _sequence(value: object, where: str) -> str:
    items = cast("Iterable[object]", value)
    return "[" + ",".join(_spell(item, f"{where}[{place}]") for place, item in enumerate(items)) + "]"


def _set(value: object, where: str) -> str:
    return "<" + ",".join(sorted(_spell(item, where) for item in cast("AbstractSet[object]", value))) + ">"


# The first that fits counts, so what is also something else comes first: enums of texts, `bool`, `datetime`.
_SPELLINGS: Final[tuple[tuple[type | tuple[type, ...], _Spelling], ...]] = (
    (Enum, _enum),
    (str, _plain(str)),
    (bool, _plain(bool)),
    (int, _plain(int)),
    (float, _plain(float)),
    (type(None), _plain(type(None))),
    ((datetime, date, time), _iso),
    ((timedelta, Decimal, Fraction, UUID, PurePath), _text),
    (bytes, _plain(bytes)),
    (complex, _plain(complex)),
    (BaseModel, _model),
    (Mapping, _mapping),
    ((list, tuple), _sequence),
    ((set, frozenset), _set),
)
