"""The pytest plugin of wireworks."""

from __future__ import annotations

__all__ = ()
