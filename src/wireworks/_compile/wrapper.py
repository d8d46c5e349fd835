"""Functions whose parameters a container fills: in the current scope, or in one of their own for the length of the call (L13)."""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from typing import Any, NamedTuple, cast

from wireworks._compile.stepping import ENDED, Steps, astep
from wireworks._declare.signature import making_of, signature_of
from wireworks._model.parameter import Making, Parameter, Passing
from wireworks._runtime.scope import ServiceScope


class Filler(NamedTuple):
    """What a wrapper asks of its container.

    ``fill`` and ``afill`` return keyword arguments for the named parameters of a function, made in a scope; ``current``
    returns the scope in force, or ``None`` where the call needs one of its own; ``open_scope`` opens that.
    """

    fill: Callable[[Callable[..., object], frozenset[str], ServiceScope], dict[str, object]]
    afill: Callable[[Callable[..., object], frozenset[str], ServiceScope], Coroutine[Any, Any, dict[str, object]]]
    current: Callable[[], ServiceScope | None]
    open_scope: Callable[[], ServiceScope]


class _Target:
    """A function, the parameters to fill, and where each stands among the positional ones."""

    def __init__(self, function: Callable[..., Any], parameters: list[Parameter], filler: Filler) -> None:
        self.function = function
        self.filler = filler
        self._names = frozenset(parameter.name for parameter in parameters)
        self._places = {
            index: parameter.name
            for index, parameter in enumerate(signature_of(function).parameters)
            if parameter.passing is not Passing.KEYWORD and parameter.name in self._names
        }

    def missing(self, args: tuple[object, ...], kwargs: dict[str, object]) -> frozenset[str]:
        """Return the names that the caller leaves to the container."""
        names = self._names.difference(kwargs) if kwargs else self._names
        if args:
            names -= {name for index, name in self._places.items() if index < len(args)}
        return names

    def filled(self, args: tuple[object, ...], kwargs: dict[str, object], scope: ServiceScope) -> dict[str, object]:
        """Return the caller's keywords and the container's."""
        names = self.missing(args, kwargs)
        return {**kwargs, **self.filler.fill(self.function, names, scope)} if names else kwargs

    async def afilled(
        self, args: tuple[object, ...], kwargs: dict[str, object], scope: ServiceScope
    ) -> dict[str, object]:
        """Return what ``filled`` returns, awaiting what takes it."""
        names = self.missing(args, kwargs)
        return {**kwargs, **await self.filler.afill(self.function, names, scope)} if names else kwargs


def marked(function: Callable[..., object]) -> list[Parameter]:
    """Return the parameters marked ``Injected[T]`` or ``Inject(...)``, names that do not exist yet included."""
    return [parameter for parameter in signature_of(function).parameters if _is_marked(parameter)]


def _is_marked(parameter: Parameter) -> bool:
    if parameter.request is not None:
        return parameter.request.marked
    return parameter.trouble is not None and ("Injected[" in parameter.trouble or "Inject(" in parameter.trouble)


def wrap(function: Callable[..., Any], parameters: list[Parameter], filler: Filler) -> Callable[..., Any]:
    """Return ``function`` with ``parameters`` filled by the container; what the caller passes wins.

    The result is a coroutine function, generator function or async generator function just as ``function`` is.
    """
    make = _WRAPPERS.get(making_of(function), _plain)
    return make(_Target(function, parameters, filler))


def inject(function: Any, filler: Filler) -> Any:
    """Return ``function`` with its marked parameters filled and gone from its signature."""
    if isinstance(function, (staticmethod, classmethod)):
        return type(function)(inject(function.__func__, filler))
    parameters = marked(function)
    wrapper = functools.update_wrapper(wrap(function, parameters, filler), function)
    _hide(wrapper, function, {parameter.name for parameter in parameters})
    return wrapper


def _hide(wrapper: Any, function: Callable[..., object], names: set[str]) -> None:
    import inspect  # noqa: PLC0415 - slow to import, and needed only where something is decorated

    signature = inspect.signature(function)
    left = [parameter for name, parameter in signature.parameters.items() if name not in names]
    # What follows a hidden default may have none of its own; by name it may.
    defaulted = False
    shown = []
    for parameter in left:
        bare = parameter.default is parameter.empty
        if defaulted and bare and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            parameter = parameter.replace(kind=parameter.KEYWORD_ONLY)  # noqa: PLW2901 - the same one, by name
        defaulted = defaulted or not bare
        shown.append(parameter)
    wrapper.__signature__ = signature.replace(parameters=shown)


def _plain(target: _Target) -> Callable[..., Any]:
    function, filler = target.function, target.filler

    def call(*args: Any, **kwargs: Any) -> Any:
        scope = filler.current()
        if scope is not None:
            return function(*args, **target.filled(args, kwargs, scope))
        with filler.open_scope() as own:
            return function(*args, **target.filled(args, kwargs, own))

    return call


def _coroutine(target: _Target) -> Callable[..., Any]:
    function, filler = target.function, target.filler

    async def call(*args: Any, **kwargs: Any) -> Any:
        scope = filler.current()
        if scope is not None:
            return await function(*args, **await target.afilled(args, kwargs, scope))
        async with filler.open_scope() as own:
            return await function(*args, **await target.afilled(args, kwargs, own))

    return call


def _generator(target: _Target) -> Callable[..., Any]:
    function, filler = target.function, target.filler

    def call(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        scope = filler.current()
        if scope is not None:
            return (yield from function(*args, **target.filled(args, kwargs, scope)))
        own = filler.open_scope()
        try:
            inner = function(*args, **target.filled(args, kwargs, own))
            result = yield from Steps(own, inner)
        except BaseException as error:
            own.exit(error)
            raise
        own.exit()
        return result

    return call


def _async_generator(target: _Target) -> Callable[..., Any]:
    function, filler = target.function, target.filler

    async def call(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        scope = filler.current()
        own = scope or filler.open_scope()
        try:
            inner = function(*args, **await target.afilled(args, kwargs, own))
            step = inner.__anext__()
            while (item := await astep(own, step)) is not ENDED:
                try:
                    step = inner.asend((yield item))
                except GeneratorExit:
                    await astep(own, inner.aclose())
                    raise
                except BaseException as error:  # noqa: BLE001 - it is the inner generator's to handle
                    step = inner.athrow(error)
        except BaseException as error:
            if scope is None:
                await own.aexit(error)
            raise
        if scope is None:
            await own.aexit()

    return call


_WRAPPERS: dict[Making, Callable[[_Target], Callable[..., Any]]] = {
    Making.AWAIT: _coroutine,
    Making.GENERATOR: _generator,
    Making.ASYNC_GENERATOR: _async_generator,
}
