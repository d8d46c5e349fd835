"""Rooms beside a list of connections: what `bench.rooms` serves, and who listens."""

from __future__ import annotations

from typing import Final

__all__ = ("SIZE",)

SIZE: Final = 4000
"""Bytes of a message, which begins with the time when it was published."""
