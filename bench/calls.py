"""The shapes of what is measured."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

Call: TypeAlias = Callable[[], Any]
AsyncCall: TypeAlias = Callable[[], Awaitable[Any]]
