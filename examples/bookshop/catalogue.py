"""The catalogue: read from the database once, then from the cache until something is sold."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from examples.bookshop.models import Book, BookCard
from wireworks import Owned, service
from wireworks.cache import CacheManager, CacheService


@service
async def open_cache() -> AsyncIterator[CacheManager]:
    manager = CacheManager()
    # In this process, unless it says where a server is that several processes share.
    manager.init(redis_url=os.environ.get("CACHE_URL"))
    yield manager
    await manager.close()


@service
def keep_cards(manager: CacheManager) -> CacheService[list[BookCard]]:
    return CacheService(manager.client, "catalogue", list[BookCard], default_ttl=60)


@service
class Catalogue:
    def __init__(self, cards: CacheService[list[BookCard]], session: Owned[Session]) -> None:
        self._cards = cards
        self._session = session

    async def cards(self) -> list[BookCard]:
        return await self._cards.get_or_set("all", self._read, tags=["catalogue"])

    def _read(self) -> list[BookCard]:
        # It is read for everybody who waits, and the request that asked first may be gone: the session is its own.
        with self._session as session:
            books = session.scalars(select(Book).order_by(Book.title))
            return [BookCard.model_validate(book, from_attributes=True) for book in books]
