"""Annotations read into requests; strings are evaluated where they were written, as late as possible (L5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from types import NoneType
from typing import Annotated, Any, ForwardRef, Literal, TypeAlias, TypeVar, get_args, get_origin

from wireworks._declare.conform import UNIONS
from wireworks._declare.frames import variables_around
from wireworks._declare.markers import Inject
from wireworks._declare.unread import MEANT, MisreadError
from wireworks._model.key import Key
from wireworks._model.parameter import Call, Configured, Parameter, Passing, Request, Wants
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._text.names import name_of

Bindings: TypeAlias = Mapping[object, object]
"""What type variables stand for."""

UNBOUND: Bindings = {}


class Namespace(NamedTuple):
    """Where an annotation was written: the module's names, then further names that are tried when those do not do.

    ``generated`` says that a machine wrote the function (a dataclass does), from annotations that stand elsewhere.
    ``bindings`` say what type variables stand for there. ``inside`` is the qualified name of what was written inside a
    function, whose variables mean something there as long as it runs.
    """

    module: dict[str, object]
    nearby: Sequence[Mapping[str, object]] = ()
    generated: bool = False
    bindings: Bindings = UNBOUND
    inside: str = ""

    def evaluate(self, text: str) -> object:
        """Return what ``text`` means here; raise what Python raises when it means nothing."""
        around = variables_around(self.inside, text, self.module) if self.inside else {}
        if not around and text in self.module:
            return self.module[text]
        try:
            return self._evaluate(text, around)
        except NameError:
            if not self.nearby:
                raise
        merged = dict(around)
        for names in self.nearby:
            merged.update(names)
        return self._evaluate(text, merged)

    def _evaluate(self, text: str, local: Mapping[str, object]) -> object:
        # A dictionary of its own for the empty one: `eval` writes `__builtins__` into what it is given.
        return eval(text, self.module or {}, local)  # noqa: S307 - the text is the user's own annotation


NOWHERE = Namespace({})
"""Where nothing has a name: the place of annotations that stand for themselves."""


def read(annotation: object, where: Namespace) -> Request:
    """Return the request that ``annotation`` makes.

    Raises:
        NameError: a name in it does not exist (yet).
        TypeError: it cannot serve as a key, because it has no hash or names nothing.
    """
    if isinstance(annotation, type):  # nearly all of them
        return Request(_as_key(annotation))
    annotation = _unfolded(annotation, where)
    origin = get_origin(annotation)
    if origin is Annotated:
        return _read_annotated(annotation, where)
    if origin in UNIONS:
        return _read_union(annotation, where)
    wants = getattr(origin, "__wireworks_wants__", None)
    if isinstance(wants, Wants):
        return _read_relation(annotation, wants, where)
    request = Request(_as_key(_settled(annotation, where)))
    return request._replace(value=_type_told(annotation, where)) if origin is type else request


def evaluated(annotation: Any, where: Namespace) -> Any:
    """Return what ``annotation`` means: no strings, outermost aliases undone, type variables filled in."""
    return _settled(_unfolded(annotation, where), where)


def is_free(annotation: Any) -> bool:
    """Tell whether a type still depends on a type variable."""
    if isinstance(annotation, type):
        return False
    return isinstance(annotation, TypeVar) or bool(get_origin(annotation) and getattr(annotation, "__parameters__", ()))


def _unfolded(annotation: Any, where: Namespace) -> Any:
    """Return ``annotation`` with its outermost strings, forward references, aliases and ``InitVar`` undone."""
    while True:
        annotation = _spoken(annotation, where)
        if isinstance(annotation, type):
            return annotation
        if type(annotation).__name__ == "InitVar":  # by name: the class lives in a module that is slow to import
            annotation = annotation.type
        elif _is_alias(annotation):
            annotation = annotation.__value__  # a PEP 695 alias, which 3.11 has no type for
        elif _is_alias(get_origin(annotation)):
            annotation = _filled(get_origin(annotation), get_args(annotation))
        elif isinstance(annotation, TypeVar):
            return where.bindings.get(annotation, annotation)
        else:
            return annotation


def _spoken(annotation: Any, where: Namespace) -> Any:
    """Return what a string or forward reference names; anything else as it is."""
    while isinstance(annotation, (str, ForwardRef)):
        annotation = where.evaluate(annotation if isinstance(annotation, str) else annotation.__forward_arg__)
    return annotation


def _settled(thing: Any, where: Namespace, around: frozenset[object] = frozenset()) -> Any:
    """Return ``thing`` with its type variables filled in, and the strings and aliases inside it undone.

    Types may lead back to themselves; what is in ``around`` stays as it is.
    """
    if isinstance(thing, type):
        return thing
    if isinstance(thing, TypeVar):
        return where.bindings.get(thing, thing)
    origin, arguments = get_origin(thing), get_args(thing)
    if origin is None or origin is Literal:
        return thing
    count = 1 if origin is Annotated else len(arguments)
    settled: list[Any] = [*(_part(each, where, around) for each in arguments[:count]), *arguments[count:]]
    if all(new is old for new, old in zip(settled, arguments, strict=True)):
        return thing
    if origin in UNIONS:
        return reduce(or_, settled)
    return origin[tuple(settled) if len(settled) > 1 else settled[0]]


def _part(thing: Any, where: Namespace, around: frozenset[object]) -> Any:
    """Return an argument of a generic type settled; the parameters of a callable come as a list."""
    if isinstance(thing, list):
        parts = [_part(each, where, around) for each in thing]
        return thing if all(new is old for new, old in zip(parts, thing, strict=True)) else parts
    if isinstance(thing, (str, ForwardRef)):
        text = thing if isinstance(thing, str) else thing.__forward_arg__
        if text in around or not (where.module or where.nearby):
            return thing
        return _part(where.evaluate(text), where, around | {text})
    alias = thing if _is_alias(thing) else get_origin(thing)
    if not _is_alias(alias):
        return _settled(thing, where, around)
    if alias in around:
        return thing
    meant = alias.__value__ if alias is thing else _filled(alias, get_args(thing))
    return _part(meant, where, around | {alias})


def _type_told(annotation: object, where: Namespace) -> object:
    """Return the type that a parameter ``type[T]`` receives; ``MISSING`` where nothing says what ``T`` stands for."""
    variable = _spoken(get_args(annotation)[0], where)
    told = where.bindings.get(variable, MISSING) if isinstance(variable, TypeVar) else MISSING
    return MISSING if is_free(told) else told


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
    service, *listed = get_args(annotation)
    inner = read(service, where)
    if inner.wants is not Wants.SERVICE or inner.configured is not None:
        why = f"`{wants.value}[...]` takes a service, and `{inner.wants.value}[...]` is none"
        raise MisreadError(why, f"write `{wants.value}[{name_of(inner.key)}]`")
    return Request(inner.key, wants, call=_read_call(f"{wants.value}[{name_of(inner.key)}", listed, where))


def _read_call(relation: str, listed: Sequence[Any], where: Namespace) -> Call | None:
    """Read the types listed in ``Factory[T, [int, str]]``; ``Factory[T]`` and ``Factory[T, ...]`` list none."""
    if not listed or listed[0] is ...:
        return None
    if not isinstance(listed[0], (tuple, list)):
        types = ", ".join(map(name_of, listed))
        why = f"`{relation}, {types}]` does not have the types of the arguments in a list"
        raise MisreadError(why, f"write `{relation}, [{types}]]`")
    return Call(tuple(Parameter("", Passing.POSITIONAL, request=read(each, where)) for each in listed[0]))


def _read_union(annotation: object, where: Namespace) -> Request:
    members = [_unfolded(member, where) for member in get_args(annotation)]
    kept = [member for member in members if member is not NoneType]
    if len(kept) == 1:
        return read(kept[0], where)._replace(optional=len(members) > 1)
    union: object = reduce(or_, (_settled(member, where) for member in kept))
    return Request(_as_key(union), optional=len(kept) < len(members))


def _as_key(annotation: object) -> Key:
    try:
        hash(annotation)
    except TypeError:
        is_type = False
    else:
        is_type = annotation is not None and not isinstance(annotation, (str, bytes, int, float))
    if not is_type:
        raise MisreadError(f"`{name_of(annotation)}` is no type", MEANT)
    return annotation if isinstance(annotation, Key) else Key(annotation)
