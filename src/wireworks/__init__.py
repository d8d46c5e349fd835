"""wireworks: typed factories for Python applications.

Factories as values, and what may be asked for beside a service, are loaded when they are first named: that is a quarter
of the time of ``import wireworks``. What type checkers see stands in the stub beside this file.
"""

# pyright: reportUnsupportedDunderAll=false

from __future__ import annotations

from wireworks._declare.conditions import Param, Present, Profile
from wireworks._declare.markers import Inject, Injected, qualified, service
from wireworks._gate import late
from wireworks._model.consumer import Consumer
from wireworks._model.lifetime import Lifetime
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

__getattr__, __dir__ = late(
    globals(),
    {
        "AsyncFactory": "relations._factories",
        "Attribute": "_explicit.injections",
        "Delegate": "_model.wiring",
        "Factory": "factory",
        "KwArg": "_explicit.injections",
        "Lazy": "relations._lazy",
        "Method": "_explicit.injections",
        "Owned": "relations._owned",
    },
)
