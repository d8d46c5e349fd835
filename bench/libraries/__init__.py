"""The libraries that take part, each a module that imports it and wires the same services with it.

A module has a function for each workload that its library has an answer to; see `bench.workloads`. It uses what the
library's own pages recommend, in the fastest way that keeps what the library promises by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec
from types import ModuleType


@dataclass(frozen=True)
class Library:
    """A column of the table.

    Args:
        name: of the column, and of the modules in `bench.libraries` and `bench.web` (with underscores).
        distribution: what has to be installed; `None` is the standard library.
        imports: what its users import to wire anything.
    """

    name: str
    distribution: str | None = None
    imports: str | None = None

    def version(self) -> str | None:
        """Tell which version is installed; `None`: it is not."""
        if self.distribution is None:
            return ""
        try:
            return metadata.version(self.distribution)
        except metadata.PackageNotFoundError:
            return None

    def takes_part(self, room: str) -> bool:
        """Tell whether the library has anything to show there."""
        return find_spec(self.path(room)) is not None

    def module(self, room: str) -> ModuleType | None:
        """Import what the library has to show there; `None`: nothing."""
        return import_module(self.path(room)) if self.takes_part(room) else None

    def path(self, room: str) -> str:
        """Name the module."""
        return f"bench.{room}.{self.name.replace('-', '_')}"


HANDWRITTEN = Library("handwritten")
CONTEXTLIB = Library("contextlib")
FLOOR = Library("floor")
WIREWORKS = Library("wireworks", "wireworks", "wireworks")
PEERS = (
    Library("depends", "fastapi"),
    Library("wireup", "wireup", "wireup"),
    Library("dishka", "dishka", "dishka"),
    Library("diwire", "diwire", "diwire"),
    Library("diwire-bare", "diwire"),
    Library("dependency-injector", "dependency-injector", "dependency_injector.containers"),
    Library("rodi", "rodi", "rodi"),
    Library("anydi", "anydi", "anydi"),
    Library("modern-di", "modern-di", "modern_di"),
    Library("aioinject", "aioinject", "aioinject"),
    Library("that-depends", "that-depends", "that_depends"),
    Library("svcs", "svcs", "svcs"),
)
LIBRARIES = (HANDWRITTEN, CONTEXTLIB, FLOOR, WIREWORKS, *PEERS)


def named(name: str) -> Library:
    """Return the library of this name."""
    [found] = [one for one in LIBRARIES if one.name == name]
    return found
