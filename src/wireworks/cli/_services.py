"""The service that a user names, found among those of a container."""

from __future__ import annotations

from typing import Any

from wireworks.cli._refusal import Refusal, listed, near
from wireworks.cli._target import imported
from wireworks.graph import Service, ServiceGraph


def key_of(graph: ServiceGraph, name: str, qualifier: str | None) -> Any:
    """Return what to ask the container for.

    Args:
        graph: all services of the container.
        name: as messages name the service, or ``MODULE:NAME``, where a module has it or has imported it.
        qualifier: how the qualifier is written: a string itself, or what Python shows of another object.

    Raises:
        Refusal: no service is called so, or several are.
    """
    found = [service for service in graph.named(name) if service.key is not None]
    if not found and ":" in name:
        wanted = imported(name)
        found = [service for service in graph.services if service.type == wanted and service.key is not None]
        if not found:
            return wanted  # the container knows best what to say of it
    if not found:
        names = dict.fromkeys(service.name for service in graph.services)
        what = f"No service is called `{name}`.{near(name, names)}"
        raise Refusal(what, "name one that is registered (`wireworks graph` lists them), or write MODULE:NAME.")
    return _only(found, name, qualifier).key


def _only(found: list[Service], name: str, qualifier: str | None) -> Service:
    """Return the one that is meant: with the qualifier, or without any where none is given."""
    if qualifier is not None:
        found = [service for service in found if qualifier in _spellings(service.qualifier)]
        if not found:
            what = f"No service `{name}` has the qualifier `{qualifier}`."
            raise Refusal(what, "leave `--qualifier` out to see which there are.")
    elif len(found) > 1:
        found = [service for service in found if service.qualifier is None] or found
    if len(found) > 1:
        what = f"Several services are called `{name}`: {listed(service.id for service in found)}."
        raise Refusal(what, "write MODULE:NAME, and `--qualifier` where they have one.")
    return found[0]


def _spellings(qualifier: object) -> tuple[object, ...]:
    return str(qualifier), repr(qualifier), getattr(qualifier, "name", None), getattr(qualifier, "__name__", None)
