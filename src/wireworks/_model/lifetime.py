"""How long what a factory made is kept."""

from __future__ import annotations

from enum import StrEnum


class Lifetime(StrEnum):
    """Say how long a service is kept once its factory has made it.

    A plain string of the same spelling (``"singleton"``) is accepted wherever a lifetime is.

    Source: the table in "One idea".
    """

    TRANSIENT = "transient"
    """Kept for one resolution and shared by nobody."""
    SCOPED = "scoped"
    """Kept for one scope (a request, a job) and shared by everything in it."""
    SINGLETON = "singleton"
    """Kept for the life of the container and shared by every thread, task and event loop."""
    CACHED = "cached"
    """Kept for a time to live, by arguments, and shared by every process on the same store."""
