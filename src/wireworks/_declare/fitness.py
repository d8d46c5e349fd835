"""How well an argument of one type fits a parameter of another (L15)."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Literal, get_args, get_origin

from wireworks._declare.conform import UNIONS, misfit, type_of
from wireworks._model.key import Key
from wireworks._model.parameter import Parameter, Wants


class Fitness(IntEnum):
    """How well it fits, the best first."""

    EXACT = 0
    WIDER = 1
    UNKNOWN = 2
    """Nobody can tell: the parameter has no annotation, or one that no class stands for."""
    NONE = 3


def fitness(parameter: Parameter, given: Parameter) -> Fitness:
    """Return how well what a caller passes as ``given`` fits ``parameter``."""
    wanted, passed = parameter.request, given.request
    if wanted is None or passed is None:
        return Fitness.UNKNOWN
    if wanted.wants is not passed.wants or (passed.optional and not wanted.optional):
        return Fitness.NONE
    if wanted.wants is not Wants.SERVICE:
        return Fitness.EXACT if wanted.key == passed.key else Fitness.NONE
    return _fits(wanted.key.service, passed.key.service)


def _fits(wanted: Any, given: Any) -> Fitness:
    if wanted == given:
        return Fitness.EXACT
    if Any in (wanted, given):
        return Fitness.UNKNOWN
    told = _in_parts(wanted, given)
    if told is not None:
        return max(told, Fitness.WIDER)
    if type_of(given) is None or (type_of(wanted) is None and wanted is not object):
        return Fitness.UNKNOWN
    same = not get_args(wanted) or not get_args(given) or get_args(wanted) == get_args(given)
    return Fitness.WIDER if same and misfit(Key(wanted), given) is None else Fitness.NONE


def _in_parts(wanted: Any, given: Any) -> Fitness | None:
    """Return what the parts of unions, literals and new types say; ``None`` if there are no parts."""
    if get_origin(given) in UNIONS:
        return max(_fits(wanted, each) for each in get_args(given))
    if get_origin(wanted) in UNIONS:
        return min(_fits(each, given) for each in get_args(wanted))
    if get_origin(given) is Literal:
        return max(_fits(wanted, type(each)) for each in get_args(given))
    if hasattr(given, "__supertype__"):
        return _fits(wanted, given.__supertype__)
    # An int is no UserId and no Literal[1], though the other way round it is.
    return Fitness.NONE if hasattr(wanted, "__supertype__") or get_origin(wanted) is Literal else None
