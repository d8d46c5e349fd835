r"""Glob patterns as Valkey and Redis read them: ``*``, ``?``, ``[abc]``, ``[^a-z]``, ``\`` before what is literal."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(
    r"""
    \\(?P<escaped>.)
  | (?P<star>\*+)
  | (?P<one>\?)
  | \[(?P<negated>\^?)(?P<members>(?:\\.|[^\]\\])*)\\?(?:\]|\Z)
  | (?P<literal>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(r"\\?(.)(?:-\\?(.))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Glob:
    """A pattern, read once.

    Attributes:
        regex: matches the texts that the pattern matches.
        pieces: the literal texts between whatever stands for something else, for a wider search.
    """

    regex: re.Pattern[str]
    pieces: tuple[str, ...]

    def matches(self, text: str) -> bool:
        """Tell whether the pattern matches the whole of ``text``."""
        return self.regex.match(text) is not None


def parse_glob(pattern: str) -> Glob:
    """Read a pattern; every text is one.

    Matching takes linear time per star, whatever the pattern: each stretch between two stars is searched for once.
    """
    stretches: list[list[str]] = [[]]
    pieces = [""]
    for part in _PART.finditer(pattern):
        text = part["escaped"] or part["literal"]
        if text is not None:
            stretches[-1].append(re.escape(text))
            pieces[-1] += text
            continue
        pieces.append("")
        if part["star"]:
            stretches.append([])
        else:
            stretches[-1].append("." if part["one"] else _members(part["members"], negated=bool(part["negated"])))
    first, *others = ("".join(stretch) for stretch in stretches)
    searches = "".join(f"(?>.*?{stretch})" for stretch in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return Glob(re.compile(rf"{first}{searches}{last}\Z", re.DOTALL), tuple(pieces))


def _members(members: str, *, negated: bool) -> str:
    ranges = [sorted((low, high or low)) for low, high in _MEMBER.findall(members)]
    if not ranges:  # `[]` matches nothing, `[^]` any one character
        return "." if negated else r"(?!)"
    inside = "".join(f"{re.escape(low)}-{re.escape(high)}" for low, high in ranges)
    return f"[{'^' if negated else ''}{inside}]"
