"""Source code written line by line: indents, names that never collide. It knows nothing of services."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Generator
from contextlib import contextmanager

_RESERVED = frozenset((*keyword.kwlist, *keyword.softkwlist, *dir(builtins)))


class Writer:
    """Collect the lines of one function and the globals it refers to.

    Every name is allocated: no name of a user's stands in the source but as the keyword of a call or an attribute.
    """

    def __init__(self) -> None:
        self.constants: dict[str, object] = {}
        self._lines: list[str] = []
        self._depth = 0
        self._taken = set(_RESERVED)
        self._names: dict[int, str] = {}

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
        return self._allocate(_snake(hint))

    def constant(self, value: object, hint: str) -> str:
        """Return the name under which the function finds ``value``; one name for each object."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = self._allocate(_plain(hint))
            self.constants[name] = value  # keeps it alive, so that its id stays its own
        return name

    def source(self) -> str:
        """Return all that was written."""
        return "\n".join([*self._lines, ""])

    def _allocate(self, name: str) -> str:
        found, count = name, 1
        while found in self._taken:
            count += 1
            found = f"{name}_{count}"
        self._taken.add(found)
        return found


def _plain(hint: str) -> str:
    """Return an ASCII identifier that looks like ``hint`` and cannot be a dunder name."""
    name = re.sub(r"[^0-9A-Za-z_]+", "_", hint).strip("_")
    return name if name and not name[0].isdigit() else f"service_{name}".rstrip("_")


def _snake(hint: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", _plain(hint))
    return spaced.lower()
