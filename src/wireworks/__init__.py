"""wireworks: typed factories for Python applications."""

from __future__ import annotations

from wireworks._declare.conditions import Param, Present, Profile
from wireworks._declare.markers import Inject, Injected, qualified, service
from wireworks._explicit.injections import Attribute, KwArg, Method
from wireworks._model.consumer import Consumer
from wireworks._model.lifetime import Lifetime
from wireworks._model.wiring import Delegate
from wireworks._runtime.scope import ServiceScope
from wireworks.container import ServiceContainer
from wireworks.errors import (
    ServiceAsyncError,
    ServiceCircularDependencyError,
    ServiceClosedError,
    ServiceCloseError,
    ServiceError,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceRegistrationError,
    ServiceResolutionError,
    ServiceScopeError,
    ServiceTypeError,
)
from wireworks.factory import Factory
from wireworks.relations import AsyncFactory, Lazy, Owned

__all__ = (
    "AsyncFactory",
    "Attribute",
    "Consumer",
    "Delegate",
    "Factory",
    "Inject",
    "Injected",
    "KwArg",
    "Lazy",
    "Lifetime",
    "Method",
    "Owned",
    "Param",
    "Present",
    "Profile",
    "ServiceAsyncError",
    "ServiceCircularDependencyError",
    "ServiceCloseError",
    "ServiceClosedError",
    "ServiceContainer",
    "ServiceError",
    "ServiceGraphError",
    "ServiceNotFoundError",
    "ServiceParameterError",
    "ServiceRegistrationError",
    "ServiceResolutionError",
    "ServiceScope",
    "ServiceScopeError",
    "ServiceTypeError",
    "qualified",
    "service",
)
