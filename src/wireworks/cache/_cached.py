"""Functions whose answers are kept: called once for the same arguments, for a time."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import cached_property, partial, wraps
from types import FunctionType, SimpleNamespace
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar, cast, get_type_hints

from wireworks.cache._arguments import UnspeakableError, spell
from wireworks.cache._backend import Backend
from wireworks.cache._codecs import codec_for
from wireworks.cache._errors import CacheKeyError, CacheModelError
from wireworks.cache._manager import cachemanager
from wireworks.cache._service import CacheService
from wireworks.cache._ttl import TTL, milliseconds

P = ParamSpec("P")
T = TypeVar("T")

_Async: TypeAlias = Callable[P, Coroutine[Any, Any, T]]

_NAMESPACE: Final = "calls"


def cached(
    expire: TTL, *, redis: Backend | None = None, prefix: str = "cache", version: str = "v1"
) -> Callable[[_Async[P, T]], _Async[P, T]]:
    """Keep what an async function returns, and give it to whoever calls it with the same arguments.

    What tells calls apart is the function (its module, name and code) and all its arguments with their types, however
    they are passed. Nothing else counts: not who asks, no header, no context variable. An argument that cannot be part
    of a key, such as a request or a session, is a ``CacheKeyError`` when the function is called, and never left out.

    Callers at the same time share one call, as with :meth:`CacheService.get_or_set`. Each gets a value of its own, of
    the return type; without one, what JSON can hold. The signature stays; ``__wrapped__`` is the function itself.

    Args:
        expire: how long values are kept; seconds or ``timedelta``, > 0. Jitter takes up to a tenth off.
        redis: where they are kept; the store of ``cachemanager`` at the time of the call if not said.
        prefix: sets applications on one server apart.
        version: change it when values of before must not be found any more.

    Raises:
        CacheModelError: when decorating (or calling, if the return type is defined later): it does not survive storing.
        CacheTTLError: if ``expire`` is not a time to live.
        TypeError: when decorating a function that is not async, which would hold up the event loop, or a closure or
            bound method, as what these hold is no argument.

    Example:
        >>> import asyncio
        >>> from wireworks.cache import MemoryStore, cached
        >>> @cached(expire=60, redis=MemoryStore())
        ... async def square(number: int) -> int:
        ...     return number * number
        >>> asyncio.run(square(3))
        9

    Source: C1, C6, C7.
    """
    milliseconds(expire)
    return partial(_decorate, expire, redis, prefix, version)


def _decorate(expire: TTL, redis: Backend | None, prefix: str, version: str, function: _Async[P, T]) -> _Async[P, T]:
    told = _Told(_own(function))

    @wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        backend = cachemanager.client if redis is None else redis
        service = CacheService[T](backend, _NAMESPACE, told.model, expire, prefix=prefix, version=version)
        params = told.params(args, kwargs)
        return await service.get_or_set(told.name, partial(function, *args, **kwargs), params=params)

    return call


class _Told:
    """What is known of a function without calling it.

    Attributes:
        name: of its module and of itself.
    """

    def __init__(self, function: FunctionType) -> None:
        self.name = f"{function.__module__}.{function.__qualname__}"
        self._signature = inspect.signature(function)
        self._innermost = cast("FunctionType", inspect.unwrap(function))
        self._code = hashlib.sha256(spell(self._innermost.__code__).encode()).hexdigest()
        try:
            codec_for(self.model)
        except CacheModelError as error:
            # What is defined further down will be there when the function is called.
            if not isinstance(error.__cause__, NameError):
                raise

    @cached_property
    def model(self) -> Any:
        """The type of what it returns; ``None`` if it does not say.

        Raises:
            CacheModelError: if its module does not have that type, or not yet.
        """
        returned: object = self._innermost.__annotations__.get("return", inspect.Signature.empty)
        if returned is inspect.Signature.empty:
            return None
        alone = SimpleNamespace(__annotations__={"return": returned})
        try:
            return get_type_hints(alone, self._innermost.__globals__, include_extras=True)["return"]
        except NameError as error:
            what = f"`{self.name}` returns `{returned}`, and its module does not have `{error.name}`."
            raise CacheModelError(what, fix="define the type at the top level of the module.") from error

    def params(self, args: Sequence[object], kwargs: Mapping[str, object]) -> dict[str, object]:
        """Say what tells a call of the function from any other.

        Raises:
            CacheKeyError: if an argument has no one spelling.
            TypeError: if the function does not take these arguments.
        """
        call = self._signature.bind(*args, **kwargs)
        call.apply_defaults()
        return {"code": self._code, **{f"{name}=": self._spell(name, each) for name, each in call.arguments.items()}}

    def _spell(self, name: str, argument: object) -> str:
        try:
            return spell(argument)
        except UnspeakableError as error:
            what = f"Argument `{name}` of `{self.name}` holds a `{error}`, which has no one spelling in a key."
            fix = (
                "cache a function that takes only what tells its answers apart (texts, numbers, dates, ids, models,"
                " collections of these), and call it from here."
            )
            raise CacheKeyError(what, fix=fix) from None


def _own(function: object) -> FunctionType:
    """Refuse what is not async, and what knows more than it is called with."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    if not inspect.isfunction(function):
        what = f"Expected a function to cache, got `{name}` (`{type(function).__qualname__}`)."
        raise TypeError(f"{what}\nFix: decorate the `async def` itself, below decorators such as `@staticmethod`.")
    if not inspect.iscoroutinefunction(function):
        what = f"`{name}` is not async, and the cache is: it would hold up the event loop."
        raise TypeError(f"{what}\nFix: make it `async def`, and have it call what is sync with `asyncio.to_thread`.")
    innermost = cast("FunctionType", inspect.unwrap(function))
    if innermost.__code__.co_freevars or (innermost is not function and "<locals>" in name):
        held = ", ".join(f"`{each}`" for each in innermost.__code__.co_freevars) or "decorators"
        what = f"`{name}` is defined in another function and holds {held} of it, which cannot be told in a key."
        raise TypeError(f"{what}\nFix: define it at the top level of its module, and pass the rest as arguments.")
    return function
