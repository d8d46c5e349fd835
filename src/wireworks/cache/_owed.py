"""What is to be forgotten as soon as the server is back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

Search: TypeAlias = tuple[bytes, Callable[[bytes], bool]]

_MOST: Final = 10_000
_GENERATIONS: Final = b"gen:"


class Debt(NamedTuple):
    """What was owed at a moment.

    Attributes:
        keys: each with the number of the time that it was noted last.
        searches: patterns, each with the exact test of what they find.
        leases: keys of leases, each with the token of who had it.
    """

    keys: dict[bytes, int]
    searches: tuple[Search, ...]
    leases: Mapping[bytes, bytes] = MappingProxyType({})


class Owed:
    """Note what could not be forgotten; any thread may.

    There is a bound. Beyond it not the keys are noted but the generations of their namespaces, so that more is
    forgotten than was asked for, and nothing is kept that should not be.

    Source: C11.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._keys: dict[bytes, int] = {}
        self._searches: list[Search] = []
        self._leases: dict[bytes, bytes] = {}
        self._times = 0

    def __bool__(self) -> bool:
        return bool(self._keys or self._searches or self._leases)

    def add(self, keys: Iterable[bytes]) -> None:
        """Note keys."""
        with self._lock:
            self._times += 1
            self._keys.update(dict.fromkeys(keys, self._times))
            if len(self._keys) > self._most:
                self._keys = dict.fromkeys(map(generation_of, self._keys), self._times)
            if len(self._keys) > self._most:
                self._keys.clear()
                self._searches = [(_GENERATIONS + b"*", lambda key: key.startswith(_GENERATIONS))]

    def search(self, search: bytes, accepts: Callable[[bytes], bool]) -> None:
        """Note whatever a search finds."""
        with self._lock:
            self._searches.append((search, accepts))

    def lease(self, lease: bytes, token: bytes) -> None:
        """Note a lease that may be held by nobody. Beyond the bound it is not: it ends by itself."""
        with self._lock:
            if len(self._leases) < self._most:
                self._leases[lease] = token

    def debt(self) -> Debt:
        """Give all that is owed."""
        with self._lock:
            return Debt(dict(self._keys), tuple(self._searches), dict(self._leases))

    def settle(self, debt: Debt) -> None:
        """Strike out what was forgotten, but not what was noted again meanwhile."""
        with self._lock:
            self._keys = {key: time for key, time in self._keys.items() if debt.keys.get(key) != time}
            self._searches = [search for search in self._searches if search not in debt.searches]
            self._leases = {lease: token for lease, token in self._leases.items() if debt.leases.get(lease) != token}


def generation_of(key: bytes) -> bytes:
    """Name the key of the generation that a value's key belongs to, or that key itself if it is one."""
    if key.startswith(_GENERATIONS):
        return key
    return _GENERATIONS + b"{" + b":".join(key.split(b":", 3)[:3]) + b"}"
