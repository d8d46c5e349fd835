"""Source code written line by line: indents, names that never collide. It knows nothing of services."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Container, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

_RESERVED = frozenset((*keyword.kwlist, *keyword.softkwlist, *dir(builtins)))


class Names:
    """The globals of one text, which may hold several functions: a name for each object, and none that is a local.

    What they hold already, ``constants``, keeps its names.
    """

    def __init__(self, constants: Mapping[str, Any] | None = None) -> None:
        self.constants: dict[str, Any] = dict(constants or {})
        self.locals: set[str] = set()
        self._by_id = {id(value): name for name, value in self.constants.items()}
        self._counts: dict[str, int] = {}

    def constant(self, value: object, hint: str) -> str:
        """Return the name under which functions find ``value``, spelled like ``hint``; one name for each object."""
        name = self._by_id.get(id(value))
        if name is None:
            name = self._by_id[id(value)] = self._new(_plain(hint))
            self.constants[name] = value  # keeps it alive, so that its id stays its own
        return name

    def instance(self, value: object, of: str) -> str:
        """Do what ``constant`` does for what was made of a service: spelled like a variable."""
        return self.constant(value, _snake(of))

    def function(self, hint: str) -> str:
        """Return a new name for a function that is bound to it once everything is written."""
        name = self._new(_snake(hint))
        self.constants[name] = None
        return name

    def _new(self, name: str) -> str:
        # Where thousands have one name, counting goes on where it stopped.
        found, self._counts[name] = _free(name, self.constants, self.locals, self._counts.get(name, 1))
        return found


class Writer:
    """Collect the lines of one function.

    Every name is allocated: no name of a user's stands in the source but as the keyword of a call or an attribute, and
    those in ``taken``, which are given to nothing else.
    """

    def __init__(self, names: Names, taken: Iterable[str] = ()) -> None:
        self._lines: list[str] = []
        self._depth = 0
        self._names = names
        self._locals = set(taken)
        names.locals.update(self._locals)

    def line(self, text: str) -> None:
        """Write one line at the current indent."""
        self._lines.append("    " * self._depth + text)

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """Write ``head`` and indent what follows inside the ``with`` statement."""
        self.line(head)
        self._depth += 1
        yield
        self._depth -= 1

    def local(self, hint: str) -> str:
        """Return a new name for a variable, spelled like ``hint``."""
        name, _ = _free(_snake(hint), self._names.constants, self._locals)
        self._locals.add(name)
        self._names.locals.add(name)
        return name

    def source(self) -> str:
        """Return all that was written."""
        return "\n".join([*self._lines, ""])


def _free(name: str, taken: Container[str], others: Container[str], count: int = 1) -> tuple[str, int]:
    """Return ``name``, with a number behind it where it is taken or means something to Python, and that number."""
    found = name if count == 1 else f"{name}_{count}"
    while found in _RESERVED or found in taken or found in others:
        count += 1
        found = f"{name}_{count}"
    return found, count


def _plain(hint: str) -> str:
    """Return an ASCII identifier that looks like ``hint`` and cannot be a dunder name."""
    name = re.sub(r"[^0-9A-Za-z_]+", "_", hint).strip("_")
    return name if name and not name[0].isdigit() else f"service_{name}".rstrip("_")


def _snake(hint: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", _plain(hint))
    return spaced.lower()
