"""Who is in which room, as it is written on the server: a hash for each room, and a key for each process that lives."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias, cast

Command: TypeAlias = tuple[str | bytes | int, ...]

# Fields of processes that died are taken out by whoever comes across them.
_SCRIPT: Final = """
local fields, alive, found = redis.call('HGETALL', KEYS[1]), {}, {}
for at = 1, #fields, 2 do
  local process = string.match(fields[at], '^[^/]+')
  if alive[process] == nil then alive[process] = redis.call('EXISTS', ARGV[1] .. process) == 1 end
  if not alive[process] then
    redis.call('HDEL', KEYS[1], fields[at])
  elseif process ~= ARGV[2] then
    found[#found + 1] = string.sub(fields[at], #process + 2)
    found[#found + 1] = fields[at + 1]
  end
end
return found
"""


class Presences:
    """Know who is here, and the commands that let others know.

    Each time a connection to the server begins the process takes a new name, so that nothing of before counts.
    """

    def __init__(self, prefix: str, ttl: float) -> None:
        self._prefix = prefix
        self._ttl = int(ttl * 1000)
        self._here: dict[str, dict[str, str | None]] = {}
        self._name = ""
        self.period = ttl / 3
        """Seconds between two times that `refresh` is due."""

    def begin(self) -> Iterator[Command]:
        """Let all who are here appear anew."""
        if self._name:
            yield "DEL", self._alive
        self._name = secrets.token_hex(4)
        yield "SET", self._alive, 1, "PX", self._ttl
        for room, members in self._here.items():
            for member, user in members.items():
                yield from self._shown(room, member, user)

    def refresh(self) -> Iterator[Command]:
        """Let all who are here be seen for another while."""
        yield "SET", self._alive, 1, "PX", self._ttl
        for room in self._here:
            yield "PEXPIRE", self._key(room), self._ttl

    def gone(self) -> Iterator[Command]:
        """Let nobody who is here be seen any more."""
        if self._name:
            yield "DEL", self._alive

    def clear(self) -> None:
        """Forget who is here."""
        self._here.clear()

    def appear(self, room: str, member: str, user: str | None) -> Sequence[Command]:
        """Note a member."""
        self._here.setdefault(room, {})[member] = user
        return self._shown(room, member, user)

    def vanish(self, room: str, member: str) -> Sequence[Command]:
        """Forget a member."""
        members = self._here.get(room, {})
        members.pop(member, None)
        if not members:
            self._here.pop(room, None)
        return [("HDEL", self._key(room), f"{self._name}/{member}")]

    def question(self, room: str) -> Command:
        """Return the command that asks for those of other processes."""
        return "EVAL", _SCRIPT, 1, self._key(room), f"{self._prefix}alive:", self._name

    def read(self, room: str, reply: object) -> Sequence[tuple[str, str | None]]:
        """Return those of other processes, and of this."""
        words = [word.decode() for word in cast("Sequence[bytes]", reply)]
        others = [(member, user[1:] or None) for member, user in zip(words[::2], words[1::2], strict=True)]
        return [*self._here.get(room, {}).items(), *others]

    @property
    def _alive(self) -> str:
        return f"{self._prefix}alive:{self._name}"

    def _key(self, room: str) -> str:
        return f"{self._prefix}presence:{room}"

    def _shown(self, room: str, member: str, user: str | None) -> Sequence[Command]:
        key = self._key(room)
        return [("HSET", key, f"{self._name}/{member}", f"u{user or ''}"), ("PEXPIRE", key, self._ttl)]
