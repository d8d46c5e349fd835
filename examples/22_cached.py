"""The lifetime `cached`: made once for everybody, by its arguments, until it is forgotten."""

import asyncio
from dataclasses import dataclass

from wireworks import AsyncFactory, ServiceContainer, service
from wireworks.cache import CacheManager


@dataclass
class Book:
    title: str


@service(lifetime="cached", ttl=600, tags="books")
async def look_up(isbn: str, language: str = "en") -> Book:
    print("looking up", isbn, language)
    return Book("The Waves" if language == "en" else "Die Wellen")


@service
class Catalogue:
    def __init__(self, books: AsyncFactory[Book]) -> None:
        self.books = books

    async def titles(self, isbn: str) -> list[str]:
        found = await asyncio.gather(*(self.books(isbn=isbn, language=each) for each in ("en", "de") * 20))
        return sorted({book.title for book in found})


async def main() -> None:
    manager = CacheManager()
    manager.init()  # in this process; a server by `redis_url=`
    container = ServiceContainer(look_up, Catalogue).add_instance(CacheManager, manager)
    print(await container.get(Catalogue).titles("42"))
    print("forgotten:", await container.afactory(Book).invalidate(isbn="42"))
    print("by tag:", await container.invalidate_tags("books"), await container.get(Catalogue).titles("42"))


asyncio.run(main())
