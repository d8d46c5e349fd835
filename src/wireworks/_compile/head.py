"""The head of a function that is written for calls of one shape: so many values by position, others by these names.

Whatever else comes is left to a function that explains or does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from wireworks._compile import spelling
from wireworks._compile.writer import Names, Writer
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING

Slow: TypeAlias = Callable[[tuple[Any, ...], dict[str, Any]], Any]

SPOKEN = frozenset(
    ("AttributeError", "BaseException", "RecursionError", "StopAsyncIteration", "dict", "getattr", "isinstance", "next",
     "setattr", "type")
)  # fmt: skip
"""What generated code calls by a name that is Python's; no parameter may have it."""


class CallShape(NamedTuple):
    """One way to call something: how many arguments stand by position, and the names of the others."""

    places: int
    names: frozenset[str]

    @property
    def is_plain(self) -> bool:
        """Whether all names may stand in source code as they are."""
        return all(is_plain(name) for name in self.names)


def is_plain(name: str) -> bool:
    """Tell whether the name of a user's may be that of a parameter in generated code."""
    return spelling.is_plain(name) and not name.startswith("__") and name not in SPOKEN


class Head:
    """The parameters of a function for one shape; those of its names are called as they are.

    Args:
        writer: the function.
        names: its globals.
        shape: the calls that it serves.
        before: a parameter in front of those of the caller's, if there is one.
    """

    def __init__(self, writer: Writer, names: Names, shape: CallShape, before: str = "") -> None:
        self._missing = names.constant(MISSING, "MISSING")
        self.positional = [writer.local("argument") for _ in range(shape.places)]
        self.named = sorted(shape.names)
        self._before = [before] if before else []
        self._more, self._others = writer.local("more"), writer.local("others")

    @property
    def text(self) -> str:
        """The parameters, as they stand in the brackets."""
        places = [*self._before, *(f"{each}={self._missing}" for each in self.positional)]
        slash = ["/"] if places else []
        named = [f"{each}={self._missing}" for each in self.named]
        return ", ".join([*places, *slash, f"*{self._more}", *named, f"**{self._others}"])

    def is_other(self, *conditions: str) -> str:
        """Return the condition for calls of another shape, or one of ``conditions``."""
        missing = [f"{each} is {self._missing}" for each in (*self.positional, *self.named)]
        return " or ".join([*missing, self._more, self._others, *conditions])

    @property
    def all(self) -> list[str]:
        """The parameters of a function that serves this shape and no other."""
        return [*self._before, *self.positional, *self.named]

    @property
    def exactly(self) -> str:
        """The arguments of such a function as a tuple and a dictionary."""
        places = "".join(f"{each}, " for each in self.positional)
        return f"({places.rstrip()}), {{{', '.join(f'{each!r}: {each}' for each in self.named)}}}"

    @property
    def passed(self) -> str:
        """The arguments of a call as a tuple and a dictionary; those that are missing are in them as such."""
        places = "".join(f"{each}, " for each in (*self.positional, f"*{self._more}"))
        named = "".join(f"{each!r}: {each}, " for each in self.named)
        return f"({places.rstrip()}), {{{named}**{self._others}}}"


def is_off(names: Names, compiler: object) -> str:
    """Return the condition under which what was written for ``compiler`` does not serve, with ``names`` as globals."""
    return f"{names.constant(compiler, 'compiler')}.is_off"


def present(places: Iterable[Any], named: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments of a call without those that are missing."""
    return (
        tuple(each for each in places if each is not MISSING),
        {name: value for name, value in named.items() if value is not MISSING},
    )
