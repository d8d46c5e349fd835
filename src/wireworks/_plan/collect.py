"""Collections of services: ``list[T]`` and its like, put together from every registration of ``T`` (L8)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, get_args, get_origin

from wireworks._declare.annotations import NOWHERE, read
from wireworks._declare.conform import is_a
from wireworks._model.key import Key
from wireworks._model.parameter import Parameter, Passing, Request, Signature
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING

_MAPPINGS = (Mapping, dict)


class Collection(NamedTuple):
    """What a key such as ``list[T]`` asks for: ``member`` is what is wanted of each ``T``.

    ``qualifiers`` is the type that the keys of a mapping have; other collections have none.
    """

    member: Request
    put: Callable[..., object]
    qualifiers: object = MISSING

    def holds(self, key: Key) -> bool:
        """Tell whether a service of the right type belongs into it."""
        wanted = self.member.key.qualifier
        if wanted is not None and wanted != key.qualifier:
            return False
        return self.qualifiers is MISSING or is_a(key.qualifier, self.qualifiers)


class Collected(NamedTuple):
    """The factory of a collection: what puts it together, and its members as so many parameters."""

    put: Callable[..., object]
    signature: Signature


def collection_of(key: Key) -> Collection | None:
    """Return the collection that ``key`` names, if it names one."""
    service: Any = key.service
    origin, arguments = get_origin(service), get_args(service)
    if key.qualifier is not None or getattr(service, "__parameters__", None):
        return None  # which services those are nobody has said
    if origin in _MAPPINGS:
        return _collection(arguments[1], _mapped, arguments[0])
    if origin in (list, Sequence):
        return _collection(arguments[0], _listed)
    if origin is tuple and arguments[1:] == (...,):
        return _collection(arguments[0], _tupled)
    return None


def collected(collection: Collection, keys: Sequence[Key]) -> Collected:
    """Return the factory of a collection of the services of ``keys``."""
    put, shown = collection.put, [f"[{place}]" for place in range(len(keys))]
    if collection.qualifiers is not MISSING:
        put = partial(put, tuple(key.qualifier for key in keys))
        shown = [f"[{key.qualifier!r}]" for key in keys]
    parameters = [
        Parameter(name, Passing.POSITIONAL, request=collection.member._replace(key=key))
        for name, key in zip(shown, keys, strict=True)
    ]
    return Collected(put, Signature(tuple(parameters)))


def _collection(member: object, put: Callable[..., object], qualifiers: object = MISSING) -> Collection | None:
    try:
        return Collection(read(member, NOWHERE), put, qualifiers)
    except (NameError, TypeError):  # not the type of any service
        return None


# A factory that may return ``None`` says that there is no such service today; a collection goes without it.


def _listed(*members: object) -> list[object]:
    return [member for member in members if member is not None]


def _tupled(*members: object) -> tuple[object, ...]:
    return tuple(_listed(*members))


def _mapped(qualifiers: tuple[Hashable, ...], *members: object) -> dict[Hashable, object]:
    pairs = zip(qualifiers, members, strict=True)
    return {qualifier: member for qualifier, member in pairs if member is not None}
