"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from wireworks.tasks import Clock


class ManualClock(Clock):
    """Shows the time that it was told; each who sleeps by it looks again when that has changed."""

    def __init__(self, moment: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self.moment = moment
        self._sleepers: list[asyncio.Future[None]] = []
        self._asleep = asyncio.Event()

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.append(sleeper)
        self._asleep.set()
        await sleeper

    async def advance(self, **by: float) -> None:
        """Let time pass, and return when somebody has looked and sleeps again."""
        await self._asleep.wait()
        self._asleep.clear()
        self.moment += timedelta(**by)
        sleepers, self._sleepers = self._sleepers, []
        for sleeper in sleepers:
            if not sleeper.done():
                sleeper.set_result(None)
        await self._asleep.wait()
