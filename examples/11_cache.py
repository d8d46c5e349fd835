"""The cache: typed values, each made once for everybody who asks, in this process or on a server."""

import asyncio

from pydantic import BaseModel

from wireworks import ServiceContainer, service
from wireworks.cache import CacheService, MemoryStore


class Book(BaseModel):
    title: str


@service
def book_cache() -> CacheService[Book]:
    return CacheService(MemoryStore(), "books", Book, default_ttl=60)


@service
class Catalogue:
    def __init__(self, cache: CacheService[Book]) -> None:
        self.cache = cache

    async def book(self, isbn: str) -> Book:
        return await self.cache.get_or_set(isbn, self.look_up)

    async def look_up(self) -> Book:
        print("looking it up")
        return Book(title="Notes on the Analytical Engine")


async def main() -> None:
    catalogue = ServiceContainer(book_cache, Catalogue).get(Catalogue)
    books = await asyncio.gather(*(catalogue.book("42") for _ in range(20)))
    print(len(books), "answers:", books[0])
    print("each caller has a copy of its own:", books[0] is not books[1])


asyncio.run(main())
