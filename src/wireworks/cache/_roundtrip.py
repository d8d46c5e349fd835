"""Will a value come back as it was? Told of a type before anything is stored, and of a value when it is stored."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import FunctionType
from typing import Final, NamedTuple, TypeGuard, cast

from pydantic import BaseModel

_UNREADABLE: Final = {
    "callable": "a callable cannot be written down",
    "generator": "an iterator is used up by storing it",
    "is-instance": "pydantic cannot read it from JSON",
    "is-subclass": "pydantic cannot read it from JSON",
}
# Behind these, code of the model's author may make of the stored text what the schema then asks for.
_REMADE: Final = frozenset({"chain", "function-before", "function-wrap"})
_SILENT: Final = frozenset({"cls", "config", "metadata", "serialization"})


class _Part(NamedTuple):
    """A part of a core schema: what it is, the field it is in, and whether it is read as it was written."""

    node: object
    where: str
    readable: bool


def obstacles(schema: object) -> list[str]:
    """List what in a pydantic core schema keeps every value from coming back as it was.

    A part with a serializer of its own is trusted: only its author knows how it reads what it writes.

    Source: C4.
    """
    found: dict[str, None] = {}
    pending = [_Part(schema, "", readable=True)]
    while pending:
        part = pending.pop()
        if isinstance(part.node, list | tuple):
            pending += (part._replace(node=item) for item in reversed(cast("Sequence[object]", part.node)))
        elif isinstance(part.node, dict):
            node = cast("dict[str, object]", part.node)
            function = _serializer(node)
            if function is None:
                found.update(dict.fromkeys(_reasons(node, part)))
                pending += reversed(list(_inside(node, part)))
            elif _is_pydantics_own(function):
                pending += reversed(list(_inside(node, part)))
                if "secret" in function.__name__:
                    found[f"{_place(part)}: a secret is masked when it is written"] = None
    return list(found)


def _inside(node: Mapping[str, object], part: _Part) -> Iterator[_Part]:
    kind = node.get("type")
    readable = part.readable and kind not in _REMADE
    for name, child in node.items():
        if name == "fields" and isinstance(child, dict):
            for field, inner in cast("dict[str, object]", child).items():
                yield _Part(inner, _field(part.where, field), readable)
        elif name == "schema" and kind == "dataclass-field":
            yield _Part(child, _field(part.where, node["name"]), readable)
        elif name not in _SILENT:
            yield _Part(child, part.where, readable and (kind, name) != ("json-or-python", "python_schema"))


def _reasons(node: Mapping[str, object], part: _Part) -> Iterator[str]:
    kind = node.get("type")
    if part.readable and isinstance(kind, str) and kind in _UNREADABLE:
        yield f"{_place(part)}: {_UNREADABLE[kind]}"
    where = _field(part.where, node["name"]) if kind == "dataclass-field" else part.where
    if node.get("serialization_exclude"):
        yield f"`{where}`: the field is excluded from what is written"
    if node.get("init_only"):
        yield f"`{where}`: an init-only field is not kept by the object"


def _serializer(node: Mapping[str, object]) -> object:
    serialization = node.get("serialization")
    return cast("dict[str, object]", serialization).get("function") if isinstance(serialization, dict) else None


def _is_pydantics_own(function: object) -> TypeGuard[FunctionType]:
    """Tell what pydantic put there of itself from what an author chose, a public function of pydantic's perhaps."""
    if not isinstance(function, FunctionType):
        return False
    module = function.__module__
    return module.startswith("pydantic._internal.") or (module == "pydantic.types" and function.__name__[0] == "_")


def _field(where: str, name: object) -> str:
    return f"{where}.{name}" if where else str(name)


def _place(part: _Part) -> str:
    return f"`{part.where}`" if part.where else "the model"


def difference(stored: object, read: object) -> str | None:
    """Find where what was read is not what was stored; ``None`` if they are the same.

    Equal objects are the same without a closer look. Others are compared by their fields, since a model may have
    private parts or a value that does not even equal itself (NaN). A list serves for a tuple: where a type allows
    both, JSON has one for the two.
    """
    pending = [("", stored, read)]
    while pending:
        where, one, other = pending.pop()
        if type(one) is not type(other) and not {type(one), type(other)} <= {list, tuple}:
            place = f" at `{where}`" if where else ""
            return f"a `{type(one).__qualname__}`{place} comes back as a `{type(other).__qualname__}`"
        if _equal(one, other):
            continue
        parts, other_parts = _parts(one), _parts(other)
        if parts is None or other_parts is None or parts.keys() != other_parts.keys():
            return f"`{where}` comes back changed" if where else "it comes back changed"
        pending.extend((f"{where}{name}", part, other_parts[name]) for name, part in parts.items())
    return None


def _equal(one: object, other: object) -> bool:
    # NaN alone differs from itself; an object without an equality of its own can only be the same by type.
    return one == other or (one != one and other != other) or type(one).__eq__ is object.__eq__  # noqa: PLR0124


def _parts(value: object) -> dict[str, object] | None:
    """Take a value apart by one level; ``None`` if it has no parts that can be compared one by one."""
    if isinstance(value, BaseModel):
        fields = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {f".{name}": field for name, field in chain(fields, (value.model_extra or {}).items())}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f".{field.name}": getattr(value, field.name) for field in dataclasses.fields(value)}
    if (names := getattr(type(value), "__struct_fields__", None)) is not None:
        return {f".{name}": getattr(value, name) for name in cast("tuple[str, ...]", names)}
    if isinstance(value, Mapping):
        return {f"[{name!r}]": item for name, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return {f"[{place}]": item for place, item in enumerate(cast("Sequence[object]", value))}
    return None
