"""Asking for a value: it is found, or made once for all who ask; early, late or behind them, as the rules say."""

from __future__ import annotations

import asyncio
import logging
from typing import Final, Generic, TypeVar, cast

from wireworks.cache._codec import UnreadableError
from wireworks.cache._errors import CacheCycleError, CacheTimeoutError
from wireworks.cache._flights import aside
from wireworks.cache._keys import decoded
from wireworks.cache._making import Making, Wanted
from wireworks.cache._values import MISSING, Look, Values

T = TypeVar("T")

_log: Final = logging.getLogger("wireworks.cache")


class Asking(Generic[T]):
    """Look values up, or have them made, by the rules of a service.

    Args:
        values: where they are.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Values[T]) -> None:
        self._values = values

    async def __call__(self, wanted: Wanted) -> T:
        """Give a value.

        Source: C7, C8, C9.
        """
        values = self._values
        rules, tally = values.rules, values.traffic.tally
        while True:
            look = await values.look(wanted.key, rules.longer)
            if look.value is not MISSING and look.age < rules.revalidate:
                if look.age >= 0:
                    tally.stale(wanted.key)
                    self._refresh(wanted, look)
                else:
                    tally.hit(wanted.key, near=look.near)
                    if rules.early and rules.is_due(look.cost, -look.age):
                        self._refresh(wanted, look)
                return cast("T", look.value)
            tally.miss(wanted.key)
            try:
                return await self._made(wanted, look)
            except UnreadableError:  # made by a service with another model; now we make one
                continue

    def _refresh(self, wanted: Wanted, look: Look) -> None:
        """Have a value made anew behind the caller, unless that is being done."""
        traffic = self._values.traffic
        if traffic.background.refresh(wanted.key, aside(lambda: self._share(wanted, look)), self._values.rules.hard):
            traffic.tally.refresh(wanted.key)

    async def _made(self, wanted: Wanted, look: Look) -> T:
        """Have a value made; if there is an old one that may be given instead, give that when it fails or takes long.

        Raises:
            CacheTimeoutError: if it takes too long, and there is no old one.
        """
        rules = self._values.rules
        stale = look.value is not MISSING and look.age < rules.on_error
        soft = rules.soft if stale else None
        try:
            made = await (self._share(wanted, look) if soft is rules.hard is None else self._waited(wanted, look, soft))
        except (CacheCycleError, UnreadableError):
            raise
        except Exception as error:
            if not stale:
                raise
            what = "`%s` could not be made anew, so its callers get the value from before."
            _log.warning(what, decoded(wanted.key), exc_info=error)
            made = MISSING
        if made is not MISSING:
            return cast("T", made)
        if not stale:
            what = f"`{decoded(wanted.key)}` was not made in {rules.hard} seconds."
            fix = "allow more time (`hard_timeout`), or keep old values for such a case (`stale_if_error`)."
            raise CacheTimeoutError(what, fix=fix)
        self._values.traffic.tally.stale(wanted.key)
        return cast("T", look.value)

    async def _waited(self, wanted: Wanted, look: Look, soft: float | None) -> object:
        """Give what is made, or ``MISSING`` if that takes too long; after ``soft`` seconds the making goes on."""
        hard, background = self._values.rules.hard, self._values.traffic.background
        task = background.start(self._share(wanted, look))
        try:
            await asyncio.wait([task], timeout=hard if soft is None else soft)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        if task.done():
            return task.result()
        if soft is None:
            task.cancel()
        background.leave(task, wanted.key, None if soft is None or hard is None else hard - soft)
        return MISSING

    async def _share(self, wanted: Wanted, look: Look) -> T:
        """Make a value, or ride along with who is making it."""
        values, names = self._values, wanted.tags()
        tags = [*map(values.space.tag_key, names)]
        made, mine = await values.traffic.flights.share(wanted.key, Making(values, wanted, names, look), tags)
        return cast("T", made.value) if mine else values.codec.decode(made.payload)
