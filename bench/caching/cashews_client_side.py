"""cashews with its cache on the client's side."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from bench.caching import Cache, cashews


def opened(url: str) -> AbstractAsyncContextManager[Cache]:
    """Connect."""
    return cashews.opened(url, client_side=True)
