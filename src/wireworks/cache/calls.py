"""What those need to know who cache calls in other ways than ``cached``: may it be kept, and under which key."""

from __future__ import annotations

from wireworks.cache._arguments import UnspeakableError, could_be_spelled, spell
from wireworks.cache._calls import CacheCalls, spelled_arguments
from wireworks.cache._codecs import codec_for
from wireworks.cache._errors import CacheModelError

__all__ = ("CacheCalls", "can_be_told", "is_no_argument", "obstacle", "spelled_arguments")


def obstacle(model: object) -> CacheModelError | None:
    """Return why no value of a model would come back from a store as it was; ``None`` if nothing is known.

    Source: C4.
    """
    try:
        codec_for(model)
    except CacheModelError as error:
        return error
    return None


def can_be_told(value: object) -> bool:
    """Tell whether a value has one spelling in a key."""
    try:
        spell(value)
    except UnspeakableError:
        return False
    return True


def is_no_argument(annotation: object) -> bool:
    """Tell whether no value of a type could be part of a key, as far as a class says so."""
    return isinstance(annotation, type) and not could_be_spelled(annotation)
