"""Who asks for a service."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from wireworks._model.record import NamedTuple


class Consumer(NamedTuple):
    """Tell the factory of a transient service who asks for what it makes.

    A parameter annotated ``Consumer`` gets it: the class or function whose parameter is filled, or called later where
    it takes a factory. It is settled when services are planned, and costs nothing when they are made. What
    ``container.get`` is asked for directly has nobody for a consumer: every field is empty.

    ``service``: the type that the one who asks is registered as, or the function that is called. ``qualifier``: the one
    it is registered with. ``parameter``: the name of the parameter that is filled. ``name``: the module and name of the
    class or function that has the parameter, as in ``"app.billing.Invoices"``. ``module``: its module alone.

    Example:
        >>> import logging
        >>> def make_logger(consumer: Consumer) -> logging.Logger:
        ...     return logging.getLogger(consumer.name)

    Source: L14.
    """

    service: Hashable = None
    qualifier: Hashable = None
    parameter: str = ""
    name: str = ""
    module: str = ""


NOBODY: Final = Consumer()
"""Who asks where a service is asked for directly."""
