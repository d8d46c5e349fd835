"""Forgetting values: one by one, by pattern, by tag, or all of a namespace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from wireworks.cache._keys import Identifier, KeySpace, tag_names
from wireworks.cache._shelf import Shelf

T = TypeVar("T")


class Forgetting(Generic[T]):
    """Forget values of one namespace.

    Args:
        keys: of the namespace.
        shelf: carries it out.
    """

    def __init__(self, keys: KeySpace, shelf: Shelf[T]) -> None:
        self._keys = keys
        self._shelf = shelf

    async def delete(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> bool:
        """Forget a value, and do not store what is just being made.

        Returns:
            Whether it was there.

        Raises:
            CacheKeyError: if ``identifier`` or ``params`` cannot be part of a key.
        """
        return await self.delete_many([identifier], params) > 0

    async def delete_many(self, identifiers: Iterable[Identifier], params: Mapping[str, object] | None = None) -> int:
        """Forget several values, and count those that were there; see :meth:`delete`."""
        return await self._shelf.delete([self._keys.key(identifier, params) for identifier in identifiers])

    async def invalidate_pattern(self, pattern: str = "*") -> int:
        """Forget every value of this namespace whose identifier matches, and do not store what is just being made.

        The whole server is searched, a page at a time; on a large one this takes a while.

        Args:
            pattern: a glob, matched against the identifier, or ``identifier:hash`` for values with ``params``: ``*``
                is any text, ``?`` one character, ``[a-c]`` one of these, ``[^a-c]`` one of the others. A backslash
                takes the meaning off what follows.

        Returns:
            How many there were.

        Source: C6.
        """
        return await self._shelf.drop(*self._keys.search(pattern))

    async def clear(self) -> bool:
        """Forget every value of this namespace, and do not store what is just being made; false if there was no answer.

        That is one step, however many there are: they belong to a generation that ends. Their room is given back when
        their time is over, or room is needed.

        Source: C6.
        """
        return await self._shelf.clear()

    async def invalidate_tags(self, *tags: str) -> bool:
        """Forget every value that was stored with one of ``tags``, and do not store what is just being made with one.

        Namespaces with the same prefix and version share their tags. One step for each tag, as with :meth:`clear`.

        Returns:
            Whether it is done; false if the store did not answer.

        Raises:
            CacheKeyError: if a tag is no text.

        Source: C6.
        """
        return await self._shelf.invalidate(tag_names(tags))
