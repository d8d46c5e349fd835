"""Seed 002: the stream of 100 chunks under a real uvicorn.

The example sleeps for 0.1 s after each chunk. Its text stays; what it finds as `asyncio` has a `sleep` of the test's.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import httpx2

from tests.seeds.fresh_002 import fresh
from tests.servers import run_app

LIMIT = 20
CHUNKS = [f"data chunk {chunk}" for chunk in range(100)]


def example_with(sleep: Callable[[float], Awaitable[object]]) -> Callable[..., object]:
    """Give the app of the example with another sleep."""
    example = fresh("streaming")
    example.asyncio = SimpleNamespace(sleep=sleep)
    app: Callable[..., object] = example.app
    return app


def test_100_chunks_arrive() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    with run_app(example_with(sleep)) as url:
        answer = httpx2.get(f"{url}/stream", timeout=LIMIT)

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.splitlines() == CHUNKS
    assert slept == [0.1] * 100


def test_first_chunks_arrive_before_the_others_are_made() -> None:
    """W4: the example pauses after three chunks until its reader has seen them."""
    seen, slept = threading.Event(), []

    async def sleep(_seconds: float) -> None:
        slept.append(1)
        if len(slept) == 3:
            assert await asyncio.to_thread(seen.wait, LIMIT)

    with run_app(example_with(sleep)) as url, httpx2.stream("GET", f"{url}/stream", timeout=LIMIT) as answer:
        lines = answer.iter_lines()
        first = [next(lines) for _ in range(3)]
        made = len(slept)
        seen.set()
        rest = list(lines)

    assert made <= 3
    assert first + rest == CHUNKS


def test_stream_ends_when_its_reader_leaves() -> None:
    """W4: it is cancelled where it waits, rather than made to its end for nobody."""
    slept, ended = [], threading.Event()

    async def sleep(_seconds: float) -> None:
        slept.append(1)
        if len(slept) == 3:
            try:
                await asyncio.Future[None]()
            finally:
                ended.set()

    with run_app(example_with(sleep)) as url:
        with httpx2.stream("GET", f"{url}/stream", timeout=LIMIT) as answer:
            assert next(answer.iter_lines()) == CHUNKS[0]
        assert ended.wait(LIMIT)

    assert len(slept) == 3


def test_with_the_sleep_of_the_document_chunks_come_one_by_one() -> None:
    """Nothing replaced; three of them are enough."""
    with run_app(fresh("streaming").app) as url, httpx2.stream("GET", f"{url}/stream", timeout=LIMIT) as answer:
        lines = answer.iter_lines()
        assert [next(lines) for _ in range(3)] == CHUNKS[:3]
