"""Times to live: what callers may say, in the whole milliseconds that stores count in."""

from __future__ import annotations

from datetime import timedelta
from random import randint
from typing import Final, TypeAlias

from wireworks.cache._errors import CacheTTLError

TTL: TypeAlias = float | timedelta
"""Seconds, or a ``timedelta``; more than nothing."""

_LONGEST: Final = 2**53
_FIX: Final = "pass seconds (`int` or `float`) or a `timedelta`, more than 0."


def milliseconds(ttl: object) -> int:
    """Read a time to live.

    Args:
        ttl: seconds as ``int`` or ``float``, or a ``timedelta``; > 0. What is shorter than a millisecond counts as one.

    Raises:
        CacheTTLError: for anything else, 0, a negative or an endless time among it.

    Source: C5.
    """
    if isinstance(ttl, timedelta):
        count = ttl / timedelta(milliseconds=1)
    elif isinstance(ttl, int | float) and not isinstance(ttl, bool):
        count = ttl * 1000
    else:
        what = f"Expected a time to live, got {ttl!r} (`{type(ttl).__name__}`)."
        raise CacheTTLError(what, fix=_FIX)
    if not 0 < count < _LONGEST:  # nor is what is no number
        what = f"Expected a time to live of more than 0 seconds that ends some day, got {ttl!r}."
        raise CacheTTLError(what, fix=_FIX)
    return max(1, round(count))


def shortened(ttl: int) -> int:
    """Take up to a tenth off ``ttl`` (milliseconds), so that values stored together do not expire together.

    Source: C5.
    """
    return ttl - randint(0, ttl // 10)  # noqa: S311 - spreads load, keeps no secret
