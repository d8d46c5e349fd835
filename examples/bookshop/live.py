"""What visitors see as it happens: what is sold, and what the readers of a book say to each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, WebSocket
from fastapi.sse import EventSourceResponse
from sqlalchemy.orm import Session

from examples.bookshop.customers import Username
from examples.bookshop.journal import Journal
from examples.bookshop.models import Remark, Sold
from wireworks import Injected, service
from wireworks.fastapi import Rooms, messages

router = APIRouter()


@service
class Ticker:
    """Tell whoever follows it what is sold; who does not keep up misses the oldest."""

    BEHIND = 100

    def __init__(self) -> None:
        self._followers: set[asyncio.Queue[Sold]] = set()

    def announce(self, sold: Sold) -> None:
        for follower in self._followers:
            if follower.full():
                follower.get_nowait()
            follower.put_nowait(sold)

    async def follow(self) -> AsyncIterator[Sold]:
        mine: asyncio.Queue[Sold] = asyncio.Queue(self.BEHIND)
        self._followers.add(mine)
        try:
            while True:
                yield await mine.get()
        finally:
            self._followers.remove(mine)


async def announce(basket: dict[str, int], ticker: Injected[Ticker]) -> None:
    for book, copies in basket.items():
        ticker.announce(Sold(book=book, copies=copies))


@router.get("/sales", response_class=EventSourceResponse)
async def sales(ticker: Injected[Ticker], journal: Injected[Journal]) -> AsyncIterator[Sold]:
    journal.note("somebody follows the sales")
    try:
        async for sold in ticker.follow():
            yield sold
    finally:
        journal.note("nobody follows the sales")


@router.websocket("/books/{book}/room")
async def reading_room(book: str, websocket: WebSocket, name: Injected[Username], rooms: Injected[Rooms]) -> None:
    async with rooms.join(book, websocket, user=name) as member:
        rooms.publish(book, f"{name} came in")
        async for remark in messages(websocket, source=member):
            async with remark as scope:  # a transaction for each
                (await scope.aget(Session)).add(Remark(book=book, customer=name, text=remark.value))
            rooms.publish(book, f"{name}: {remark.value}")
