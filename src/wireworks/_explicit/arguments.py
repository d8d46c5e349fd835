"""Arguments that nobody would take: told where they are written, instead of lost."""

from __future__ import annotations

from collections.abc import Iterable

from wireworks._declare.binding import Accepted, accepted_by
from wireworks._model.wiring import Wired, Wiring
from wireworks._text.message import listing, meant, near
from wireworks._text.names import name_of
from wireworks.errors import ServiceParameterError, ServiceRegistrationError


def check_wiring(provider: str, wiring: Wiring) -> None:
    """Raise ``ServiceRegistrationError`` if what the provider calls cannot take what it is given.

    Only what a signature tells is known here; what is missing the caller of the moment may pass.
    """
    accepted = accepted_by(wiring.provides)
    if accepted is None:
        return
    what = f"`{provider}({name_of(wiring.provides)})`"
    given = dict(wiring.keywords)
    count = len(wiring.positional)
    deep = _deep(given, given, accepted)
    if deep is not None:
        raise ServiceRegistrationError(f"{what} is given `{deep}`, {_NOT_BELOW}.", fix=_below(deep), see="factory")
    if count > len(accepted.places) and not accepted.open_places:
        places = len(accepted.places)
        raise ServiceRegistrationError(
            f"{what} is given {count} positional {'value' if count == 1 else 'values'}, and takes {places}.",
            fix="leave out those too many.",
            see="factory",
        )
    filled = set(accepted.places[:count]).intersection(accepted.names)
    twice = next((name for name in given if name in filled), None)
    if twice is not None:
        raise ServiceRegistrationError(
            f"{what} is given `{twice}` by its place and by its name.", fix="leave one of them out.", see="factory"
        )
    unknown = next((name for name in given if name not in accepted.names), None)
    if unknown is not None and not accepted.open_names:
        raise ServiceRegistrationError(
            f"{what} is given `{unknown}`, which it does not take; it takes {listing(accepted.names) or 'none'}.",
            fix=f"pass only what it takes.{meant(near(unknown, accepted.names))}",
            see="factory",
        )


def check_of_the_moment(provider: Wired, names: frozenset[str]) -> None:
    """Raise ``ServiceParameterError`` if one of the keywords of a call is meant for what is injected.

    Any other unknown keyword is refused by the call itself.
    """
    parts = provider.__wireworks_parts__()
    accepted = accepted_by(parts.provides) if names else None
    deep = None if accepted is None else _deep(sorted(names), dict(parts.keywords), accepted)
    if deep is not None:
        raise ServiceParameterError(
            f"`{provider!r}` is called with `{deep}`, {_NOT_BELOW}.", fix=_below(deep), see="parameter"
        )


_NOT_BELOW = "but keywords reach what it calls, and nothing that is injected there"


def _deep(names: Iterable[str], injected: dict[str, object], accepted: Accepted) -> str | None:
    """Return a name such as ``photo__size`` that speaks of an argument of what is injected as ``photo``."""
    for name in names:
        head, separator, tail = name.partition("__")
        if separator and tail and name not in accepted.names and isinstance(injected.get(head), Wired):
            return name
    return None


def _below(deep: str) -> str:
    head, _, tail = deep.partition("__")
    return f"give `{tail}` to the provider of `{head}`, where that is defined."
