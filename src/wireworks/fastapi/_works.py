"""What is done once the scope of a request has ended, for those who wait for that (W11)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

Work: TypeAlias = Callable[[BaseException | None], Awaitable[None]]
"""What is told what went wrong, if anything did; it must not raise."""


class Works:
    """What waits for the end of one request."""

    __slots__ = ("_first", "_last")

    def __init__(self) -> None:
        self._first: list[Work] = []
        self._last: list[Work] = []

    def add(self, work: Work, *, last: bool) -> None:
        """Have ``work`` called once the scope has ended; with ``last``, not before the app is through as well."""
        (self._last if last else self._first).append(work)

    @property
    def waits(self) -> bool:
        """Whether anything waits for the app to be through."""
        return bool(self._last)

    async def tell(self, outcome: BaseException | None, *, through: bool = False) -> None:
        """Call what waits for the end of the scope, and what waits for the app if that is ``through``."""
        told, self._first = self._first, []
        if through:
            told, self._last = [*told, *self._last], []
        for work in told:
            await work(outcome)
