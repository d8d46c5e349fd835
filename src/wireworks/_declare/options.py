"""What every way to register takes by keyword, beside the qualifier, and how it refuses."""

from __future__ import annotations

from wireworks._declare.conditions import When
from wireworks._model.provider import TTL, Tags
from wireworks._model.record import TypedDict
from wireworks.errors import ServiceRegistrationError


class Options(TypedDict, total=False):
    """The options that every way to register takes by keyword.

    ``eager``: make the singleton when the container starts. ``scope``: the name of the scope that a scoped service
    lives in. ``enter``: what the factory makes is a context manager; hand out what it gives when entered, and leave it
    when its owner ends. ``when``: the condition under which the registration counts. ``ttl``: how long a cached service
    is kept. ``tags``: what its values can be forgotten by.
    """

    eager: bool
    scope: str | None
    enter: bool
    when: When | None
    ttl: TTL
    tags: Tags


def refusal(what: str, fix: str) -> ServiceRegistrationError:
    """Return the error for what cannot be registered."""
    return ServiceRegistrationError(what, fix=fix, see="registration")
