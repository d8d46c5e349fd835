"""Every error of the library, each carrying the facts it was raised for.

::

    ServiceError
    ├── ServiceRegistrationError
    ├── ServiceResolutionError
    │   ├── ServiceNotFoundError
    │   ├── ServiceCircularDependencyError
    │   ├── ServiceScopeError
    │   ├── ServiceAsyncError
    │   └── ServiceParameterError
    ├── ServiceTypeError
    ├── ServiceClosedError
    ├── ServiceGraphError      (an ExceptionGroup of the above)
    └── ServiceCloseError      (an ExceptionGroup)

Errors that user code raises inside a factory are never wrapped: they arrive as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from wireworks._text.message import Link, compose

__all__ = (
    "ServiceAsyncError",
    "ServiceCircularDependencyError",
    "ServiceCloseError",
    "ServiceClosedError",
    "ServiceError",
    "ServiceGraphError",
    "ServiceNotFoundError",
    "ServiceParameterError",
    "ServiceRegistrationError",
    "ServiceResolutionError",
    "ServiceScopeError",
    "ServiceTypeError",
)


class ServiceError(Exception):
    """Stand above every error of the library, so that one ``except`` catches them all.

    ``what`` is the first line of the message. ``chain`` holds the services on the way to the fault, the one asked for
    first. ``fix`` says what to change and ``see`` names the page that explains the error.

    Source: L28.
    """

    chain: tuple[Link, ...] = ()
    fix: str | None = None
    see: str | None = None

    def __init__(
        self, what: str, *, chain: Sequence[Link] = (), fix: str | None = None, see: str | None = None
    ) -> None:
        super().__init__(compose(what, chain, fix, see))
        self.what = what
        self.chain = tuple(chain)
        self.fix = fix
        self.see = see


class ServiceRegistrationError(ServiceError):
    """Tell that a registration was refused; the container is as it was before. Source: L4."""


class ServiceResolutionError(ServiceError):
    """Tell that a service cannot be made as the container is wired."""


class ServiceNotFoundError(ServiceResolutionError):
    """Tell that nothing is registered for a key that is needed."""


class ServiceCircularDependencyError(ServiceResolutionError):
    """Tell that a service needs itself; the chain is the way round."""


class ServiceScopeError(ServiceResolutionError):
    """Tell that a service is asked for outside its scope, or would be kept past it."""


class ServiceAsyncError(ServiceResolutionError):
    """Tell that sync code asked for what only ``await`` can make or close."""


class ServiceParameterError(ServiceResolutionError):
    """Tell that an argument or parameter cannot be filled, or is not one the factory takes."""


class ServiceTypeError(ServiceError):
    """Tell that a factory function returned something that is not the service it was registered for. Source: L12."""


class ServiceClosedError(ServiceError):
    """Tell that a container or scope is used after it was closed."""


class ServiceGraphError(ServiceError, ExceptionGroup[ServiceError]):
    """Hold every problem that a check of the whole graph found. Source: L27.

    Example: ``except* ServiceScopeError`` picks out the captive services.
    """

    def __new__(cls, message: str, problems: Sequence[ServiceError]) -> Self:
        """Return a group of ``problems``."""
        return ExceptionGroup.__new__(cls, message, problems)

    def __init__(self, message: str, problems: Sequence[ServiceError]) -> None:
        self.what = message
        ExceptionGroup.__init__(self, message, problems)

    def derive(self, excs: Sequence[Any], /) -> Any:
        """Return a group of the same kind around some of the problems (for ``except*``)."""
        return ServiceGraphError(self.message, excs)

    def __str__(self) -> str:
        return "\n\n".join([self.message, *(f"{type(problem).__name__}: {problem}" for problem in self.exceptions)])


class ServiceCloseError(ServiceError, ExceptionGroup[Exception]):
    """Hold what failed while a scope or container was closed; everything else in it was closed all the same.

    The exception of the body comes first, where there was one, then each failure in the order it happened. Source: L20.
    """

    fix = "mend what each of these tells of; all that could be closed is closed."
    see = "closing"

    def __new__(cls, message: str, failures: Sequence[Exception]) -> Self:
        """Return a group of ``failures``."""
        return ExceptionGroup.__new__(cls, message, failures)

    def __init__(self, message: str, failures: Sequence[Exception]) -> None:
        self.what = message
        ExceptionGroup.__init__(self, message, failures)

    def derive(self, excs: Sequence[Any], /) -> Any:
        """Return a group of the same kind around some of the failures (for ``except*``)."""
        return ServiceCloseError(self.message, excs)

    def __str__(self) -> str:
        return compose(ExceptionGroup.__str__(self), fix=self.fix, see=self.see)
