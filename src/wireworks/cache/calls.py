"""What those need to know who cache calls in other ways than ``cached``: may it be kept, and under which key."""

from __future__ import annotations

from collections.abc import Mapping

from wireworks.cache._arguments import UnspeakableError, could_be_spelled, spell
from wireworks.cache._codecs import codec_for
from wireworks.cache._errors import CacheKeyError, CacheModelError

__all__ = ("can_be_told", "is_no_argument", "obstacle", "spelled_arguments")


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


def spelled_arguments(function: str, arguments: Mapping[str, object]) -> dict[str, str]:
    """Return the arguments of a call as parameters of a key, with their types.

    Args:
        function: the name of what is called, for the message.
        arguments: by name, defaults among them.

    Raises:
        CacheKeyError: if an argument has no one spelling.

    Source: C6.
    """
    return {f"{name}=": _spelled(function, name, each) for name, each in arguments.items()}


def _spelled(function: str, name: str, argument: object) -> str:
    try:
        return spell(argument)
    except UnspeakableError as error:
        what = f"Argument `{name}` of `{function}` holds a `{error}`, which has no one spelling in a key."
        fix = (
            "pass what tells one answer from another (texts, numbers, dates, ids, models, collections of these), and"
            " have what it is made with injected."
        )
        raise CacheKeyError(what, fix=fix) from None
