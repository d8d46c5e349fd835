"""How many random examples a test looks at: `EXAMPLES=20` makes it twenty times as many."""

import os

TIMES = int(os.environ.get("EXAMPLES", "1"))


def examples(count: int) -> int:
    """Return how many examples to look at where `count` are enough for every day."""
    return count * TIMES
