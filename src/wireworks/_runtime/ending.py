"""What integrations ask of scopes that they have not opened themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from wireworks._model.key import Key
from wireworks._runtime.exits import Afterwards
from wireworks._runtime.scope import ServiceScope


def supplied(scope: ServiceScope, key: Any) -> Any:
    """Return what ``scope``, or the nearest around it, was opened with for a key; ``None`` where nothing was."""
    here: ServiceScope | None = scope
    while here is not None:
        if here.context is not None and (value := here.context.get(key)) is not None:
            return value
        here = here.parent
    return None


def after_scope(scope: ServiceScope, tell: Callable[[bool, bool], Awaitable[None] | None]) -> None:
    """Have ``tell`` called when everything in ``scope`` is closed: once, whatever happens.

    Args:
        scope: an open one.
        tell: is told whether all went well, the body and every closing, and whether it may return something to await.
            What it raises is reported as a failure to close.
    """
    scope.keeps_to_last(Key(tell), Afterwards(tell))
