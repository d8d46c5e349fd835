"""Several at once: tests as tasks of one loop on one app, forks with apps of their own, and a server elsewhere."""

from __future__ import annotations

import asyncio
from datetime import date

from examples.bookshop.app import create_app
from examples.bookshop.clock import Clock
from examples.bookshop.journal import Journal
from examples.bookshop.notifying import Mailer
from examples.bookshop.tests.shop import Outbox, Shop, StoppedClock, Visit, new_cache
from wireworks.cache import CacheManager
from wireworks.testing import AsyncClient, TestClient


def test_tasks_override_the_same_service_at_the_same_time(shop: Shop, visit: Visit) -> None:
    async def review_on(day: date, together: asyncio.Barrier) -> list[str]:
        client = AsyncClient(app=shop.app, base_url="http://shop")
        own = {Clock: StoppedClock(day), Journal: Journal(), Mailer: Outbox(), CacheManager: new_cache()}
        with shop.container.override(own):
            await together.wait()
            await client.post("/books/emma/reviews?user=ada&text=fine")
            await together.wait()
            answer: list[str] = (await client.get("/reviews")).json()
            return answer

    async def main() -> list[list[str]]:
        together = asyncio.Barrier(3)
        return await asyncio.gather(*(review_on(date(2001, 1, day), together) for day in (1, 2, 3)))

    assert asyncio.run(main()) == [["2001-01-01: fine"], ["2001-01-02: fine"], ["2001-01-03: fine"]]
    assert visit.client.get("/reviews").json() == []


def test_tasks_that_a_test_starts_see_what_it_overrides(shop: Shop, visit: Visit) -> None:
    async def main() -> str:
        client = AsyncClient(app=shop.app, base_url="http://shop")
        with shop.container.override(Clock, StoppedClock(date(1999, 12, 31))):
            task = asyncio.create_task(client.post("/books/emma/reviews?user=ada&text=late"))
            await task
        answer: list[str] = (await client.get("/reviews")).json()
        return answer[0]

    assert asyncio.run(main()) == "1999-12-31: late"
    assert visit.client.get("/reviews").json() == ["1999-12-31: late"]


def test_fork_is_a_shop_of_its_own(shop: Shop, visit: Visit) -> None:
    fork = shop.container.fork()
    fork.unregister(Journal)
    fork.add_instance(Journal, journal := Journal())

    with fork.override(Mailer, Outbox()), TestClient(create_app(fork)) as client:
        client.post("/orders?user=grace", json={"emma": 5})
        assert client.get("/books").json()[0]["stock"] == 0
    assert journal.lines[-2:] == ["engine closed", "folder removed"]

    assert visit.client.get("/books").json()[0]["stock"] == 5
    assert "engine closed" not in visit.journal.lines


def test_container_is_asked_past_the_app(shop: Shop, visit: Visit) -> None:
    assert shop.container.get(Journal) is visit.journal
    assert shop.container[Journal]() is visit.journal
    assert asyncio.run(shop.container.aget(Mailer)) is visit.outbox
