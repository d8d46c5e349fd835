"""What a registration says beside its key, its factory and its lifetime."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple, TypedDict


class Options(TypedDict, total=False):
    """The options that every way to register takes by keyword.

    ``eager``: make the singleton when the container starts. ``scope``: the name of the scope that a scoped service
    lives in. ``enter``: what the factory makes is a context manager; hand out what it gives when entered, and leave it
    when its owner ends. ``when``: the condition under which the registration counts.
    """

    eager: bool
    scope: str | None
    enter: bool
    when: Any


class Terms(NamedTuple):
    """The qualifier and the options of one registration, as ``Options`` tells them."""

    qualifier: Hashable = None
    eager: bool = False
    scope: str | None = None
    enter: bool = False
    when: Any = None
