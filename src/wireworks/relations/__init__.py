"""What may be asked for beside a service itself: factories of it, one made later, one of one's own (L15, L16)."""

from __future__ import annotations

from wireworks._gate import late

_HOMES = {
    "AsyncFactory": "relations._factories",
    "BoundFactory": "relations._factories",
    "Factory": "factory",
    "Lazy": "relations._lazy",
    "Owned": "relations._owned",
    "bind": "relations._binding",
}

__all__ = tuple(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll] - the stub spells it out
__getattr__, __dir__ = late(globals(), _HOMES)
