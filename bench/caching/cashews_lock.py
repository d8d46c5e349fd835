"""cashews with the lock that it offers against stampedes."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from bench.caching import Cache, cashews


def opened(url: str) -> AbstractAsyncContextManager[Cache]:
    """Connect."""
    return cashews.opened(url, lock=True)
