"""The words that every drawing of a graph uses alike."""

from __future__ import annotations

from collections.abc import Sequence

from wireworks._text.message import counted
from wireworks.graph._records import Gives, Need, Problem, Service


def kind_of(service: Service) -> str:
    """Return the lifetime of a service, or where it comes from if it is not made."""
    return str(service.lifetime) if service.making else service.source


def kept(service: Service) -> str:
    """Return how long a service is kept, in the words of the chains in messages."""
    kind = kind_of(service)
    if service.ttl is not None:
        return f"{kind} for {service.ttl:g} s"
    return kind if service.scope is None else f"{kind} in {service.scope}"


def title(service: Service) -> str:
    """Return the name of a service, and of its factory where that has another name."""
    plain = service.name in (service.factory, "") or service.name.startswith(f"{service.factory}[")
    return service.name if plain or not service.factory else f"{service.name} <- {service.factory}"


def making(service: Service) -> str:
    """Return what kind of factory makes a service; nothing for a class, which is what one expects."""
    return "" if service.making == "class" else service.making


def given(need: Need) -> str:
    """Return what a parameter is given: ``Session``, ``Factory[Session]``, ``a value``."""
    return _GIVEN[need.gives].format(need.name or "something")


_GIVEN = {
    Gives.SERVICE: "{}",
    Gives.FACTORY: "Factory[{}]",
    Gives.ASYNC_FACTORY: "AsyncFactory[{}]",
    Gives.LAZY: "Lazy[{}]",
    Gives.OWNED: "Owned[{}]",
    Gives.VALUE: "a value",
    Gives.CONSUMER: "who asks",
    Gives.OPEN: "{}, open",
    Gives.CALLER: "{}, left to the caller",
    Gives.MISSING: "{}, missing",
}


def count(services: Sequence[Service], problems: Sequence[Problem]) -> str:
    """Return how many there are of both: ``12 services, no problems``."""
    return f"{counted(len(services), 'service')}, {counted(len(problems), 'problem')}"
