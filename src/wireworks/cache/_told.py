"""What is known of a function whose answers are kept, and what tells one call of it from another."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from types import FunctionType, SimpleNamespace
from typing import Any, ParamSpec, TypeAlias, cast, get_type_hints

from wireworks.cache._arguments import UnspeakableError, spell
from wireworks.cache._errors import CacheKeyError, CacheModelError

P = ParamSpec("P")

Tags: TypeAlias = Iterable[str] | Callable[P, Iterable[str]]
"""Tags, or what gives them for the arguments of a call."""


class Told:
    """What is known of a function without calling it.

    Args:
        function: with its own code.
        ignore: the parameters that its answer does not depend on.

    Attributes:
        name: of its module and of itself.

    Raises:
        TypeError: if one of ``ignore`` is no parameter.
    """

    def __init__(self, function: FunctionType, ignore: Collection[str] = ()) -> None:
        self.name = f"{function.__module__}.{function.__qualname__}"
        self._signature = inspect.signature(function)
        self._innermost = cast("FunctionType", inspect.unwrap(function))
        self._code = hashlib.sha256(spell(self._innermost.__code__).encode()).hexdigest()
        self._ignored = frozenset(ignore)
        if unknown := sorted(self._ignored - self._signature.parameters.keys()):
            what = f"`{self.name}` has no parameter `{unknown[0]}`."
            known = ", ".join(f"`{name}`" for name in self._signature.parameters) or "nothing, as it takes nothing"
            raise TypeError(f"{what}\nFix: in `ignore`, name some of {known}.")

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
        told = ((name, each) for name, each in call.arguments.items() if name not in self._ignored)
        return {"code": self._code, **{f"{name}=": self._spell(name, each) for name, each in told}}

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


def own(function: object, *, is_async: bool = True) -> FunctionType:
    """Refuse what is of another kind, and what knows more than it is called with.

    Raises:
        TypeError: for anything but a function at the top level of a module or class, async or not as it has to be.
    """
    name = getattr(function, "__qualname__", type(function).__qualname__)
    if not inspect.isfunction(function):
        what = f"Expected a function to cache, got `{name}` (`{type(function).__qualname__}`)."
        raise TypeError(f"{what}\nFix: decorate the `async def` itself, below decorators such as `@staticmethod`.")
    if inspect.iscoroutinefunction(function) and not is_async:
        what = f"`{name}` is async, and would be called by code that is not."
        raise TypeError(f"{what}\nFix: decorate it with `service.cached(...)`, without `.sync`.")
    if is_async and not inspect.iscoroutinefunction(function):
        what = f"`{name}` is not async, and the cache is: it would hold up the event loop."
        raise TypeError(f"{what}\nFix: make it `async def`, and have it call what is sync with `asyncio.to_thread`.")
    innermost = cast("FunctionType", inspect.unwrap(function))
    if innermost.__code__.co_freevars or (innermost is not function and "<locals>" in name):
        held = ", ".join(f"`{each}`" for each in innermost.__code__.co_freevars) or "decorators"
        what = f"`{name}` is defined in another function and holds {held} of it, which cannot be told in a key."
        raise TypeError(f"{what}\nFix: define it at the top level of its module, and pass the rest as arguments.")
    return function


def without_self(function: FunctionType, ignore: Collection[str]) -> Collection[str]:
    """Ignore the object that a method is called on as well."""
    first = next(iter(inspect.signature(function).parameters), "")
    return {*ignore, first} if first in {"self", "cls"} else ignore


def tags_of(tags: Tags[...], args: Sequence[object], kwargs: Mapping[str, object]) -> Iterable[str]:
    """Give the tags for a call."""
    return tags(*args, **kwargs) if callable(tags) else tags
