"""Which objects can be disposed of: those whose class has a ``dispose`` that takes no argument (L22)."""

from __future__ import annotations

from types import FunctionType


def is_disposable(cls: type) -> bool:
    """Tell whether objects of a class are disposed of by calling their ``dispose()``.

    The class is asked, not the object: one that answers for any name, such as a proxy, does not mean this one.
    """
    for base in cls.__mro__:
        members = base.__dict__
        if "dispose" in members:
            return _takes_nothing(members["dispose"])
    return False


def _takes_nothing(member: object) -> bool:
    bound = not isinstance(member, staticmethod)
    function = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
    if not isinstance(function, FunctionType):
        return callable(function)
    code = function.__code__
    wanted = code.co_argcount - len(function.__defaults__ or ()) - bound
    return wanted <= 0 and code.co_kwonlyargcount <= len(function.__kwdefaults__ or {})
