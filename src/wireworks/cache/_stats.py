"""What is counted on a store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class CacheStats:
    """Count what happened on one store in this process, since it was first used.

    Attributes:
        hits: values that were found.
        misses: values that were not, those a store without an answer might have had among them.
        stale: values that were given after their time; each was counted as a miss too, unless it is revalidated behind.
        refreshes: makings that began before anybody had to wait for them.
        makings: calls of a factory.
        errors: operations that the store did not carry out.
        unreadable: stored bytes that were no value of the model any more, and counted as misses.

    Source: C11.
    """

    hits: int = 0
    misses: int = 0
    makings: int = 0
    errors: int = 0
    unreadable: int = 0
    stale: int = 0
    refreshes: int = 0
