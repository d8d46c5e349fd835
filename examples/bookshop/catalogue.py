"""The catalogue: read from the database once, then from the cache until something is sold."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from examples.bookshop.models import Book, BookCard
from wireworks import Owned, service
from wireworks.cache import CacheService, MemoryStore


@service
def keep_cards() -> CacheService[list[BookCard]]:
    # A `redis.asyncio.Redis` in place of the `MemoryStore` would share the cards among processes.
    return CacheService(MemoryStore(), "catalogue", list[BookCard], default_ttl=60)


@service
class Catalogue:
    def __init__(self, cards: CacheService[list[BookCard]], session: Owned[Session]) -> None:
        self._cards = cards
        self._session = session

    async def cards(self) -> list[BookCard]:
        return await self._cards.get_or_set("all", self._read)

    async def forget(self) -> None:
        await self._cards.delete("all")

    def _read(self) -> list[BookCard]:
        # It is read for everybody who waits, and the request that asked first may be gone: the session is its own.
        with self._session as session:
            books = session.scalars(select(Book).order_by(Book.title))
            return [BookCard.model_validate(book, from_attributes=True) for book in books]
