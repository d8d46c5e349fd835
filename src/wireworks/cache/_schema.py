"""What tells a model from what it was before a change: eight bytes, the same in every process."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final, cast, get_origin
from uuid import UUID

# What does not change how stored values are read: texts for people, and defaults, as fields are always written.
_SILENT: Final = frozenset(
    {
        "computed_fields",
        "custom_error_message",
        "default",
        "default_factory",
        "metadata",
        "title",
    }
)
# What these hold is named by the model: a field may be called `default`.
_NAMED: Final = frozenset({"choices", "fields"})
# pydantic names its definitions by what is new in every process, so they are numbered as they come.
_NAMES: Final = frozenset({"ref", "schema_ref"})
_EXACT: Final = frozenset({type(None), bool, int, float, str, bytes, Decimal, UUID, dt.date, dt.datetime, dt.timedelta})
_SIZE: Final = 8
_ALIASES: Final = frozenset({"alias", "validation_alias"})


def digest(schema: object) -> bytes:
    """Hash a schema of pydantic or msgspec to eight bytes.

    Names of fields and classes, types, bounds, choices and settings count, and so does the order of choices. Functions
    count by name, since what they do can be told only of one version of Python.

    Source: C4.
    """
    spelled = hashlib.blake2b(digest_size=_SIZE)
    numbers: dict[object, int] = {}
    pending = [schema]
    while pending:
        node = pending.pop()
        parts = _parts(node, numbers)
        if isinstance(parts, str):
            spelled.update(parts.encode("utf-8", "surrogatepass") + b"\0")
        else:
            pending += (_END, *reversed(parts), _BEGIN)
    return spelled.digest()


def has_aliases(schema: object) -> bool:
    """Tell whether a schema of pydantic may have fields that are read under other names than their own."""
    pending = [schema]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            inside = cast("dict[str, object]", node)
            if not _ALIASES.isdisjoint(inside):
                return True
            pending += (part for name, part in inside.items() if name not in _SILENT)
        elif isinstance(node, list | tuple):
            pending += cast("list[object]", node)
    return False


class _Mark(Enum):
    BEGIN = "("
    END = ")"


_BEGIN: Final = _Mark.BEGIN
_END: Final = _Mark.END


def _parts(node: object, numbers: dict[object, int]) -> str | list[Any]:
    """Take a node apart, or spell it if it has no parts."""
    if isinstance(node, Mapping):
        return _items(cast("Mapping[str, object]", node), numbers)
    if isinstance(node, list | tuple):
        return [*cast("list[object]", node)]
    if hasattr(type(node), "__struct_fields__"):
        return _described(node, numbers)
    return _spelled(node)


def _spelled(node: object) -> str:
    if isinstance(node, Enum):
        return f"{type(node).__name__}.{node.name}={node.value!r}"
    return repr(node) if type(node) in _EXACT else str(getattr(node, "__name__", type(node).__name__))


def _items(node: Mapping[str, object], numbers: dict[object, int]) -> list[object]:
    parts: list[object] = []
    for name, part in sorted(node.items()):
        if name in _NAMES:
            parts += (name, numbers.setdefault(part, len(numbers)))
        elif name in _NAMED and isinstance(part, Mapping):
            parts += (name, [*part.items()])
        elif name not in _SILENT:
            parts += (name, part)
    return parts


def _described(node: object, numbers: dict[object, int]) -> list[object]:
    """Take apart what msgspec says of a type; where it comes round again, a number stands for it."""
    if id(node) in numbers:
        return [numbers[id(node)]]
    numbers[id(node)] = len(numbers)
    described = cast("Any", node)
    parts: list[object] = [type(node).__name__]
    for name in described.__struct_fields__:
        if name not in _SILENT:
            parts += (name, getattr(node, name))
    struct = getattr(node, "cls", None)
    config = getattr(get_origin(struct) or struct, "__struct_config__", None)
    if config is not None and config.omit_defaults:  # then a default decides what is read
        parts += (field.default for field in described.fields)
    return parts
