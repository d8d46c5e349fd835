from wireworks.factory import Factory as Factory
from wireworks.relations._binding import bind as bind
from wireworks.relations._factories import AsyncFactory as AsyncFactory
from wireworks.relations._factories import BoundFactory as BoundFactory
from wireworks.relations._lazy import Lazy as Lazy
from wireworks.relations._owned import Owned as Owned

__all__ = (
    "AsyncFactory",
    "BoundFactory",
    "Factory",
    "Lazy",
    "Owned",
    "bind",
)
