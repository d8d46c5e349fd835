"""What a graph of services is made of: frozen records that hold facts and refer to each other by id."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum

from wireworks._model.lifetime import Lifetime
from wireworks._model.record import NamedTuple


class Gives(StrEnum):
    """Say what a parameter is given. A plain string of the same spelling is equal to it.

    Source: L6, L9, L15, L16.
    """

    SERVICE = "service"
    """The service itself, made before."""
    FACTORY = "factory"
    """A callable that makes the service when called."""
    ASYNC_FACTORY = "async factory"
    """A callable that makes the service when called and awaited."""
    LAZY = "lazy"
    """A value that makes the service when it is first looked at, and keeps it."""
    OWNED = "owned"
    """A context manager that makes the service in a scope of its own."""
    VALUE = "value"
    """A value of the configuration or of explicit wiring; it is never shown."""
    CONSUMER = "consumer"
    """Who asks for the service, as a ``Consumer``: each of them is given one of its own."""
    OPEN = "open"
    """Nothing yet: the service stands for many, and the type variables of the one asked for decide."""
    CALLER = "caller"
    """Nothing: whoever calls the factory of the service has to pass it."""
    MISSING = "missing"
    """Nothing, and that is a problem."""


class Need(NamedTuple):
    """Tell how one parameter of a factory, or one attribute or method set after it, is filled.

    ``parameter`` is its name, empty for a positional value of explicit wiring; ``by`` says whether it is an
    ``"argument"``, an ``"attribute"`` or a ``"method"``. ``service`` is the id of the service that comes in, now or
    when a factory is called; where none does it is ``None``. ``name`` is how messages name it, or what is missing.
    """

    parameter: str
    by: str
    gives: Gives
    service: str | None
    name: str


class Step(NamedTuple):
    """Name one service on the way to a problem; the fields are the columns of the chain in a message."""

    lifetime: str
    name: str
    place: str
    parameter: str | None


class Problem(NamedTuple):
    """Tell one thing that is wrong, as ``validate`` reports it.

    ``error`` names the class of the error, ``service`` is the id of the service it shows at, ``what``, ``chain``,
    ``fix`` and ``see`` are the parts of the message and ``text`` is the whole of it.
    """

    error: str
    service: str
    parameter: str | None
    what: str
    chain: tuple[Step, ...]
    fix: str
    see: str
    text: str


class Service(NamedTuple):
    """Tell of one service what is known without making it.

    ``id`` is ``module:name`` with the qualifier behind it, and unique in its graph; ``name`` is how messages name it;
    ``type`` is the type it is registered for, and ``key`` what to ask a container for: the same, with the qualifier if
    it has one; ``None`` for what is only a part of another, such as what a decorator wraps. ``source`` says where it
    comes from: a ``"factory"``, an ``"instance"``, a value of the ``"context"`` a scope is opened with, or the
    ``"scope"`` itself. ``making`` says what kind of factory: ``"class"``, ``"function"``, ``"generator"``, ``"context
    manager"``, or ``"async "`` and one of the last three; ``factory`` is its name and ``place`` its ``file:line``. All
    three are empty where nothing makes it.

    ``is_async``: making it, or something it needs, takes ``await``. ``needs_scope``: it cannot be had without a scope;
    ``scope`` is the name of the one it lives in, if that has a name. ``eager``: it is made when the container starts.
    ``ttl``: for how many seconds it is kept, if it is cached.
    ``height`` counts the levels of services below it, itself included.
    """

    id: str
    name: str
    key: object
    type: object
    qualifier: Hashable
    lifetime: Lifetime
    source: str
    making: str
    factory: str
    place: str
    is_async: bool
    needs_scope: bool
    scope: str | None
    eager: bool
    ttl: float | None
    height: int
    needs: tuple[Need, ...]
    problems: tuple[Problem, ...]
