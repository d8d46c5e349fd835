"""Annotations read into requests; strings are evaluated where they were written, as late as possible (L5)."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Annotated, Any, ForwardRef, NamedTuple, TypeVar, Union, get_args, get_origin

from wireworks._declare.markers import Inject
from wireworks._model.configuration import Configured
from wireworks._model.key import Key
from wireworks._model.parameter import Request, Wants

_UNIONS = (Union, types.UnionType)


class Namespace(NamedTuple):
    """Where an annotation was written: the module's names, then further names that are tried when those do not do.

    ``generated`` says that a machine wrote the function (a dataclass does), from annotations that stand elsewhere.
    """

    module: dict[str, object]
    nearby: Sequence[Mapping[str, object]] = ()
    generated: bool = False

    def evaluate(self, text: str) -> object:
        """Return what ``text`` means here; raise what Python raises when it means nothing."""
        if text in self.module:
            return self.module[text]
        try:
            return self._evaluate(text, {})
        except NameError:
            if not self.nearby:
                raise
        merged: dict[str, object] = {}
        for names in self.nearby:
            merged.update(names)
        return self._evaluate(text, merged)

    def _evaluate(self, text: str, local: Mapping[str, object]) -> object:
        return eval(text, self.module, local)  # noqa: S307 - the text is the user's own annotation


NOWHERE = Namespace({})
"""Where nothing has a name: the place of annotations that stand for themselves."""


def read(annotation: object, where: Namespace) -> Request:
    """Return the request that ``annotation`` makes.

    Raises:
        NameError: a name in it does not exist (yet).
        TypeError: it cannot serve as a key, because it has no hash or names nothing.
    """
    annotation = evaluated(annotation, where)
    origin = get_origin(annotation)
    if origin is Annotated:
        return _read_annotated(annotation, where)
    if origin in _UNIONS:
        return _read_union(annotation, where)
    wants = getattr(origin, "__wireworks_wants__", None)
    if isinstance(wants, Wants):
        return _read_relation(annotation, wants, where)
    return Request(_as_key(annotation))


def evaluated(annotation: Any, where: Namespace) -> Any:
    """Return ``annotation`` with its outermost strings, forward references, aliases and ``InitVar`` undone."""
    while True:
        if isinstance(annotation, str):
            annotation = where.evaluate(annotation)
        elif isinstance(annotation, ForwardRef):
            annotation = where.evaluate(annotation.__forward_arg__)
        elif type(annotation).__name__ == "InitVar":  # by name: the class lives in a module that is slow to import
            annotation = annotation.type
        elif _is_alias(annotation):
            annotation = annotation.__value__  # a PEP 695 alias, which 3.11 has no type for
        elif _is_alias(get_origin(annotation)):
            annotation = _filled(get_origin(annotation), get_args(annotation))
        else:
            return annotation


def _is_alias(thing: object) -> bool:
    return type(thing).__name__ == "TypeAliasType"


def _filled(alias: Any, arguments: tuple[object, ...]) -> Any:
    """Return what a generic alias stands for, its parameters filled by name: its value may use them in any order."""
    value = alias.__value__
    if not all(isinstance(parameter, TypeVar) for parameter in alias.__type_params__):
        return value[arguments]
    given: dict[object, object] = dict(zip(alias.__type_params__, arguments, strict=False))
    if isinstance(value, TypeVar):
        return given.get(value, value)
    used = getattr(value, "__parameters__", ())
    return value[tuple(given.get(parameter, parameter) for parameter in used)] if used else value


def _read_annotated(annotation: object, where: Namespace) -> Request:
    inner, *extras = get_args(annotation)
    request = read(inner, where)
    for extra in extras:
        if isinstance(extra, Inject):
            qualifier = request.key.qualifier if extra.qualifier is None else extra.qualifier
            configured = Configured(evaluated(inner, where), extra.param, extra.expr) if extra.configures else None
            key = request.key._replace(qualifier=qualifier)
            request = request._replace(key=key, marked=True, configured=configured)
    return request


def _read_relation(annotation: object, wants: Wants, where: Namespace) -> Request:
    """Read ``Factory[T]``, ``Lazy[T]`` and their like; one of another would have nothing to say."""
    inner = read(get_args(annotation)[0], where)
    if inner.wants is not Wants.SERVICE or inner.configured is not None:
        message = f"`{wants.value}[...]` takes a service, and `{inner.wants.value}[...]` is none"
        raise TypeError(message)
    return Request(inner.key, wants)


def _read_union(annotation: object, where: Namespace) -> Request:
    members = [evaluated(member, where) for member in get_args(annotation)]
    kept = [member for member in members if member is not types.NoneType]
    if len(kept) == 1:
        return read(kept[0], where)._replace(optional=len(members) > 1)
    union: object = reduce(or_, kept)
    return Request(_as_key(union), optional=len(kept) < len(members))


def _as_key(annotation: object) -> Key:
    if annotation is None or isinstance(annotation, (str, bytes, int, float)):
        message = f"expected a type, got {annotation!r}"
        raise TypeError(message)
    hash(annotation)
    return annotation if isinstance(annotation, Key) else Key(annotation)
