"""What the command line says when it cannot do what was asked."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from wireworks.errors import ServiceError


class Refusal(ServiceError):  # noqa: N818 - nothing went wrong in the program: it declines
    """Tell what cannot be done, how to ask for it, and what Python said of it (``trace``, a traceback)."""

    def __init__(self, what: str, fix: str, trace: str = "") -> None:
        super().__init__(what, fix=fix, see="command-line")
        self.trace = trace


def near(name: str, names: Iterable[str]) -> str:
    """Return the question whether something else was meant, to stand behind a sentence; nothing if nothing is near."""
    found = get_close_matches(name, list(names), n=3)
    return f" Did you mean {listed(found)}?" if found else ""


def listed(names: Iterable[str]) -> str:
    """Return names between backticks, separated by commas."""
    return ", ".join(f"`{name}`" for name in names)
