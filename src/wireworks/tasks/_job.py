"""What was added: a function with its arguments, and how it is to be done."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextvars import Context
from typing import Any, Final, NamedTuple

from wireworks.adapters import ServiceContainer, name_of, needs_of, place_of
from wireworks.tasks._errors import TaskError
from wireworks.tasks._options import USUAL, Options, mark_of
from wireworks.tasks._request_id import RequestId

injected: Final[Any] = inspect.Parameter.empty
"""What may stand as the default of an injected parameter, so that type checkers let callers leave it out by keyword."""


class Job(NamedTuple):
    """One task, as it was added.

    ``context`` holds the context variables of whoever added it; ``ended`` is called when it is done here, or given up.
    """

    id: str
    work: Work
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    options: Options
    request_id: RequestId
    context: Context
    ended: Callable[[], None] | None = None

    def __str__(self) -> str:
        return f"`{self.work.name}` ({self.id}, request {self.request_id})"


class Work:
    """A function that can be a task: what callers pass, and what is injected."""

    __slots__ = ("_seen", "_signature", "container", "function", "is_async", "name", "needs", "options")

    def __init__(self, function: Callable[..., object], container: ServiceContainer) -> None:
        said = mark_of(function)
        self.container = container
        self.function = function
        self.name = name_of(function)
        self.options = USUAL if said is None else said.options
        self.is_async = inspect.iscoroutinefunction(_called(function))
        self.needs = needs_of(container, function, [injected])
        self._signature = inspect.signature(function)
        self._seen = self._signature.replace(parameters=self._shown())

    def _shown(self) -> list[inspect.Parameter]:
        """Return what callers see: what is injected comes last, by keyword, for those who know better."""
        hidden = self.needs.names
        own = [each for each in self._signature.parameters.values() if each.name not in hidden]
        given = [
            each.replace(kind=inspect.Parameter.KEYWORD_ONLY, default=None)
            for each in self._signature.parameters.values()
            if each.name in hidden
        ]
        rest = [each for each in own if each.kind is inspect.Parameter.VAR_KEYWORD]
        return [*(each for each in own if each not in rest), *given, *rest]

    def check(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Look whether the function can be called with these arguments and what the container has.

        Raises:
            TaskError: the arguments do not fit.
            ServiceError: what is injected cannot be made.
        """
        try:
            self.bound(args, kwargs)
        except TypeError as trouble:
            raise TaskError(
                f"`{self.name}` ({place_of(self.function)}) cannot be called with what it was added with: {trouble}.",
                fix="pass what it takes, but for what is injected.",
                see="tasks",
            ) from None
        self.needs.check()

    def missing(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> frozenset[str]:
        """Return the names of what the container fills; what the caller passes wins."""
        names = self.needs.names
        return names.difference(self.bound(args, kwargs).arguments) if names else names

    def call(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], filled: Mapping[str, object]) -> Any:
        """Call the function, each argument in its place."""
        if not filled:
            return self.function(*args, **kwargs)
        values = {**self.bound(args, kwargs).arguments, **filled}
        ordered = {name: values[name] for name in self._signature.parameters if name in values}
        bound = inspect.BoundArguments(self._signature, ordered)
        return self.function(*bound.args, **bound.kwargs)

    def bound(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> inspect.BoundArguments:
        """Return which of the parameters gets what."""
        return self._seen.bind(*args, **kwargs)


class Works:
    """The functions that became tasks of one container; it lives as long as that."""

    def __init__(self, container: ServiceContainer) -> None:
        self._container = container
        self._known: dict[Callable[..., object], Work] = {}

    def of(self, function: Callable[..., object]) -> Work:
        """Return what is known of a function, read when it is first asked for.

        Raises:
            TaskError: it cannot be a task.
        """
        # Functions that are made anew for each task would pile up here.
        lasting = inspect.isfunction(function) and "<locals>" not in function.__qualname__
        found = self._known.get(function) if lasting else None
        if found is None:
            _refuse(function)
            found = Work(function, self._container)
            if lasting:
                self._known[function] = found
        return found


def _refuse(function: Any) -> None:
    called = _called(function)
    if inspect.isgeneratorfunction(called) or inspect.isasyncgenfunction(called) or inspect.iscoroutine(function):
        what = "a coroutine: it has been called already" if inspect.iscoroutine(function) else "a generator function"
        if inspect.iscoroutine(function):
            function.close()
        raise TaskError(
            f"`{name_of(called)}` is {what}.",
            fix="add the function itself, `def` or `async def`, and its arguments after it.",
            see="tasks",
        )


def _called(function: Any) -> Any:
    """Return the function that runs when something is called."""
    plain = inspect.isroutine(function) or inspect.iscoroutine(function) or isinstance(function, type)
    function = function if plain or hasattr(function, "func") else type(function).__call__
    return inspect.unwrap(getattr(function, "func", function))
