"""The colours of a drawing: a fill and a line for each kind of box."""

from __future__ import annotations

MISSING = "#c62828"
"""The line around what is missing or has a problem."""

COLOURS = {
    "singleton": ("#bbdefb", "#1565c0"),
    "scoped": ("#c8e6c9", "#2e7d32"),
    "transient": ("#eceff1", "#546e7a"),
    "cached": ("#e1bee7", "#6a1b9a"),
    "instance": ("#fff9c4", "#f9a825"),
    "context": ("#ffe0b2", "#ef6c00"),
    "scope": ("#ffe0b2", "#ef6c00"),
    "missing": ("#ffebee", MISSING),
}
