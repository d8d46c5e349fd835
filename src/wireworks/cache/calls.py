"""What those need to know who cache calls in other ways than ``cached``: may it be kept, and under which key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from wireworks.cache._arguments import UnspeakableError, could_be_spelled, spell
from wireworks.cache._backend import Backend
from wireworks.cache._codecs import codec_for
from wireworks.cache._errors import CacheKeyError, CacheModelError
from wireworks.cache._fingerprint import fingerprint_of_texts, heads_of
from wireworks.cache._keys import encoded, tag_names
from wireworks.cache._service import CacheService
from wireworks.cache._ttl import TTL

__all__ = ("CacheCalls", "can_be_told", "is_no_argument", "obstacle", "spelled_arguments")

T = TypeVar("T")


class CacheCalls(CacheService[T]):
    """Keep what one function answers, by the arguments of its calls.

    Args:
        redis: see ``CacheService``, as for all that is not said here.
        namespace: of the values.
        model: of the answers.
        ttl: how long they are kept.
        function: the name of what is called: the identifier of its answers, whose parameters are spelled arguments.
        rules: more for the ``CacheService``.

    Source: C3, C6.
    """

    def __init__(self, redis: Backend, namespace: str, model: Any, ttl: TTL, *, function: str, **rules: Any) -> None:
        super().__init__(redis, namespace, model, ttl, **rules)
        self._function = function
        self._begin = self._keys.key(function).decode() + ":"
        self._heads: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}

    async def get_or_make(
        self,
        arguments: Mapping[str, object],
        make: Callable[[], Awaitable[T]],
        tags: Callable[[Mapping[str, object]], Iterable[str]],
    ) -> T:
        """Find the answer to a call, or make it and keep it; see :meth:`CacheService.get_or_set`.

        Args:
            arguments: by name, defaults among them.
            make: gives the answer.
            tags: gives what it is invalidated with, when it is made.

        Raises:
            CacheKeyError: if an argument has no one spelling.
        """
        named = partial(_names_of, tags, arguments)
        return await self._shelf.get_or_make(self._wanted(self._key(arguments), make, None, named))

    async def forget(self, arguments: Mapping[str, object]) -> bool:
        """Forget the answer to a call; see :meth:`CacheService.delete`."""
        return await self._shelf.delete([self._key(arguments)]) > 0

    def _key(self, arguments: Mapping[str, object]) -> bytes:
        """Name the place of an answer, as :meth:`CacheService.get` does with :func:`spelled_arguments`."""
        if not arguments:
            return encoded(self._begin[:-1])
        texts = spelled_arguments(self._function, arguments)
        names = tuple(texts)
        heads = self._heads.get(names)
        if heads is None:  # as many as there are ways to call it
            heads = self._heads[names] = heads_of(names)
        return encoded(self._begin + fingerprint_of_texts(texts, heads))


def _names_of(
    tags: Callable[[Mapping[str, object]], Iterable[str]], arguments: Mapping[str, object]
) -> tuple[bytes, ...]:
    return tag_names(tags(arguments))


def spelled_arguments(function: str, arguments: Mapping[str, object]) -> dict[str, str]:
    """Return the arguments of a call as parameters of a key, with their types.

    Args:
        function: the name of what is called, for the message.
        arguments: by name, defaults among them.

    Raises:
        CacheKeyError: if an argument has no one spelling.

    Source: C6.
    """
    return {f"{name}=": _spelled(function, name, each) for name, each in arguments.items()}


def _spelled(function: str, name: str, argument: object) -> str:
    try:
        return spell(argument)
    except UnspeakableError as error:
        what = f"Argument `{name}` of `{function}` holds a `{error}`, which has no one spelling in a key."
        fix = (
            "pass what tells one answer from another (texts, numbers, dates, ids, models, collections of these), and"
            " have what it is made with injected."
        )
        raise CacheKeyError(what, fix=fix) from None


def obstacle(model: object) -> CacheModelError | None:
    """Return why no value of a model would come back from a store as it was; ``None`` if nothing is known.

    Source: C4.
    """
    try:
        codec_for(model)
    except CacheModelError as error:
        return error
    return None


def can_be_told(value: object) -> bool:
    """Tell whether a value has one spelling in a key."""
    try:
        spell(value)
    except UnspeakableError:
        return False
    return True


def is_no_argument(annotation: object) -> bool:
    """Tell whether no value of a type could be part of a key, as far as a class says so."""
    return isinstance(annotation, type) and not could_be_spelled(annotation)
