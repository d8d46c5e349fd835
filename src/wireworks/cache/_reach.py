"""How one event loop reaches one server: a line, or the knowledge that there is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from random import uniform
from typing import Final, TypeAlias

from wireworks.cache._line import Line, LineLostError
from wireworks.cache._scripts import SCRIPTS

Dial: TypeAlias = Callable[[], Awaitable[asyncio.StreamWriter]]
Pay: TypeAlias = Callable[[Line], Awaitable[None]]

_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 1.0


class Reach:
    """Keep a line open from one event loop to one server.

    While the server is away, whoever asks is told so at once, and the server is tried again and again behind their
    backs.

    Args:
        dial: opens a connection.
        pay: forgets by a new line what is owed, before anything else is asked.
        patience: how long an answer may take; seconds.
        limit: how long opening a connection may take; seconds.
        hear: is given the keys that changed, or ``None`` if all may have.
        batched: several keys may be asked for with one command.

    Source: C11.
    """

    def __init__(
        self,
        dial: Dial,
        pay: Pay,
        *,
        patience: float,
        limit: float,
        hear: Callable[[Sequence[bytes] | None], object],
        batched: bool,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.line: Line | None = None
        self.away: LineLostError | None = None
        self.turns: dict[bytes, asyncio.Event] = {}
        """Wakes who waits for the makers of values, by the keys of these."""
        self._dial, self._pay = dial, pay
        self._patience, self._limit = patience, limit
        self._hear_of = hear
        self._batched = batched
        self._dialling: asyncio.Task[None] | None = None
        # Who was connected before: what it sent and waits somewhere must not be done after what the next one sends.
        self._last: tuple[bytes, bytes] | None = None
        self._pause = 0.0
        self._since = 0.0
        self._tried = asyncio.Event()
        self._hurry = asyncio.Event()
        self._farewell: AsyncGenerator[None] | None = None

    async def found(self, *, hurry: bool = False) -> Line:
        """Give the line, and wait for a first one no longer than for an answer.

        Args:
            hurry: try now if the server was away.

        Raises:
            LineLostError: if there is none.
        """
        if self.line is not None:
            return self.line
        if self.away is not None and not hurry:
            raise self._absent()
        self._tried.clear()
        self._hurry.set()
        if self._dialling is None:
            self._dialling = self.loop.create_task(self._keep_dialling())
        try:
            async with asyncio.timeout(self._patience):
                await self._tried.wait()
        except TimeoutError:
            self.away = LineLostError(f"no connection within {self._patience} seconds", "TimeoutError", late=True)
        if self.line is None:
            raise self._absent()
        return self.line

    def _absent(self) -> LineLostError:
        """Say why there is no line; each time anew, as exceptions remember where they were raised."""
        away = self.away
        if away is None:
            return LineLostError("the client was closed", "ConnectionError", late=True)
        return LineLostError(str(away), away.kind, late=away.late)

    def close(self) -> None:
        """End the line, and do not try again before somebody asks."""
        if self._dialling is not None:
            self._dialling.cancel()
        if self.line is not None:
            line, self.line = self.line, None
            line.close(LineLostError("the client was closed", "ConnectionError"))
        self._wake()

    async def _keep_dialling(self) -> None:
        try:
            await self._rest()
            while not await self._dialled():
                self._tried.set()
                self._pause = min(max(2 * self._pause, _FIRST_PAUSE), _LONGEST_PAUSE)
                await self._rest()
        finally:
            self._dialling = None
            self._tried.set()

    async def _rest(self) -> None:
        """Wait before the next attempt, unless somebody wants to know."""
        self._hurry.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(uniform(self._pause / 2, self._pause)):  # noqa: S311 - spreads load, no secret
                await self._hurry.wait()

    async def _dialled(self) -> bool:
        try:
            async with asyncio.timeout(self._limit):
                line = await self._opened()
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being opened, it is not open
            kind = error.kind if isinstance(error, LineLostError) else type(error).__name__
            self.away = LineLostError(str(error) or "no connection in time", kind)
            return False
        self.line, self.away, self._since = line, None, self.loop.time()
        if self._farewell is None:
            self._farewell = self._until_the_end()
            await anext(self._farewell)
        return True

    async def _opened(self) -> Line:
        writer = await self._dial()
        line = Line(self._patience, self._hear, self._lost, batched=self._batched)
        line.open(writer)
        try:
            self._last = await _made_ready(line, self._last)
            await self._pay(line)
        except BaseException:
            line.close(LineLostError("the line could not be made ready", "ConnectionError"))
            raise
        return line

    async def _until_the_end(self) -> AsyncGenerator[None]:
        """Close the line when the event loop ends its asynchronous generators, as the last thing that it does."""
        try:
            yield
        finally:
            self.close()
            await asyncio.sleep(0)

    def _lost(self, line: Line, error: LineLostError) -> None:
        if line is not self.line:
            return
        self.line = None
        if error.late:
            self.away = error
        # A server that takes connections and ends them is not tried without pause.
        lasted = self.loop.time() - self._since > _LONGEST_PAUSE
        self._pause = 0.0 if lasted else min(2 * self._pause + _FIRST_PAUSE, _LONGEST_PAUSE)
        self._dialling = self.loop.create_task(self._keep_dialling())
        self._wake()
        self._hear_of(None)

    def _hear(self, keys: Sequence[bytes] | None) -> None:
        self._hear_of(keys)
        for key in keys or ():
            turn = self.turns.pop(name_of(key), None)
            if turn is not None:
                turn.set()
        if keys is None:
            self._wake()

    def _wake(self) -> None:
        turns, self.turns = self.turns, {}
        for turn in turns.values():
            turn.set()


async def _made_ready(line: Line, last: tuple[bytes, bytes] | None) -> tuple[bytes, bytes] | None:
    """Have a server take commands on a line; give what names the connection there."""
    asked = [line.ask((b"SCRIPT", b"LOAD", script.text)) for script in SCRIPTS]
    if last is not None:
        asked.append(line.ask((b"CLIENT", b"KILL", b"ID", last[0], b"ADDR", last[1])))
    tracking = line.ask((b"CLIENT", b"TRACKING", b"ON", b"OPTIN"))
    named = line.ask((b"CLIENT", b"INFO"))
    begun, clock = asyncio.get_running_loop().time(), line.ask((b"TIME",))
    ready = line.ask((b"PING",))
    await asyncio.wait([*asked, tracking, named, clock, ready])
    refusals = [future.exception() for future in (*asked, clock, tracking, named, ready)]
    ready.result()
    line.tracking = refusals[-3] is None
    line.ahead = line.ahead if refusals[-4] else _ahead(clock.result(), begun)
    about = {} if refusals[-2] else dict(each.partition(b"=")[::2] for each in named.result().split())
    return (about[b"id"], about[b"addr"]) if about.keys() >= {b"id", b"addr"} else None


_LEASE: Final = b"lease:"


def lease_of(key: bytes) -> bytes:
    """Name the key of the lease that whoever makes a value holds; a cluster keeps both on one node."""
    return _LEASE + key if b"{" in key else b"%b{%b}" % (_LEASE, key)


def name_of(key: bytes) -> bytes:
    """Name the key that a lease is for; of any other key, itself."""
    if not key.startswith(_LEASE):
        return key
    name = key[len(_LEASE) :]
    return name[1:-1] if name.startswith(b"{") else name


def _ahead(clock: Sequence[bytes], here: float) -> float:
    """Return by how many milliseconds a clock (seconds, microseconds) is ahead of one that shows ``here`` just then."""
    return (int(clock[0]) - here) * 1000 + int(clock[1]) / 1000
