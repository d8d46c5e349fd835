"""Providers for those who come from dependency-injector: explicit wiring, with declarative containers.

They stand on the engine of ``Factory``. Whatever would be ignored is an error here.
"""

from __future__ import annotations

from wireworks._explicit.provider import Provider
from wireworks._model.wiring import Delegate
from wireworks.factory import Factory
from wireworks.providers._calls import Callable, Coroutine, Dict, List, Object
from wireworks.providers._choices import Aggregate, FactoryAggregate, Selector
from wireworks.providers._configuration import Configuration
from wireworks.providers._containers import Container, DeclarativeContainer
from wireworks.providers._dependency import Dependency
from wireworks.providers._kept import ContextLocal, Singleton, ThreadLocal
from wireworks.providers._resource import Resource

__all__ = (
    "Aggregate",
    "Callable",
    "Configuration",
    "Container",
    "ContextLocal",
    "Coroutine",
    "DeclarativeContainer",
    "Delegate",
    "Dependency",
    "Dict",
    "Factory",
    "FactoryAggregate",
    "List",
    "Object",
    "Provider",
    "Resource",
    "Selector",
    "Singleton",
    "ThreadLocal",
)
