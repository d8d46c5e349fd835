"""What the core asks of a cache: look up, or make once, under a name and arguments; forget."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

from wireworks._model.provider import Kept


class Cache(Protocol):
    """Keep what cached services make: ``wireworks.caching`` has the one that a container uses.

    Source: C3.
    """

    async def get_or_make(
        self, kept: Kept, arguments: Mapping[str, object], make: Callable[[], Awaitable[object]]
    ) -> object:
        """Find what was made with the same arguments, or make it once for all who ask, and keep it."""
        ...

    async def forget(self, kept: Kept, arguments: Mapping[str, object]) -> bool:
        """Forget what was made with these arguments; tell whether it was there."""
        ...

    async def forget_tags(self, tags: Iterable[str]) -> bool:
        """Forget all that was kept under one of ``tags``; false if the store did not answer."""
        ...
