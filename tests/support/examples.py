"""How many random examples a test looks at: `EXAMPLES=20` makes it twenty times as many, `EXAMPLES=0.4` fewer."""

import os

TIMES = float(os.environ.get("EXAMPLES", "1"))


def examples(count: int) -> int:
    """Return how many examples to look at where `count` are enough for every day."""
    return max(1, round(count * TIMES))
