"""Classes whose making nobody notices: their constructors store what they are given, and run no code of anybody's.

What they make may be made twice in a race, and the second one dropped, without a difference to anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from opcode import opname
from types import CodeType, FunctionType, MemberDescriptorType
from typing import Any

from wireworks._compile.spelling import is_expression
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making
from wireworks._model.provider import Source
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Constant, Node, Supply, packed

_SELF, _OTHER = "self", "other"

_NOTHING = frozenset(("CACHE", "NOP", "RESUME", "COPY_FREE_VARS"))
_ONE = frozenset(("LOAD_CONST", "LOAD_SMALL_INT"))
_EMPTY = frozenset(("BUILD_LIST", "BUILD_MAP", "BUILD_SET", "BUILD_TUPLE"))
_END = frozenset(("RETURN_CONST", "RETURN_VALUE"))
_WHOLE, _HALVES = ((0, 255),), ((4, 15), (0, 15))
_LOADS = {
    "LOAD_FAST": _WHOLE,
    "LOAD_FAST_BORROW": _WHOLE,
    "LOAD_FAST_LOAD_FAST": _HALVES,
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": _HALVES,
}
"""Where the argument of an instruction has the numbers of the variables that it loads."""


def is_silent(node: Node, existing: Callable[[Node], object]) -> bool:
    """Tell whether nobody notices the making of ``node`` once everything shared that it takes is there."""
    if node.factory is not packed and (node.making is not Making.CLASS or not runs_nothing(node.factory)):
        return False
    return is_expression(node) and all(_is_at_hand(argument.supply, existing) for argument in node.arguments)


def _is_at_hand(supply: Supply, existing: Callable[[Node], object]) -> bool:
    if not isinstance(supply, Node):
        return isinstance(supply, Constant)
    if supply.source is not Source.FACTORY:
        return supply.source is Source.INSTANCE
    if not supply.shared:
        return is_silent(supply, existing)
    return supply.lifetime is not Lifetime.SINGLETON or existing(supply) is not MISSING


def runs_nothing(cls: Any) -> bool:
    """Tell whether calling ``cls`` with the right arguments only stores them in a new object."""
    if type(cls) is not type or hasattr(cls, "__del__"):
        return False
    own, plain = (tuple(getattr(each, name) for name in ("__new__", "__setattr__")) for each in (cls, object))
    begin: Any = getattr(cls, "__init__")  # noqa: B009 - checkers take the other spelling for unsound
    if own != plain or type(begin) is not FunctionType:
        return own == plain and begin is object.__init__
    stored = _stored(begin.__code__)
    return stored is not None and not any(_is_intercepted(cls, name) for name in stored)


def _is_intercepted(cls: type, name: str) -> bool:
    """Tell whether storing ``name`` in an object of ``cls`` may run code of the class."""
    found = next((vars(each)[name] for each in cls.__mro__ if name in vars(each)), None)
    return hasattr(type(found), "__set__") and not isinstance(found, MemberDescriptorType)


def _stored(code: CodeType) -> list[str] | None:
    """Return what a constructor stores in its object, or ``None`` if it does anything else."""
    stack: list[str] = []
    stored: list[str] = []
    for name, argument in takewhile(lambda step: step[0] not in _END, _instructions(code)):
        if name in _NOTHING:
            continue
        if name == "STORE_ATTR" and stack[-1:] == [_SELF]:
            del stack[-2:]
            stored.append(code.co_names[argument])
            continue
        pushed = _pushed(name, argument)
        if pushed is None:
            return None
        stack += pushed
    return stored


def _pushed(name: str, argument: int) -> list[str] | None:
    """Return what an instruction that only loads puts on the stack."""
    if name in _LOADS:
        return [_OTHER if argument >> shift & mask else _SELF for shift, mask in _LOADS[name]]
    if name in _ONE or (name in _EMPTY and argument == 0):
        return [_OTHER]
    return None


def _instructions(code: CodeType) -> list[tuple[str, int]]:
    """Return the name and the argument of each instruction; ``dis`` would be dear to import."""
    text = code.co_code
    return [(opname[text[at]], text[at + 1]) for at in range(0, len(text), 2)]
