"""Overrides that last as long as a test."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from wireworks.adapters import Audience, ServiceContainer
from wireworks.errors import ServiceAsyncError, ServiceCloseError
from wireworks.testing._runs import run_of

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")

_GRACE = 1.0
"""Seconds that tasks get."""


class Override:
    """Put something else in the place of services, call by call, until the ``with`` statement ends.

    Each call is a ``container.override`` that stays open. They are undone at the end, the last one first, whatever
    happens; what was made because of them is closed then, also what takes ``await``. Tasks that a running application
    (:class:`RunningApp`) has still to do are waited for, a moment at most, so that none is done for real.

    Args:
        container: whose services are replaced.
        audience: sees them as well, wherever it is.

    Example:
        >>> from wireworks import ServiceContainer
        >>> from wireworks.testing import Override
        >>> class Clock: ...
        >>> container = ServiceContainer().add_singleton(Clock)
        >>> with Override(container) as override:
        ...     noon = override(Clock, "noon")
        ...     container.get(Clock)
        'noon'

    Source: L29, W13.
    """

    def __init__(self, container: ServiceContainer, *, audience: Audience | None = None) -> None:
        self.container = container
        self._audience = audience or Audience()
        self._open = ExitStack()

    @overload
    def __call__(self, stand_ins: Mapping[Any, object], /) -> None: ...
    @overload
    def __call__(self, key: TypeForm[object], stand_in: T, /) -> T: ...
    def __call__(self, key: Any, *stand_in: Any) -> Any:
        """Override a service from now on, and return what stands in for it.

        Args:
            key: a registered key, or a mapping of several to what stands in for them.
            *stand_in: as for ``container.override``: an object is handed out, a class or function makes the service.

        Raises:
            ServiceNotFoundError: a key is not registered; nothing is overridden.
        """
        override = self.container.override(key, *stand_in)
        with self._audience.showing():
            override.__enter__()
        self._open.callback(self._end, override)
        return stand_in[0] if stand_in else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        run = run_of(self.container)
        if run is not None:
            run.finish_tasks(_GRACE)
        self._open.close()

    def _end(self, override: Any) -> None:
        try:
            override.__exit__(None, None, None)
        except ServiceCloseError as failure:
            _, failed = failure.split(ServiceAsyncError)
            self._close_late(override)
            if failed is not None:
                raise failed from None

    def _close_late(self, override: Any) -> None:
        run = run_of(self.container)
        if run is None:
            asyncio.run(override.aclose())
        else:
            run.call(override.aclose)
