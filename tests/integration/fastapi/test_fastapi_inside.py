"""A request sent from inside another, to an app with a container of its own."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from tests.integration.fastapi.parts import Session, wired
from wireworks import Injected


async def ask(app: FastAPI) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/")).status_code == 200


@pytest.mark.parametrize("first", ["outer", "inner"])
def test_a_dropped_generator_belongs_to_the_innermost_request(first) -> None:
    """W4: it is closed before the scope of that one ends, whichever container was seen first."""
    entries: list[str] = []

    async def session() -> AsyncIterator[Session]:
        yield Session()
        entries.append("scope ended")

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            entries.append("closed")

    inner, outer = wired(session), wired()

    @inner.get("/")
    async def drop_one(session: Injected[Session]) -> None:
        async for _ in numbers():
            break

    @outer.get("/")
    async def ask_the_other() -> None:
        await ask(inner)
        entries.append("answered")

    async def main() -> None:
        async with inner.router.lifespan_context(inner), outer.router.lifespan_context(outer):
            if first == "inner":
                await ask(inner)
                entries.clear()
            await ask(outer)

    asyncio.run(main())
    assert entries == ["closed", "scope ended", "answered"]
