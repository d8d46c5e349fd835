"""Decorators: which parameter of a wrapper gets what it wraps, and what may not be a wrapper at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, get_origin

from wireworks._declare.annotations import UNBOUND, is_free
from wireworks._declare.callables import provided_by
from wireworks._declare.closing import closed
from wireworks._declare.conform import misfit
from wireworks._declare.judging import check_makeable, check_product
from wireworks._declare.signature import signature_of
from wireworks._model.key import Key
from wireworks._model.parameter import Parameter, Passing, Request, Unread, Wants
from wireworks._model.record import NamedTuple
from wireworks._model.wiring import Wired
from wireworks._text.message import listing
from wireworks._text.names import name_of, placed, shown
from wireworks.errors import ServiceRegistrationError


class Inner(NamedTuple):
    """The parameter of a wrapper that gets what it wraps, and whether that may be ``None``.

    Where there is none, ``detail`` says why and ``fix`` what to do; ``later`` tells that an annotation cannot be read
    yet, so that the answer may be another one later.
    """

    name: str | None = None
    optional: bool = False
    detail: str = ""
    fix: str = ""
    later: bool = False


def check_wrapper(key: Key, wrapper: object) -> None:
    """Refuse what cannot be put around the service of ``key``.

    Raises:
        ServiceRegistrationError: with the reason and the mend.
    """
    if not callable(wrapper):
        what = f"Expected a class or a factory to put around `{name_of(key)}`, got {shown(wrapper)}."
        fix = f"pass a callable that takes a `{name_of(key)}` and returns one."
        raise ServiceRegistrationError(what, fix=fix, see="decorator")
    check_product(key, wrapper, f"return a `{name_of(key)}`, as consumers expect one.")
    check_makeable(wrapper)
    target = provided_by(wrapper)
    bindings = closed(target, key.service, exact=False)
    parameters = signature_of(target, UNBOUND if isinstance(bindings, str) else bindings).parameters
    inner = inner_of(key, left_open(wrapper, parameters))
    if inner.name is None and not inner.later:
        what = f"{placed(target)} cannot be put around `{name_of(key)}`: {inner.detail}."
        raise ServiceRegistrationError(what, fix=inner.fix, see="decorator")


def inner_of(key: Key, parameters: Iterable[Parameter]) -> Inner:
    """Return which of ``parameters`` gets the service of ``key`` that is wrapped.

    It is the one annotated with the key itself; or else with a class or protocol that the key is a case of; or else
    with a type variable, ``Any`` or ``object``, by which a wrapper says that it goes around anything.
    """
    candidates: dict[int, list[tuple[str, bool]]] = {}
    unread: Unread | None = None
    for parameter in parameters:
        if parameter.request is None:
            unread = unread or parameter.trouble
            continue
        distance = _distance(key, parameter.request)
        if distance is not None:
            candidates.setdefault(distance, []).append((parameter.name, parameter.request.optional))
    nearest = candidates[min(candidates)] if candidates else []
    if len(nearest) == 1:
        return Inner(*nearest[0])
    if nearest:
        names = listing(name for name, _ in nearest)
        return Inner(detail=f"it has several parameters for what it wraps: {names}", fix=_spell(key, "one alone"))
    if unread:
        return Inner(detail=f"an annotation cannot be read ({unread.why})", fix=f"{unread.fix}.", later=True)
    return Inner(detail="none of its open parameters takes one", fix=_spell(key, "one"))


def _spell(key: Key, which: str) -> str:
    spelled = name_of(key.service)
    if key.qualifier is not None:
        spelled = f"Annotated[{spelled}, Inject(qualifier={key.qualifier!r})]"
    return f"annotate {which} with `{spelled}`."


def _distance(key: Key, request: Request) -> int | None:
    """Return how far an annotation is from ``key``, or ``None`` if it asks for something else."""
    if request.wants is not Wants.SERVICE or request.configured is not None:
        return None
    if request.key == key:
        return 0
    service: Any = request.key.service
    if request.key.qualifier not in (None, key.qualifier):
        return None
    if service == key.service:
        return 1
    if isinstance(service, TypeVar) or service in (Any, object):
        return 3
    return 2 if _is_case(key.service, service) else None


def _is_case(service: Any, wider: Any) -> bool:
    """Tell whether every ``service`` is a ``wider``, a class or protocol; of type arguments, none may contradict."""
    if not isinstance(get_origin(wider) or wider, type) or misfit(Key(wider), service) is not None:
        return False
    return is_free(wider) or not isinstance(closed(service, wider, exact=False), str)


def left_open(wrapper: object, parameters: Sequence[Parameter]) -> Sequence[Parameter]:
    """Return those of its parameters that a wrapper does not fill itself, as a ``Factory(...)`` may."""
    wiring = wrapper.wiring if isinstance(wrapper, Wired) else None
    if wiring is None:
        return parameters
    places = [parameter.name for parameter in parameters if parameter.passing is not Passing.KEYWORD]
    said = {*places[: len(wiring.positional)], *(name for name, _ in wiring.keywords)}
    return [parameter for parameter in parameters if parameter.name not in said]
