"""The journal: what the shop's services did, line by line, for the tour to show and check."""

from __future__ import annotations

from collections import Counter
from threading import Condition


class Journal:
    """Collect lines from every thread."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._counts: Counter[str] = Counter()
        self._grown = Condition()

    def name(self, kind: str) -> str:
        """Return a name for the next thing of one kind: ``session 1``, ``session 2``."""
        with self._grown:
            self._counts[kind] += 1
            return f"{kind} {self._counts[kind]}"

    def note(self, line: str) -> None:
        with self._grown:
            self.lines.append(line)
            self._grown.notify_all()

    def wait_for(self, part: str, since: int, timeout: float = 5.0) -> bool:
        """Wait until a line after the first ``since`` contains ``part``; say whether one does."""
        with self._grown:
            return self._grown.wait_for(lambda: any(part in line for line in self.lines[since:]), timeout)
