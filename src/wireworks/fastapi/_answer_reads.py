"""What the answer of a route can depend on, as far as its parameters and those of its dependencies tell (W11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from inspect import isasyncgenfunction, isgeneratorfunction, unwrap
from typing import Any, NamedTuple, cast

from fastapi.dependencies.models import Dependant
from fastapi.security.base import SecurityBase
from pydantic import BaseModel
from starlette.requests import HTTPConnection, Request

from wireworks.adapters import Ask, ServiceContainer, name_of
from wireworks.fastapi.marker import Injection

CONNECTION_NAMES = frozenset({"wireworks_request", "wireworks_connection"})
"""The parameters that this library itself adds to endpoints."""

_CREDENTIALS = frozenset({b"authorization", b"cookie"})


class Reads(NamedTuple):
    """What a route reads of a request, beside its path.

    Attributes:
        headers: the names of those that somebody declares.
        query: the names of parameters that somebody declares; ``None`` where any may matter.
        credentials: the headers that tell who asks.
        secrets: the query parameters that do.
        personal: whether somebody declares to read what tells who asks.
        raw: who takes the whole request and so may read anything; "" if nobody does.
        body: whether somebody reads a body.
        closes_late: whether a dependency of FastAPI's closes something once the response is sent.
        asks: the services that somebody asks for.
    """

    headers: frozenset[bytes]
    query: frozenset[str] | None
    credentials: frozenset[bytes]
    secrets: frozenset[str]
    personal: bool
    raw: str
    body: bool
    closes_late: bool
    asks: tuple[Ask, ...]


def reads_of(own: Dependant, asks: Iterable[Ask], container: ServiceContainer) -> Reads:
    """Read what a route reads.

    Args:
        own: FastAPI's record of its endpoint.
        asks: the services that the endpoint asks for by itself.
        container: where services come from.
    """
    reading = _Reading(asks)
    for dependant in _with_needs(own):
        reading.add(dependant)
    if not reading.raw:
        takers = (ask.taker(container, (Request, HTTPConnection)) for ask in reading.asks)
        reading.raw = next(filter(None, takers), "")
    return reading.outcome()


class _Reading:
    def __init__(self, asks: Iterable[Ask]) -> None:
        self.raw = ""
        self.asks = [*asks]
        self._headers: set[str] = set()
        self._query: set[str] = set()
        self._any_query = self._personal = self._body = self._closes_late = False
        self._credentials: set[bytes] = set(_CREDENTIALS)
        self._secrets: set[str] = set()

    def add(self, dependant: Dependant) -> None:
        call = _impartial(dependant.call)
        if isinstance(call, SecurityBase):
            self._add_scheme(call)
            return
        if isinstance(call, Injection):
            self.asks.append(call.ask)
            return
        names = {dependant.request_param_name, dependant.http_connection_param_name}
        if names - CONNECTION_NAMES - {None}:
            self.raw = self.raw or name_of(call)
        self._add_names(self._headers, dependant.header_params, header=True)
        self._add_names(self._query, dependant.query_params)
        self._personal = self._personal or bool(dependant.cookie_params)
        self._body = self._body or bool(dependant.body_params)
        late = isgeneratorfunction(call) or isasyncgenfunction(call)
        self._closes_late = self._closes_late or (late and dependant.scope != "function")

    def _add_scheme(self, scheme: SecurityBase) -> None:
        self._personal = True
        model: Any = scheme.model
        place = getattr(getattr(model, "in_", None), "value", "header")
        name: str = getattr(model, "name", "authorization")
        if place == "query":
            self._secrets.add(name)
            self._query.add(name)
        elif place == "header":
            self._credentials.add(name.lower().encode("latin-1"))

    def _add_names(self, names: set[str], fields: Iterable[Any], *, header: bool = False) -> None:
        for field in fields:
            names.add(field.alias)
            model = field.field_info.annotation
            if isinstance(model, type) and issubclass(model, BaseModel):
                for name, each in model.model_fields.items():
                    names.update(_spellings(each.validation_alias or each.alias or name, header=header))
                if model.model_config.get("extra") == "allow":
                    self._any_query = True
                    if header:
                        self.raw = self.raw or name_of(model)

    def outcome(self) -> Reads:
        return Reads(
            frozenset(name.lower().encode("latin-1") for name in self._headers),
            None if self._any_query or self.raw else frozenset(self._query),
            frozenset(self._credentials),
            frozenset(self._secrets),
            self._personal or bool(self.raw),
            self.raw,
            self._body,
            self._closes_late,
            tuple(self.asks),
        )


def _spellings(alias: object, *, header: bool) -> Iterator[str]:
    """Yield the names that a field of a model may have in a request."""
    choices: Iterable[Any] = getattr(alias, "choices", (cast("Any", alias),))
    for each in choices:
        name: str = each if isinstance(each, str) else str(each.path[0])
        yield name
        if header:
            yield name.replace("_", "-")


def _with_needs(own: Dependant) -> Iterator[Dependant]:
    pending = [own]
    for dependant in pending:
        yield dependant
        # What a security scheme takes is its own affair.
        if not isinstance(_impartial(dependant.call), SecurityBase):
            pending.extend(dependant.dependencies)


def _impartial(call: Any) -> Any:
    while isinstance(call, partial):
        call = call.func
    unwrapped: Callable[..., object] = unwrap(call)
    return unwrapped
