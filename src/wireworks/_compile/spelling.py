"""Small pieces of generated code, and which nodes are spelled as a mere expression."""

from __future__ import annotations

from keyword import iskeyword

from wireworks._model.parameter import Making
from wireworks._model.provider import Source
from wireworks._plan.records import Node, Step, Supply

NESTING = 12
"""How deep calls and conditions nest in one function."""


def passing(name: str, value: str, *, by_name: bool) -> str:
    """Return an argument as it stands in a call."""
    if not by_name:
        return value
    return f"{name}={value}" if is_plain(name) else f"**{{{name!r}: {value}}}"


def setting(product: str, step: Step, value: str) -> str:
    """Return the statement that sets an attribute, or calls a method, after construction."""
    if is_plain(step.name):
        return f"{product}.{step.name}({value})" if step.call else f"{product}.{step.name} = {value}"
    if step.call:
        return f"getattr({product}, {step.name!r})({value})"
    return f"setattr({product}, {step.name!r}, {value})"


def is_plain(name: str) -> bool:
    """Tell whether a user's name means in source code what it means as a string."""
    return name.isidentifier() and name.isascii() and not iskeyword(name) and name != "__debug__"


def is_expression(node: Node) -> bool:
    """Tell whether making ``node`` is a call and nothing else."""
    plain = node.making in (Making.CLASS, Making.CALL) and node.wired is None and node.guard is None
    looked_at = node.check is not None or node.disposes or node.seen is not None
    return plain and not looked_at and not node.steps


def takes_lines(supply: Supply) -> bool:
    """Tell whether filling a parameter takes statements, at any depth."""
    if not isinstance(supply, Node) or supply.source is not Source.FACTORY:
        return False
    if supply.shared or not is_expression(supply):
        return True
    return any(takes_lines(need) for need in supply.needs) if supply.height <= NESTING else True
