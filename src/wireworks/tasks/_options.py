"""How a task is done: when, how often it is tried, and how long (W9)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from inspect import iscoroutinefunction
from math import isfinite
from typing import Any, Final, TypeAlias, TypedDict, TypeVar, Unpack, overload

from wireworks.adapters import name_of, place_of
from wireworks.tasks._errors import TaskError

Seconds: TypeAlias = float | timedelta
F = TypeVar("F", bound=Callable[..., object])

_MARK: Final = "__wireworks_task__"


class Trying(TypedDict, total=False):
    """What can be said of every task; times are seconds or ``timedelta``.

    ``retries``: how often a failed attempt is followed by another. ``retry_delay``: what is waited before the first of
    them. ``backoff``: what that grows by, each time. ``max_delay``: what it never exceeds. ``jitter``: which part of it
    is left to chance, so that tasks which failed together do not come back together. ``retry_on``: what is worth
    another attempt. ``timeout``: how long an attempt of an async function may take.
    """

    retries: int
    retry_delay: Seconds
    backoff: float
    max_delay: Seconds
    jitter: float
    retry_on: type[Exception] | tuple[type[Exception], ...]
    timeout: Seconds | None


class Choices(Trying, total=False):
    """What can be said of one task that is added: also ``delay``, before the first attempt, or ``at``, a moment."""

    delay: Seconds
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Options:
    """All that was said of a task, in seconds."""

    retries: int = 0
    retry_delay: float = 1.0
    backoff: float = 2.0
    max_delay: float = 300.0
    jitter: float = 0.5
    retry_on: Any = Exception
    timeout: float | None = None
    delay: float = 0.0
    at: datetime | None = None

    def pause(self, attempt: int) -> float:
        """Return how long to wait after the failure of an attempt, the first being 1."""
        try:
            full = min(self.max_delay, self.retry_delay * self.backoff ** (attempt - 1))
        except OverflowError:
            full = self.max_delay
        return full * (1 - self.jitter * random.random())  # noqa: S311 - nothing is kept secret by it

    def again(self, attempt: int, failure: Exception) -> bool:
        """Tell whether a failed attempt is followed by another."""
        return attempt <= self.retries and isinstance(failure, self.retry_on)

    def wait(self) -> float:
        """Return how long it is until the first attempt."""
        if self.at is None:
            return self.delay
        return (self.at - datetime.now(self.at.tzinfo)).total_seconds()


class Marked:
    """What ``@task`` said of a function."""

    __slots__ = ("function", "name", "options")

    def __init__(self, function: Callable[..., object], name: str | None, options: Options) -> None:
        self.function = function
        self.name = name
        self.options = options


USUAL: Final = Options()
_NAMED: Final[dict[str, Callable[..., object]]] = {}


@overload
def task(function: F, /) -> F: ...
@overload
def task(*, name: str = ..., **options: Unpack[Trying]) -> Callable[[F], F]: ...
def task(
    function: Callable[..., object] | None = None, /, *, name: str | None = None, **options: Unpack[Trying]
) -> Any:
    """Mark a function as a task, and say how it is done wherever it is added; return the very function it was given.

    Nothing but a function with a mark can be sent to another process.

    Args:
        function: when used without arguments: a function or coroutine function.
        name: what it is called on a broker; its module and name without it, which then cannot be changed while tasks
            are on their way.
        **options: ``retries`` (0), ``retry_delay`` (1 s), ``backoff`` (2), ``max_delay`` (300 s), ``jitter`` (0.5),
            ``retry_on`` (``Exception``), ``timeout`` (none); see ``Trying``.

    Raises:
        TaskError: an option makes no sense, or another function has the name.

    Example:
        >>> @task(retries=3, timeout=10)
        ... async def send_receipt(order: int) -> None: ...

    Source: W9.
    """

    def mark(target: Any) -> Any:
        said = Marked(target, name, chosen(target, USUAL, options))
        if name is not None:
            _take(name, target)
        setattr(target, _MARK, said)
        return target

    return mark if function is None else mark(function)


def mark_of(function: object) -> Marked | None:
    """Return what ``@task`` said of this very function."""
    said: Marked | None = getattr(function, "__dict__", {}).get(_MARK)
    return said if said is not None and said.function is function else None


def named(name: str) -> Callable[..., object] | None:
    """Return the function that was given a name."""
    return _NAMED.get(name)


def chosen(function: Callable[..., object], before: Options, choices: Any) -> Options:
    """Return the options for a function, some of them chosen anew.

    Raises:
        TaskError: one of them makes no sense.
    """
    if not choices:
        return before
    if unknown := [each for each in choices if each not in Options.__dataclass_fields__]:
        raise TaskError(
            f"`{unknown[0]}` is no option of a task.",
            fix=f"take one of {', '.join(f'`{each}`' for each in Options.__dataclass_fields__)}.",
            see="tasks",
        )
    said: dict[str, Any] = {name: _seconds(value) for name, value in choices.items()}
    options = replace(before, **said)
    _refuse_nonsense(function, options)
    return options


def _take(name: str, function: Callable[..., object]) -> None:
    other = _NAMED.setdefault(name, function)
    same = (other.__module__, other.__qualname__) == (function.__module__, function.__qualname__)
    if not same:
        raise TaskError(
            f"Two tasks have the name `{name}`: `{name_of(other)}` ({place_of(other)}) and `{name_of(function)}`.",
            fix="give each a name of its own.",
            see="tasks",
        )
    _NAMED[name] = function


def _seconds(value: object) -> object:
    return value.total_seconds() if isinstance(value, timedelta) else value


def _refuse_nonsense(function: Callable[..., object], options: Options) -> None:
    limits = {
        "retries": options.retries >= 0,
        "retry_delay": _is_time(options.retry_delay),
        "backoff": isfinite(options.backoff) and options.backoff >= 1,
        "max_delay": _is_time(options.max_delay),
        "jitter": 0 <= options.jitter <= 1,
        "timeout": options.timeout is None or options.timeout > 0,
        "delay": _is_time(options.delay),
    }
    for name, sound in limits.items():
        if not sound:
            raise TaskError(
                f"`{name}={getattr(options, name)!r}` makes no sense for `{name_of(function)}`.",
                fix="times are seconds, 0 or more; `timeout` is more than 0, `backoff` at least 1, `jitter` at most 1.",
                see="tasks",
            )
    if options.timeout is not None and not iscoroutinefunction(function):
        raise TaskError(
            f"`{name_of(function)}` is not async, so nothing can stop it: it runs in a thread.",
            fix="make it `async def`, or give the calls in it a timeout of their own, and leave out `timeout`.",
            see="tasks",
        )


def _is_time(seconds: float) -> bool:
    return isfinite(seconds) and seconds >= 0
