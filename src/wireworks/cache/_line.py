"""One connection to a server that all callers of an event loop share.

What they ask in one turn of the loop is written in one go, and answered in order. Whoever stops waiting leaves the
order as it was. There is no task: bytes that come in wake those who wait for them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Any, Final, TypeAlias, cast

from wireworks.cache._resp import NOT_YET, reader

Argument: TypeAlias = bytes | int
Command: TypeAlias = Sequence[Argument]
_Asker: TypeAlias = "asyncio.Future[bytes | None]"

_TOGETHER: Final = 500
"""How many keys are asked for with one command at most."""
_PULSE: Final = 1.0
"""How long a line may be silent before it is tried, in seconds: a connection can end without a word."""
_GRACE: Final = 0.01
"""How long an answer that is due may yet come, as the loop may have been held up by others."""


_ENDLESS: Final = 2.0**52
"""More milliseconds than any clock shows: what is asked of a server whose clock nobody knows is never too late."""


class LineLostError(Exception):
    """Tell that an answer will not come any more.

    ``kind`` names what was the matter; ``late`` is true if the server did not answer in time, rather than hung up.
    """

    def __init__(self, what: str, kind: str, *, late: bool = False) -> None:
        super().__init__(what)
        self.kind = kind
        self.late = late


class Line(asyncio.Protocol):
    """Ask a server and be answered, until the connection ends.

    Only for the event loop that it was made in.

    Args:
        patience: how long an answer may take; seconds.
        hear: is given the keys that changed, or ``None`` if all may have.
        ended: is told, once, that this line has ended, and why.
        batched: several keys may be asked for with one command.
    """

    def __init__(
        self,
        patience: float,
        hear: Callable[[Sequence[bytes] | None], object],
        ended: Callable[[Line, LineLostError], object],
        *,
        batched: bool = True,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._patience = patience
        self._hear = hear
        self._tell_end = ended
        self.together = _TOGETHER if batched else 1
        """How many keys one command may name."""
        self._reader, self._push = reader()
        self._gets: dict[bytes, list[_Asker]] = {}
        self._packed: list[bytes] = []
        self._unsent: list[Callable[[object], object]] = []
        self._waiting: deque[tuple[float, Callable[[object], object]]] = deque()
        self._flushing = False
        self._crowded = False
        self._answers = 0
        self._timer = self._loop.call_later(_PULSE, self._watch, 0)
        self.end: LineLostError | None = None
        self.tracking = False
        """Whether the server tells of changes of keys that were read."""
        self.ahead = _ENDLESS
        """By how many milliseconds the server's clock is ahead of the event loop's."""

    def open(self, writer: asyncio.StreamWriter) -> None:
        """Take over a connection on which nothing is under way."""
        self._writer = writer
        self._transport = cast("asyncio.Transport", writer.transport)
        self._transport.set_protocol(self)

    def latest(self) -> int:
        """Tell until when somebody waits for what is asked now, in milliseconds of the server's clock."""
        return int((self._loop.time() + self._patience) * 1000 + self.ahead)

    def get(self, key: bytes) -> _Asker:
        """Ask for a value; all who ask for it in one turn of the loop share the question."""
        future: _Asker = self._loop.create_future()
        askers = self._gets.get(key)
        if askers is not None:
            askers.append(future)
        else:
            self._gets[key] = [future]
            if not self._flushing:
                self._stir()
        return future

    def ask(self, *commands: Command, lost: Callable[[], object] | None = None) -> asyncio.Future[Any]:
        """Send commands one right after the other; the answer is that of the last one, or the first refusal.

        Args:
            commands: at least one.
            lost: is called if no answer comes, also where the caller does not wait for one any more.
        """
        future: asyncio.Future[Any] = self._loop.create_future()
        for command in commands:
            self._packed.append(_packed(command))
            self._unsent.append(partial(_refused, future))
        self._unsent[-1] = partial(_answer if lost is None else partial(_told, lost), future)
        if not self._flushing:
            self._stir()
        return future

    def close(self, error: LineLostError) -> None:
        """End it; who waits gets the error."""
        if self.end is not None:
            return
        self.end = error
        self._timer.cancel()
        self._transport.abort()
        self._refuse(error)
        self._tell_end(self, error)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is closed."""
        what = "the server closed the connection" if exc is None else str(exc)
        self.close(LineLostError(what, "ConnectionError"))

    def data_received(self, data: bytes) -> None:
        """Give answers to those who wait for them."""
        self._answers += 1
        self._reader.feed(data)
        try:
            while (reply := self._reader.gets()) is not NOT_YET:
                if type(reply) is self._push:
                    self._hear_of(cast("list[object]", reply))
                else:
                    self._waiting.popleft()[1](reply)
        except (ValueError, IndexError) as error:
            self.close(LineLostError(f"what came is no answer ({error})", "ProtocolError"))

    def _stir(self) -> None:
        """Write at once where one asks at a time; else when all have asked who do so in this turn of the loop."""
        if self.end is not None:
            self._loop.call_soon(self._refuse, self.end)
        elif self._crowded or self._waiting:
            self._flushing = True
            self._loop.call_soon(self._flush)
        else:
            self._flush()

    def _flush(self) -> None:
        self._flushing = False
        if self.end is not None:
            self._refuse(self.end)
            return
        gets, self._gets = self._gets, {}
        self._crowded = len(gets) + len(self._unsent) > 1
        if gets:
            self._ask_for(gets)
        deadline = self._loop.time() + self._patience
        if self._timer.when() > deadline:
            self._timer.cancel()
            self._timer = self._loop.call_at(deadline, self._watch, self._answers)
        self._waiting.extend([(deadline, handler) for handler in self._unsent])
        self._unsent.clear()
        packed = b"".join(self._packed)
        self._packed.clear()
        self._transport.write(packed)

    def _ask_for(self, gets: dict[bytes, list[_Asker]]) -> None:
        keys, askers = [*gets], [*gets.values()]
        for start in range(0, len(keys), self.together):
            batch = keys[start : start + self.together]
            self._packed.append(_packed((b"GET" if len(batch) == 1 else b"MGET", *batch)))
            self._unsent.append(partial(_share, askers[start : start + self.together]))

    def _refuse(self, error: LineLostError) -> None:
        handlers = [*(handler for _, handler in self._waiting), *self._unsent]
        handlers += (partial(_share, [askers]) for askers in self._gets.values())
        self._waiting.clear()
        self._unsent.clear()
        self._gets.clear()
        for handler in handlers:
            handler(error)

    def _hear_of(self, push: Sequence[object]) -> None:
        if push[0] == b"invalidate":
            self._hear(cast("list[bytes] | None", push[1]))

    def _watch(self, answers: int) -> None:
        """Look whether what was asked is answered in time; ask something if nothing was heard for a while."""
        now = self._loop.time()
        due = self._waiting[0][0] if self._waiting else now + _PULSE
        if due + _GRACE <= now and answers == self._answers:
            self.close(LineLostError(f"nothing within {self._patience} seconds", "TimeoutError", late=True))
            return
        self._timer = self._loop.call_at(max(due, now + _GRACE), self._watch, self._answers)
        if not self._waiting and answers == self._answers:
            self._packed.append(_packed((b"PING",)))
            self._unsent.append(_ignored)
            self._stir()


def _packed(command: Command) -> bytes:
    texts = [argument if isinstance(argument, bytes) else b"%d" % argument for argument in command]
    return b"*%d\r\n" % len(texts) + b"".join([b"$%d\r\n%b\r\n" % (len(text), text) for text in texts])


def _ignored(_reply: object) -> None:
    """Let an answer go that nobody waits for."""


def _answer(future: asyncio.Future[Any], reply: object) -> None:
    """Give an answer to whoever still waits for it."""
    if future.done():
        return
    if isinstance(reply, Exception):
        future.set_exception(reply)
    else:
        future.set_result(reply)


def _refused(future: asyncio.Future[Any], reply: object) -> None:
    if isinstance(reply, Exception):
        _answer(future, reply)


def _told(lost: Callable[[], object], future: asyncio.Future[Any], reply: object) -> None:
    if isinstance(reply, LineLostError):
        lost()
    _answer(future, reply)


def _share(askers: Sequence[Sequence[_Asker]], reply: object) -> None:
    """Give each value to all who asked for it."""
    if isinstance(reply, Exception):
        for future in chain.from_iterable(askers):
            _answer(future, reply)
        return
    values = cast("list[bytes | None]", [reply] if len(askers) == 1 else reply)
    for futures, value in zip(askers, values, strict=True):
        for future in futures:
            if not future.done():
                future.set_result(value)
