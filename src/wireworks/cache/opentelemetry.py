"""Metrics of the cache by the API of OpenTelemetry: ``pip install wireworks[opentelemetry]``.

Call :func:`instrument` once when the application has opened its store. Namespaces are attributes; keys never are, as
there is no end of them.

==================================== ================ ============================================================
instrument                           kind             attributes
==================================== ================ ============================================================
``wireworks.cache.lookups``          counter          namespace, ``result`` (hit, miss), ``level`` (memory, store)
``wireworks.cache.stale``            counter          namespace
``wireworks.cache.refreshes``        counter          namespace
``wireworks.cache.making.duration``  histogram (s)    namespace, ``error.type`` if it failed
``wireworks.cache.not_stored``       counter          namespace
``wireworks.cache.unreadable``       counter          namespace
``wireworks.cache.errors``           counter          ``reachable``
``wireworks.cache.outages``          up-down counter  1 while the store does not answer
==================================== ================ ============================================================
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Final, Protocol, TypeAlias

from opentelemetry.metrics import Meter, MeterProvider, get_meter

from wireworks.cache.events import (
    Event,
    Events,
    Failed,
    Hit,
    Made,
    Miss,
    NotStored,
    Outage,
    OutageOver,
    Refresh,
    Stale,
    Unreadable,
)

__all__ = ("instrument",)

_NAMESPACE: Final = "wireworks.cache.namespace"
_RESULT: Final = "wireworks.cache.result"
_LEVEL: Final = "wireworks.cache.level"
_REACHABLE: Final = "wireworks.cache.reachable"
# By the semantic conventions.
_ERROR: Final = "error.type"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_Attributes: TypeAlias = dict[str, str | bool]


class _Source(Protocol):
    @property
    def events(self) -> Events: ...


def instrument(source: _Source, meter_provider: MeterProvider | None = None) -> Callable[[], None]:
    """Measure what happens on a store.

    Args:
        source: ``cachemanager`` after ``init``, or a service; all services on its store are measured.
        meter_provider: makes the instruments; the one that is set for the process if not said.

    Returns:
        What ends it.

    Source: C12.
    """
    return source.events.subscribe(_Instruments(get_meter("wireworks.cache", version("wireworks"), meter_provider)))


class _Instruments:
    def __init__(self, meter: Meter) -> None:
        name = "wireworks.cache."
        self._lookups = meter.create_counter(f"{name}lookups", "{lookup}", "Values that were asked for.")
        self._making = meter.create_histogram(
            f"{name}making.duration",
            "s",
            "How long factories took.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self._errors = meter.create_counter(f"{name}errors", "{error}", "Operations that the store did not carry out.")
        self._outages = meter.create_up_down_counter(f"{name}outages", "{outage}", "Stores that do not answer.")
        self._others = {
            Stale: meter.create_counter(f"{name}stale", "{value}", "Values that were given after their time."),
            Refresh: meter.create_counter(f"{name}refreshes", "{making}", "Values made anew behind their callers."),
            NotStored: meter.create_counter(f"{name}not_stored", "{value}", "Values that changed while being made."),
            Unreadable: meter.create_counter(f"{name}unreadable", "{value}", "Stored values that cannot be read."),
        }

    def __call__(self, event: Event) -> None:
        match event:
            case Hit():
                found: _Attributes = {_NAMESPACE: event.namespace, _RESULT: "hit", _LEVEL: event.level}
                self._lookups.add(1, found)
            case Miss():
                self._lookups.add(1, {_NAMESPACE: event.namespace, _RESULT: "miss"})
            case Made():
                failed = {} if event.error is None else {_ERROR: type(event.error).__qualname__}
                self._making.record(event.seconds, {_NAMESPACE: event.namespace, **failed})
            case Failed():
                self._errors.add(1, {_REACHABLE: event.reachable})
            case Outage() | OutageOver():
                self._outages.add(1 if isinstance(event, Outage) else -1)
            case _:
                self._others[type(event)].add(1, {_NAMESPACE: event.namespace})
