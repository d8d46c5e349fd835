"""Named tuples that are cheap to define.

``typing.NamedTuple`` compiles the annotation of each field, which took a third of the time of ``import wireworks``. To
type checkers this is the same.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class _Defining(type):
        """Make a named tuple of a class statement: fields are what is annotated, and all else is put into the class."""

        def __new__(cls, name: str, _: tuple[type, ...], members: dict[str, Any]) -> type:
            fields = members.get("__annotations__", {})
            defaults = [members[field] for field in fields if field in members]
            made = namedtuple(name, fields, defaults=defaults, module=members["__module__"])  # noqa: PYI024  # above
            for key, value in members.items():
                if key not in fields:
                    setattr(made, key, value)
            return made

    NamedTuple = type.__new__(_Defining, "NamedTuple", (), {})

__all__ = ("NamedTuple",)
