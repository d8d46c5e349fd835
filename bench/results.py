"""What was measured, by workload and library."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from bench.sampling import Pairs


@dataclass
class Results:
    """Collect pairs of samples from several processes; what they say together is the median of them all."""

    pairs: dict[tuple[str, str], list[Pairs]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[tuple[str, str], str] = field(default_factory=dict)

    def multiple(self, workload: str, library: str) -> float | None:
        """Return the median multiple of hand-written time; `None`: the library has no answer, or a wrong one."""
        found = [one for pairs in self.pairs.get((workload, library), ()) for one in pairs.multiples()]
        return median(found) if found and (workload, library) not in self.errors else None

    def handwritten(self, workload: str) -> float | None:
        """Return the median nanoseconds of a hand-written call."""
        found = [
            one
            for (name, _), many in self.pairs.items()
            if name == workload
            for pairs in many
            for one in pairs.handwritten
        ]
        return median(found) if found else None
