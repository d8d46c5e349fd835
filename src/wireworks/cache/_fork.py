"""A child process must not wait for locks and makings of its parent."""

from __future__ import annotations

import os
from typing import Final, Protocol
from weakref import WeakSet


class _Rearmed(Protocol):
    def rearm(self) -> None:
        """Begin anew in a child process."""
        ...


_REARMED: Final[WeakSet[_Rearmed]] = WeakSet()


def rearm_in_children(this: _Rearmed) -> None:
    """Have ``this.rearm()`` called in every child that this process forks, for as long as ``this`` lives."""
    _REARMED.add(this)


def rearm_all() -> None:
    """Have everything begin anew that still lives."""
    for this in list(_REARMED):
        this.rearm()


# Where nothing forks, there is nothing to register with.
getattr(os, "register_at_fork", dict)(after_in_child=rearm_all)
