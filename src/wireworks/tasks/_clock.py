"""`Clock`: what schedules take the time from."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final

_LONGEST: Final = 60.0
"""Seconds after which it looks again: a machine that slept, or a clock that was set, is noticed by then."""


class Clock:
    """Tell schedules the time; tests that have none register, or override it with, one that they move themselves.

    Source: W9.
    """

    def now(self) -> datetime:
        """Return the time, with a time zone."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait that long, or not so long: whoever waits looks at the time again."""
        await asyncio.sleep(min(seconds, _LONGEST))
