"""Lines of a module, each as long as a formatter would let it get."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from wireworks._compile.writer import Names, Writer

WIDTH = 120


def quoted(text: str) -> str:
    """Return a string as a formatter would quote it."""
    spelled = repr(text)
    return spelled if spelled[0] == '"' or '"' in text else f'"{spelled[1:-1]}"'


class Call(NamedTuple):
    """A call, or whatever else has parts with commas between them; a part may be one itself."""

    before: str
    parts: Sequence[str | Call]
    after: str = ")"

    def __str__(self) -> str:
        return f"{self.before}{', '.join(map(str, self.parts))}{self.after}"


class Text(Writer):
    """Write lines; what is too long for one has its parts on lines of their own."""

    def __init__(self) -> None:
        super().__init__(Names())

    def line(self, text: str) -> None:
        """Write one line at the current indent; an empty one has none."""
        if text:
            super().line(text)
        else:
            self._lines.append("")

    def call(self, before: str, call: str | Call, after: str = "") -> None:
        """Write ``before``, a call and ``after``."""
        line = f"{before}{call}{after}"
        if isinstance(call, str) or not call.parts or self._fits(line):
            self.line(line)
            return
        self.line(f"{before}{call.before}")
        with self.indented():
            parts = ", ".join(map(str, call.parts))
            if self._fits(parts):
                self.line(parts)
            else:
                for part in call.parts:
                    self.call("", part, ",")
        self.line(f"{call.after}{after}")

    @contextmanager
    def function(self, name: str, parameters: Sequence[str], result: str) -> Generator[None]:
        """Write the head of a method, and indent what follows inside the ``with`` statement."""
        self.call("", Call(f"{name}(", ["self", *parameters]), f" -> {result}:")
        with self.indented():
            yield

    @contextmanager
    def indented(self) -> Generator[None]:
        """Indent what is written inside the ``with`` statement."""
        self._depth += 1
        yield
        self._depth -= 1

    def _fits(self, line: str) -> bool:
        return len(line) + 4 * self._depth <= WIDTH
