"""What the type variables of a factory stand for when it makes a certain type, or why it cannot make that (L9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, get_args, get_origin

from wireworks._declare.annotations import UNBOUND, Bindings, Namespace, evaluated
from wireworks._declare.callables import target_of
from wireworks._declare.conform import UNIONS, misfit
from wireworks._declare.declared import Declared, declared_by
from wireworks._declare.variables import bindings_above, bindings_of, module_of, parameters_of, unify
from wireworks._model.key import Key
from wireworks._model.sentinel import MISSING
from wireworks._text.message import listing
from wireworks._text.names import name_of


def closed(factory: object, wanted: Any, *, exact: bool, declared: Declared | None = None) -> Bindings | str:
    """Return what the type variables of ``factory`` stand for when it makes ``wanted``, or why it cannot.

    Args:
        factory: a class is open in its own type variables, anything else in those of what it declares to make.
        wanted: a type without type variables; a class says nothing of any.
        exact: nothing but ``wanted`` will do. Otherwise a type argument may be a subclass or a base class of the one
            that is wanted: what may vary, and how, is the business of type checkers.
        declared: what ``factory`` declares, where that is known already.
    """
    is_class = isinstance(target_of(factory), type)
    closable = not isinstance(wanted, type) and get_origin(wanted) is not None
    if is_class and not closable:
        return UNBOUND
    declared = declared or declared_by(factory)
    if declared.trouble is not None and exact:
        return f"what it makes cannot be read ({declared.trouble.why})"
    if declared.request is None:
        return UNBOUND
    product = declared.request.key.service
    if isinstance(product, TypeVar):
        found: Bindings = {product: wanted}
        return _outside(found) or found
    if not closable:
        return UNBOUND
    return _matched(product, _arguments(product, get_origin(wanted), is_class=is_class), wanted, exact=exact)


def _arguments(product: Any, origin: Any, *, is_class: bool) -> Sequence[object]:
    """Return the arguments with which ``product`` is an ``origin[...]``, ``MISSING`` for those that nobody said."""
    if get_origin(product) == origin:
        return product.__args__  # type: ignore[no-any-return]  # every generic type has them
    cls = get_origin(product) or product
    parameters = parameters_of(origin)
    if not isinstance(cls, type):
        return [MISSING] * len(parameters)
    own: Bindings = bindings_of(product)
    if cls is product and is_class:
        own = {each: each for each in parameters_of(cls)}
    if origin in cls.__mro__:
        above = bindings_above(cls, own).get(origin, UNBOUND)
        return [above.get(each, MISSING) for each in parameters]
    # Who fits a protocol without naming it has its type variables in the same order.
    return list(own.values()) if len(own) == len(parameters) else [MISSING] * len(parameters)


def _matched(product: object, parts: Sequence[object], wanted: Any, *, exact: bool) -> Bindings | str:
    origin, arguments = name_of(get_origin(wanted)), wanted.__args__
    found: dict[object, object] = {}
    for part, argument in zip(parts, arguments, strict=False):
        if part is MISSING:
            if exact:
                return f"`{name_of(product)}` does not say which `{origin}[...]` it is"
        elif not unify(part, argument, found) and (exact or not _related(part, argument)):
            return f"what it makes is a `{origin}[{', '.join(map(name_of, parts))}]`"
    return _outside(found) or (_outside(bindings_of(wanted)) if exact else None) or found


def _related(one: object, other: object) -> bool:
    return misfit(Key(one), other) is None or misfit(Key(other), one) is None


def _outside(found: Bindings) -> str | None:
    """Return which type is outside the bound or the constraints of its variable, if any is."""
    for variable, value in found.items():
        constraints = getattr(variable, "__constraints__", ())
        if constraints and value is not Any and value not in constraints:
            allowed = listing(map(name_of, constraints))
            return f"`{name_of(value)}` is none of {allowed}, which `{name_of(variable)}` may be"
        bounds = _bounds_of(variable)
        reasons = [misfit(Key(bound), value) for bound in bounds]
        if reasons and all(reasons):
            reason = reasons[0] if len(bounds) == 1 else f"fits none of {listing(map(name_of, bounds))}"
            return f"`{name_of(value)}` {reason}, the bound of `{name_of(variable)}`"
    return None


def _bounds_of(variable: Any) -> tuple[object, ...]:
    """Return the types of which one has to be above what a variable stands for; none where that cannot be read yet."""
    try:
        bound = evaluated(variable.__bound__, Namespace(module_of(variable)))
    except Exception:  # noqa: BLE001 - evaluating the user's text may raise anything
        return ()
    if get_origin(bound) in UNIONS:
        return get_args(bound)
    return () if bound is None else (bound,)
