"""What may be asked for beside a service itself: factories of it, one made later, one of one's own (L15, L16)."""

from __future__ import annotations

from wireworks.relations._binding import bind
from wireworks.relations._factories import AsyncFactory, BoundFactory
from wireworks.relations._lazy import Lazy
from wireworks.relations._owned import Owned

__all__ = ("AsyncFactory", "BoundFactory", "Lazy", "Owned", "bind")
