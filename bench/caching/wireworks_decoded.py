"""wireworks with the first level in memory; each caller gets a value of its own."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from bench.caching import Cache, wireworks


def opened(url: str) -> AbstractAsyncContextManager[Cache]:
    """Connect."""
    return wireworks.opened(url, first_level=True)
