"""An app for a process of its own: streams without an end, and at the end a line that says how their scopes ended."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse

from tests.integration.fastapi.parts import Session
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import StreamSettings, setup

outcomes: Counter[str] = Counter()


async def session() -> AsyncIterator[Session]:
    try:
        yield Session()
    except BaseException as error:
        await asyncio.sleep(0)
        outcomes[type(error).__name__] += 1
        raise


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield
    print(dict(outcomes), flush=True)  # noqa: T201 - the test reads it


app = FastAPI(lifespan=lifespan)
container = ServiceContainer().add_scoped(session).add_instance(StreamSettings, StreamSettings(0.1, 0.1))
setup(app, container)


@app.get("/lines")
async def lines(session: Injected[Session]) -> AsyncIterator[int]:
    yield 1
    await asyncio.Event().wait()


@app.get("/events", response_class=EventSourceResponse)
async def events(session: Injected[Session]) -> AsyncIterator[int]:
    yield 1
    await asyncio.Event().wait()


@app.get("/thread", response_class=StreamingResponse)
def thread(session: Injected[Session]) -> Iterator[str]:
    while True:
        yield "1"
        time.sleep(0.05)
