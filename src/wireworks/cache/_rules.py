"""What may be served that is fresh no more, what is made anew before it ends, how long callers wait, what is raised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, log
from random import random

from wireworks.cache._ttl import TTL, milliseconds


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a service; all are off by default.

    Attributes:
        early: how eagerly values are made anew before they end; 0 is never.
        revalidate: for how many milliseconds after its time a value is served while a new one is made.
        on_error: for how many milliseconds after its time a value is served if no new one could be made.
        soft: seconds after which a caller takes a value of that kind, and the making goes on.
        hard: seconds after which a caller waits no longer.
        strict: raise when the store does not carry out an operation, rather than go on without it.
        longer: for how many milliseconds values are kept after their time.

    Source: C9.
    """

    early: float = 0.0
    revalidate: int = 0
    on_error: int = 0
    soft: float | None = None
    hard: float | None = None
    strict: bool = False
    longer: int = 0

    def is_due(self, cost: int, remaining: int) -> bool:
        """Tell whether to make a value anew that is fresh for ``remaining`` milliseconds yet and took ``cost`` to make.

        The nearer the end and the longer the making, the likelier; callers decide apart, so that mostly one does.

        Source: C9 (XFetch).
        """
        return -log(1.0 - random()) * cost * self.early >= remaining  # noqa: S311 - spreads load, keeps no secret


@lru_cache(maxsize=256, typed=True)
def rules_of(
    early_refresh: float,
    stale_while_revalidate: TTL | None,
    stale_if_error: TTL | None,
    soft_timeout: TTL | None,
    hard_timeout: TTL | None,
    strict: bool,  # noqa: FBT001 - one of the rules
) -> Rules:
    """Read the rules that a service is given.

    Raises:
        CacheTTLError: for what is no time.
        ValueError: for rules that never apply.
    """
    if not (isfinite(early_refresh) and early_refresh >= 0):
        what = f"Expected 0 or more as `early_refresh`, got {early_refresh!r}."
        raise ValueError(f"{what}\nFix: pass 1.0, more to make values anew earlier, or 0 never to do so.")
    revalidate, on_error = _optional(stale_while_revalidate), _optional(stale_if_error)
    soft, hard = _optional(soft_timeout), _optional(hard_timeout)
    if soft and not on_error:
        what = "`soft_timeout` says when to take a value whose time is over, and none is kept."
        raise ValueError(f"{what}\nFix: say with `stale_if_error` how old it may be, or use `hard_timeout`.")
    if soft and hard and hard <= soft:
        what = f"`soft_timeout` ({soft_timeout!r}) never comes before `hard_timeout` ({hard_timeout!r})."
        raise ValueError(f"{what}\nFix: make `soft_timeout` the shorter one.")
    return Rules(
        early_refresh,
        revalidate,
        on_error,
        soft / 1000 if soft else None,
        hard / 1000 if hard else None,
        strict,
        max(revalidate, on_error),
    )


def _optional(time: TTL | None) -> int:
    return 0 if time is None else milliseconds(time)
