"""Named tuples, typed dictionaries and enumerations that are cheap to define.

What ``typing`` makes of them compiles every annotation, ``collections`` the source of every class, and ``enum`` looks
for much that nothing here uses; that took a third of the time of ``import wireworks``. To type checkers these are the
same. What users get to see, such as ``Lifetime``, is one of the standard library's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enum import Enum
    from typing import NamedTuple, TypedDict
else:
    from _collections import _tuplegetter
    from types import CodeType, FunctionType

    class TypedDict(dict):
        """What ``Unpack`` refers to."""

        def __init_subclass__(cls, **_: bool) -> None:
            """Say nothing to ``total``."""

    _CODES: dict[int, CodeType] = {}
    """What makes a tuple of so many fields; those of one length differ in the names of their parameters alone."""

    class _Defining(type):
        """Make a named tuple of a class statement: fields are what is annotated, and all else is put into the class."""

        def __new__(cls, name: str, _: tuple[type, ...], members: dict[str, Any]) -> type:
            fields = tuple(members.get("__annotations__", ()))
            defaults = {field: members[field] for field in fields if field in members}
            made = _new(fields, tuple(defaults.values()), f"{members['__qualname__']}.__new__")
            members.update((field, _tuplegetter(place, None)) for place, field in enumerate(fields))
            members |= {"__new__": made, "__slots__": (), "__match_args__": fields, "_fields": fields}
            return type(name, (_Record,), members)

    class _Record(tuple):
        """What all of them can do, as those of the standard library."""

        __slots__ = ()
        _fields: tuple[str, ...]
        _make = classmethod(tuple.__new__)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, /, **changed: Any) -> Any:
            return type(self)(**{**self._asdict(), **changed})

        def __repr__(self) -> str:
            fields = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in fields)})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    def _new(fields: tuple[str, ...], defaults: tuple[object, ...], name: str) -> FunctionType:
        code = _CODES.get(len(fields))
        if code is None:
            places = "".join(f"_{place}, " for place in range(len(fields)))
            source = f"lambda _cls, {places}: _new(_cls, ({places}))"
            code = _CODES[len(fields)] = eval(source).__code__  # noqa: S307 - it is written in the line above
        named = code.replace(co_varnames=("_cls", *fields), co_name="__new__", co_qualname=name)
        return FunctionType(named, {"_new": tuple.__new__, "__builtins__": {}}, "__new__", defaults)

    NamedTuple = type.__new__(_Defining, "NamedTuple", (), {})

    class _Choosing(type):
        """Make the members of an enumeration: one object for each value of a class statement."""

        def __init__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> None:
            super().__init__(name, bases, members)
            cls._members = tuple(cls._member(each, members[each]) for each in members if each[0] != "_")

        def _member(cls, name: str, value: object) -> Any:
            member = object.__new__(cls)
            member.name, member.value = name, value
            setattr(cls, name, member)
            return member

        def __iter__(cls) -> Iterator[Any]:
            return iter(cls._members)

    class Enum(metaclass=_Choosing):
        """What one may choose from; members are compared and hashed by what they are, and copied as themselves."""

        def __repr__(self) -> str:
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __reduce__(self) -> tuple[Any, ...]:
            return getattr, (type(self), self.name)


__all__ = ("Enum", "NamedTuple", "TypedDict")
