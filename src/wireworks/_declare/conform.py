"""Does a product fit its key: asked of annotations when registering, and of objects when making."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, NoneType, UnionType
from typing import Annotated, Any, Literal, Never, NoReturn, Union, get_args, get_origin

from wireworks._model.key import Key

UNIONS = (Union, UnionType)
"""The origins of a union, by how it is written."""
_NOTHING: tuple[object, ...] = (Never, NoReturn)
_WIDER: dict[type, tuple[type, ...]] = {float: (float, int), complex: (complex, float, int)}


def type_of(service: object) -> type | None:
    """Return the class that every object of ``service`` is an instance of, or ``None`` where no class says it."""
    while not isinstance(service, type) or get_origin(service) is not None:
        inner = get_origin(service) or getattr(service, "__supertype__", None)
        if inner is None or inner is UnionType:
            return None
        service = inner
    if type(service).__name__ == "_TypedDictMeta":  # by name: `typing` and `typing_extensions` have one each
        return dict
    return service if service not in (object, Any) else None


def is_protocol(service: object) -> bool:
    """Tell whether ``service`` is a protocol itself, not a class that names one among its bases."""
    return bool(getattr(service, "_is_protocol", False))


def methods_of(protocol: type) -> list[str]:
    """Return the names of the methods that ``protocol`` asks for; attributes may be set late, so they do not count."""
    names = [
        name
        for base in reversed(protocol.__mro__)
        if is_protocol(base)
        for name, member in vars(base).items()
        if isinstance(member, (FunctionType, staticmethod, classmethod))
    ]
    hidden = {"__init__", "__new__", "__init_subclass__", "__subclasshook__", "__class_getitem__"}
    return [name for name in dict.fromkeys(names) if name not in hidden and not name.startswith("__annotate")]


def attributes_of(protocol: type) -> list[str]:
    """Return the names of the attributes and properties that ``protocol`` asks for."""
    names = [
        name
        for base in reversed(protocol.__mro__)
        if is_protocol(base)
        for name in (
            *vars(base).get("__annotations__", {}),
            *(name for name, member in vars(base).items() if isinstance(member, property)),
        )
    ]
    return list(dict.fromkeys(names))


def _may_have(product: type, name: str) -> bool:
    """Tell whether objects of ``product`` may have an attribute: declared, computed, or set by any of its methods."""
    for base in product.__mro__[:-1]:
        members = vars(base)
        if name in members or name in members.get("__annotations__", {}) or "__getattr__" in members:
            return True
        functions = [member for member in members.values() if isinstance(member, FunctionType)]
        if any(name in function.__code__.co_names for function in functions):
            return True
    return False


def missing_from(product: type, protocol: type) -> list[str]:
    """Return the methods of ``protocol`` that ``product`` lacks; none if it inherits from it."""
    if protocol in product.__mro__:
        return []
    return [name for name in methods_of(protocol) if getattr(product, name, None) is None]


def misfit(key: Key, product: object) -> str | None:
    """Return why what is declared as ``product`` cannot serve as ``key``, or ``None`` if it can or nobody can tell."""
    if product == key.service:
        return None
    if get_origin(product) in UNIONS:
        return next(filter(None, (misfit(key, each) for each in get_args(product))), None)
    if product in _NOTHING:
        return "never comes"
    wanted, given = type_of(key.service), object if product is object else type_of(product)
    if wanted is None or given is None:
        return None
    if is_protocol(wanted):
        lacking = missing_from(given, wanted)
        lacking += [
            name for name in attributes_of(wanted) if wanted not in given.__mro__ and not _may_have(given, name)
        ]
        return f"lacks {', '.join(f'`{name}`' for name in lacking)} of the protocol" if lacking else None
    return None if issubclass(given, _WIDER.get(wanted, (wanted,))) else f"is not a subclass of `{wanted.__name__}`"


def check_of(key: Key) -> type | tuple[type, ...] | Callable[[object], bool] | None:
    """Return what tells that an object fits ``key``: a class or classes for ``isinstance``, a test, or nothing."""
    wanted = type_of(key.service)
    if wanted is None:
        return None
    if is_protocol(wanted):
        protocol = wanted
        return lambda made: not missing_from(type(made), protocol) or _has_methods(made, protocol)
    return _WIDER.get(wanted, wanted)


def _has_methods(made: object, protocol: type) -> bool:
    return all(hasattr(made, name) for name in methods_of(protocol))


def fits(made: object, check: type | tuple[type, ...] | Callable[[object], bool] | None) -> bool:
    """Tell whether ``made`` passes a check that ``check_of`` returned."""
    if check is None:
        return True
    if isinstance(check, (type, tuple)):
        return isinstance(made, check)
    return check(made)


def is_a(value: object, annotation: Any) -> bool:
    """Tell whether ``value`` is of the annotated type, as far as its outermost type says."""
    members = _alternatives(annotation)
    if members is not None:
        return any(is_a(value, member) for member in members)
    if get_origin(annotation) is Literal:
        return value in get_args(annotation)
    wanted = type_of(annotation)
    if wanted is None:
        return value is None if annotation in (None, NoneType) else True
    # A bool is an int to Python, and a mistake where a number is meant.
    return fits(value, check_of(Key(wanted))) and not (isinstance(value, bool) and wanted in (int, float))


def _alternatives(annotation: Any) -> tuple[Any, ...] | None:
    origin = get_origin(annotation)
    if origin is Annotated:
        return get_args(annotation)[:1]
    return get_args(annotation) if origin in UNIONS else None
