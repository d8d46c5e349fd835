"""What a call would accept, as far as a signature tells: places in order, and names."""

from __future__ import annotations

from collections.abc import Callable

from wireworks._model.record import NamedTuple


class Accepted(NamedTuple):
    """What a callable accepts; ``open_places`` and ``open_names`` say that it takes others as well."""

    places: tuple[str, ...]
    names: tuple[str, ...]
    open_places: bool
    open_names: bool


def accepted_by(provides: Callable[..., object]) -> Accepted | None:
    """Return what ``provides`` accepts, or ``None`` where it does not tell."""
    import inspect

    try:
        parameters = inspect.signature(provides).parameters.values()
    except Exception:  # noqa: BLE001 - the signature of a user's object may raise anything; then the call itself tells
        return None
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return Accepted(
        tuple(each.name for each in parameters if each.kind in places),
        tuple(each.name for each in parameters if each.kind in names),
        any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters),
        any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters),
    )
