"""Which function really receives the arguments when a class is called."""

from __future__ import annotations

from types import FunctionType

from wireworks._declare.plain import ORDINARY
from wireworks._model.record import NamedTuple


class Constructor(NamedTuple):
    """The function that takes a class's arguments, the class whose body it stands in, and whether it takes ``self``.

    ``bound`` is false where the class tells its own signature and is to be asked for it.
    """

    function: object
    owner: type
    bound: bool = True


def constructor_of(cls: type) -> Constructor | None:
    """Return what takes the arguments of ``cls``, or ``None`` if it takes none.

    A metaclass' ``__call__`` and a ``__new__`` that pass everything on do not hide ``__init__``, nor does the
    placeholder that a protocol puts first in the bases.
    """
    if type(cls) in ORDINARY:
        plain = _plain(cls)
        if plain is not None:
            return plain
    if any("__signature__" in vars(base) for base in cls.__mro__[:-1]):
        return Constructor(cls, cls, bound=False)
    found = (_find(type(cls), "__call__"), _find(cls, "__init__"), _find(cls, "__new__"))
    known = [candidate for candidate in found if candidate is not None]
    for candidate in known:
        if _names_parameters(candidate.function):
            return candidate
    return next((candidate for candidate in known if candidate.owner is not type(cls)), None)


def _plain(cls: type) -> Constructor | None:
    """Return an ordinary ``__init__`` that names parameters, if it is the first thing that a class has to tell."""
    found: Constructor | None = None
    for base in cls.__mro__[:-1]:
        members = base.__dict__
        if "__signature__" in members:
            return None
        if found is None and (function := members.get("__init__")) is not None:
            if type(function) is not FunctionType or function.__dict__ or not _names_parameters(function):
                return None
            found = Constructor(function, base)
    return found


def _find(cls: type, name: str) -> Constructor | None:
    members = ((base, vars(base).get(name)) for base in cls.__mro__)
    owner, member = next((base, member) for base, member in members if _is_real(member))  # `object` has one
    function = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
    return Constructor(function, owner) if _is_python(function) else None


def _is_real(member: object) -> bool:
    return member is not None and getattr(member, "__name__", "") != "_no_init_or_replace_init"


def _is_python(function: object) -> bool:
    return isinstance(function, FunctionType) or hasattr(function, "__wrapped__") or hasattr(function, "__signature__")


def _names_parameters(function: object) -> bool:
    """Tell whether a function names any parameter beside the first; one that is wrapped or signed is taken to."""
    if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__") or hasattr(function, "__signature__"):
        return True
    code = function.__code__
    return code.co_argcount + code.co_kwonlyargcount > 1 or (code.co_argcount == 0 and code.co_kwonlyargcount > 0)
