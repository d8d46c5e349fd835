"""OpenAPI documents put together, and what is wrong in them; nothing here knows an app."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, TypeAlias, cast

Document: TypeAlias = dict[str, Any]

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
# What makes two items of a list the same thing.
_NAMES: Final = {"tags": "name", "servers": "url", "parameters": "name"}


class OverwriteError(Exception):
    """Tell that something stands there already, and is not the same.

    ``where`` is its place in the document, such as ``components.securitySchemes.bearer.type``.
    """

    def __init__(self, where: str, old: object, new: object) -> None:
        super().__init__(where)
        self.where = where
        self.old = old
        self.new = new


def merged(document: Mapping[str, Any], addition: Mapping[str, Any], where: str = "") -> Document:
    """Return ``document`` with all of ``addition`` in it; neither is changed.

    Mappings are merged, at any depth. Lists are joined; what has the same name (of a tag) or address (of a server) is
    merged, and what is there already is not there twice.

    Raises:
        OverwriteError: where the two say different things.
    """
    result = dict(document)
    for name, value in addition.items():
        place = f"{where}.{name}" if where else str(name)
        result[name] = _together(result[name], value, place, name) if name in result else deepcopy(value)
    return result


def _together(old: Any, new: Any, where: str, name: str) -> Any:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return merged(cast("Mapping[str, Any]", old), cast("Mapping[str, Any]", new), where)
    if isinstance(old, list) and isinstance(new, list | tuple):
        return _joined(old, cast("Sequence[Any]", new), where, _NAMES.get(name))
    if old != new:
        raise OverwriteError(where, old, new)
    return old


def _joined(old: list[Any], new: Sequence[Any], where: str, named: str | None) -> list[Any]:
    result = list(old)
    for item in new:
        same = _place_of(item, result, named)
        if same is None:
            result.append(deepcopy(item))
        else:
            result[same] = _together(result[same], item, f"{where}[{same}]", "")
    return result


def _place_of(item: Any, items: Sequence[Any], named: str | None) -> int | None:
    for place, other in enumerate(items):
        if item == other:
            return place
        if named and isinstance(item, Mapping) and isinstance(other, Mapping) and item.get(named) == other.get(named):
            return place
    return None


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Go through the operations of a document, those of webhooks among them, each with words for its place."""
    for group in ("paths", "webhooks"):
        for path, item in document.get(group, {}).items():
            for method in _METHODS:
                if method in item:
                    yield f"{method.upper()} {path}", item[method]


def unresolved(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Find the security schemes that are asked for and not described: by name, where."""
    known = document.get("components", {}).get("securitySchemes", {})
    asking = [("the whole document", document), *operations(document)]
    missing: dict[str, list[str]] = {}
    for where, part in asking:
        for requirement in part.get("security", ()):
            for name in requirement:
                if name not in known:
                    missing.setdefault(name, []).append(where)
    return missing


def repeated(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Find the operation ids that several operations have: by id, where."""
    ids = [(operation["operationId"], where) for where, operation in operations(document) if "operationId" in operation]
    counts = Counter(each for each, _ in ids)
    return {each: [where for one, where in ids if one == each] for each, count in counts.items() if count > 1}
