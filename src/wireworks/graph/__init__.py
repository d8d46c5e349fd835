"""A plan drawn: what a container would make, as records, text, Mermaid, DOT, JSON and one HTML page; nothing is made.

``container.graph`` is a `ServiceGraph`.
"""

from __future__ import annotations

from wireworks._gate import late

_HOMES = {
    "Gives": "graph._records",
    "Need": "graph._records",
    "Problem": "graph._records",
    "Service": "graph._records",
    "ServiceGraph": "graph._graph",
    "Step": "graph._records",
}

__all__ = tuple(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll] - the stub spells it out
__getattr__, __dir__ = late(globals(), _HOMES)
