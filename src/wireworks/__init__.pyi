from wireworks._declare.conditions import Param as Param
from wireworks._declare.conditions import Present as Present
from wireworks._declare.conditions import Profile as Profile
from wireworks._declare.markers import Inject as Inject
from wireworks._declare.markers import Injected as Injected
from wireworks._declare.markers import qualified as qualified
from wireworks._declare.markers import service as service
from wireworks._explicit.injections import Attribute as Attribute
from wireworks._explicit.injections import KwArg as KwArg
from wireworks._explicit.injections import Method as Method
from wireworks._model.consumer import Consumer as Consumer
from wireworks._model.lifetime import Lifetime as Lifetime
from wireworks._model.wiring import Delegate as Delegate
from wireworks._runtime.scope import ServiceScope as ServiceScope
from wireworks.container import ServiceContainer as ServiceContainer
from wireworks.errors import ServiceAsyncError as ServiceAsyncError
from wireworks.errors import ServiceCircularDependencyError as ServiceCircularDependencyError
from wireworks.errors import ServiceClosedError as ServiceClosedError
from wireworks.errors import ServiceCloseError as ServiceCloseError
from wireworks.errors import ServiceError as ServiceError
from wireworks.errors import ServiceGraphError as ServiceGraphError
from wireworks.errors import ServiceNotFoundError as ServiceNotFoundError
from wireworks.errors import ServiceParameterError as ServiceParameterError
from wireworks.errors import ServiceRegistrationError as ServiceRegistrationError
from wireworks.errors import ServiceResolutionError as ServiceResolutionError
from wireworks.errors import ServiceScopeError as ServiceScopeError
from wireworks.errors import ServiceTypeError as ServiceTypeError
from wireworks.factory import Factory as Factory
from wireworks.relations import AsyncFactory as AsyncFactory
from wireworks.relations import Lazy as Lazy
from wireworks.relations import Owned as Owned

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
