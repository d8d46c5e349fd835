"""Many names that one of may have been meant, kept so that each question costs the same however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from wireworks._text.message import near

_FEW = 100
"""So many names are all compared; of more, only those that share the rarest fragments."""
_LIKELIEST = 5
_LENGTH = 3


class Vocabulary:
    """Find among many names those that look like one of another.

    A comparison costs a while, and whoever checks a large graph may have thousands of questions to thousands of names.
    So names are found by the fragments they are made of, and only the likeliest are compared.
    """

    __slots__ = ("_by_fragment", "_names")

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._by_fragment: dict[str, list[int]] = {}
        if len(self._names) > _FEW:
            for place, name in enumerate(self._names):
                for fragment in _fragments(name):
                    found = self._by_fragment.setdefault(fragment, [])
                    if len(found) <= _FEW:  # one more than that tells that it is common
                        found.append(place)

    def near(self, name: str) -> list[str]:
        """Return up to three names that look like ``name``, the nearest first."""
        return near(name, self._candidates(name) if len(self._names) > _FEW else self._names)

    def _candidates(self, name: str) -> Iterator[str]:
        shared: Counter[int] = Counter()
        for found in sorted((self._by_fragment.get(each, []) for each in _fragments(name)), key=len):
            if len(shared) + len(found) > _FEW:
                break
            shared.update(found)
        likeliest = sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:_LIKELIEST]
        return (self._names[place] for place, _ in likeliest)


def _fragments(name: str) -> dict[str, None]:
    """Return the pieces of a name, each once; its ends are marked, as that is where names begin and end alike."""
    padded = f"^{name.lower()}$"
    return dict.fromkeys(padded[start : start + _LENGTH] for start in range(max(len(padded) - _LENGTH + 1, 1)))
