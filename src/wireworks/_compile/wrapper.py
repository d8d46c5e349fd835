"""Functions whose parameters a container fills, in the current scope or in one of their own for the call (L13)."""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from typing import Any

from wireworks._compile.stepping import ENDED, Steps, ainside, astep, inside
from wireworks._declare.declared import making_of
from wireworks._declare.signature import signature_of
from wireworks._model.parameter import Making, Parameter, Passing
from wireworks._model.record import NamedTuple
from wireworks._runtime.scope import ServiceScope


class Filler(NamedTuple):
    """What a wrapper asks of its container.

    ``fill`` and ``afill`` return arguments for the named parameters of the function, made in a scope; ``current``
    returns the scope in force, or ``None`` where the call needs one of its own; ``open_scope`` opens that.
    """

    fill: Callable[[frozenset[str], ServiceScope], dict[str, object]]
    afill: Callable[[frozenset[str], ServiceScope], Coroutine[Any, Any, dict[str, object]]]
    current: Callable[[], ServiceScope | None]
    open_scope: Callable[[], ServiceScope]


class _Target:
    """A function, the parameters to fill, and how what the caller passes by position reaches the others.

    The caller sees a signature without the filled parameters, and may pass by position what it shows; who passes more
    than that passes the filled ones as well. With ``hidden`` false nothing is hidden, and positions are as written.
    """

    def __init__(
        self, function: Callable[..., Any], parameters: list[Parameter], filler: Filler, *, hidden: bool
    ) -> None:
        self.function = function
        self.filler = filler
        self._names = frozenset(parameter.name for parameter in parameters)
        order = [each.name for each in signature_of(function).parameters if each.passing is not Passing.KEYWORD]
        self._order = order
        self._visible = [name for name in order if name not in self._names] if hidden else order
        self._by_position = any(name in self._names for name in order)

    def missing(self, args: tuple[object, ...], kwargs: dict[str, object]) -> frozenset[str]:
        """Return the names that the caller leaves to the container."""
        names = self._names.difference(kwargs) if kwargs else self._names
        if args and self._by_position:
            names = names.difference(self._positions(args)[: len(args)])
        return names

    def _positions(self, args: tuple[object, ...]) -> list[str]:
        return self._order if len(args) > len(self._visible) else self._visible

    def arguments(
        self, args: tuple[object, ...], kwargs: dict[str, object], filled: dict[str, object]
    ) -> tuple[tuple[object, ...], dict[str, object]]:
        """Return what to call the function with: the caller's arguments and the container's, each in its place."""
        if not self._by_position:
            return args, {**kwargs, **filled}
        names = self._positions(args)
        values = {**dict(zip(names, args, strict=False)), **filled}
        placed = []
        for name in self._order:
            if name not in values:
                break
            placed.append(values.pop(name))
        return (*placed, *args[len(names) :]), {**kwargs, **values}

    def call(self, args: tuple[object, ...], kwargs: dict[str, object], scope: ServiceScope) -> Any:
        """Call the function, what is missing made in ``scope``."""
        names = self.missing(args, kwargs)
        if names:
            args, kwargs = self.arguments(args, kwargs, self.filler.fill(names, scope))
        return self.function(*args, **kwargs)

    async def acall(self, args: tuple[object, ...], kwargs: dict[str, object], scope: ServiceScope) -> Any:
        """Call the function, what is missing made in ``scope`` and awaited where need be; return what it returns."""
        names = self.missing(args, kwargs)
        if names:
            args, kwargs = self.arguments(args, kwargs, await self.filler.afill(names, scope))
        return self.function(*args, **kwargs)


def marked(function: Callable[..., object]) -> list[Parameter]:
    """Return the parameters marked ``Injected[T]`` or ``Inject(...)``, names that do not exist yet included."""
    return [parameter for parameter in signature_of(function).parameters if _is_marked(parameter)]


def _is_marked(parameter: Parameter) -> bool:
    if parameter.request is not None:
        return parameter.request.marked
    written = "" if parameter.trouble is None else parameter.trouble.written
    return "Injected[" in written or "Inject(" in written


def wrap(
    function: Callable[..., Any], parameters: list[Parameter], filler: Filler, *, hidden: bool = False
) -> Callable[..., Any]:
    """Return ``function`` with ``parameters`` filled by the container; what the caller passes wins.

    The result is a coroutine function, generator function or async generator function just as ``function`` is.
    """
    make = _WRAPPERS.get(making_of(function), _plain)
    return make(_Target(function, parameters, filler, hidden=hidden))


def inject(
    function: Any,
    parameters: list[Parameter],
    filler: Filler,
    quicken: Callable[[Callable[..., Any]], Callable[..., Any]] | None,
) -> Any:
    """Return ``function`` with ``parameters`` filled and gone from its signature.

    ``quicken`` returns what does the same as the wrapper that it is given, only faster.
    """
    wrapper = wrap(function, parameters, filler, hidden=True)
    wrapper = functools.update_wrapper(wrapper if quicken is None else quicken(wrapper), function)
    _hide(wrapper, function, {parameter.name for parameter in parameters})
    return wrapper


def _hide(wrapper: Any, function: Callable[..., object], names: set[str]) -> None:
    import inspect

    signature = inspect.signature(function)
    shown = [parameter for name, parameter in signature.parameters.items() if name not in names]
    wrapper.__signature__ = signature.replace(parameters=shown)


def _plain(target: _Target) -> Callable[..., Any]:
    filler = target.filler

    def call(*args: Any, **kwargs: Any) -> Any:
        scope = filler.current()
        if scope is not None:
            return target.call(args, kwargs, scope)
        with filler.open_scope() as own:
            return target.call(args, kwargs, own)

    return call


def _coroutine(target: _Target) -> Callable[..., Any]:
    filler = target.filler

    async def call(*args: Any, **kwargs: Any) -> Any:
        scope = filler.current()
        if scope is not None:
            return await (await target.acall(args, kwargs, scope))
        async with filler.open_scope() as own:
            return await (await target.acall(args, kwargs, own))

    return call


def _generator(target: _Target) -> Callable[..., Any]:
    filler = target.filler

    def call(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        scope = filler.current()
        if scope is not None:
            return (yield from target.call(args, kwargs, scope))
        own = filler.open_scope()
        try:
            inner = inside(own, lambda: target.call(args, kwargs, own))
            result = yield from Steps(own, inner)
        except BaseException as error:
            own.exit(error)
            raise
        own.exit()
        return result

    return call


def _async_generator(target: _Target) -> Callable[..., Any]:
    filler = target.filler

    async def call(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        scope = filler.current()
        own = scope or filler.open_scope()
        try:
            inner = await ainside(own, target.acall(args, kwargs, own))
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
