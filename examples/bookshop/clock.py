"""The day it is, asked of a service so that a test may say which."""

from __future__ import annotations

from datetime import UTC, date, datetime

from wireworks import service


@service
class Clock:
    def today(self) -> date:
        return datetime.now(UTC).date()
