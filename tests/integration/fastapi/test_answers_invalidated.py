"""W11: answers are invalidated after the commit, and before whoever committed is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
import pytest
from fastapi import BackgroundTasks, FastAPI, HTTPException, Path, Request, WebSocket
from starlette.types import Message

from tests.integration.fastapi.answering import Calls, keeping
from tests.integration.fastapi.parts import Journal, Refused, Session, client_of
from wireworks import Injected, ServiceContainer
from wireworks.cache import CacheManager, CacheService
from wireworks.caching import CacheSettings
from wireworks.fastapi import cached_response, invalidate_responses, setup


def counting(app: FastAPI, calls: Calls) -> None:
    @app.get("/books/{book_id}")
    @cached_response(tags=("book:{book_id}", "books"))
    async def read(book_id: int) -> int:
        return calls.next(book_id)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("close_scope", ["before_response", "after_response"])
def test_what_changes_something_invalidates_answers_by_tags(kind: str, close_scope) -> None:
    journal, calls = Journal(), Calls()
    app = keeping(journal.session, close_scope=close_scope)
    counting(app, calls)

    def sync(book_id: int, session: Injected[Session]) -> None:
        invalidate_responses(f"book:{book_id}")

    async def asynchronous(book_id: int, session: Injected[Session]) -> None:
        assert await invalidate_responses("shelf:1")
        assert await invalidate_responses(f"book:{book_id}")

    app.put("/books/{book_id}")(sync if kind == "sync" else asynchronous)
    with client_of(app) as client:
        assert [client.get(f"/books/{each}").json() for each in (1, 2, 1, 2)] == [1, 2, 1, 2]
        assert client.put("/books/1").status_code == 200
        assert [client.get(f"/books/{each}").json() for each in (1, 2)] == [3, 2]


@pytest.mark.parametrize("how", ["error", "handled"])
def test_what_fails_invalidates_nothing(how: str) -> None:
    app, calls = keeping(Journal().session), Calls()
    counting(app, calls)

    @app.put("/books/{book_id}")
    async def write(book_id: int, session: Injected[Session]) -> None:
        await invalidate_responses("books")
        raise Refused if how == "error" else HTTPException(409)

    with client_of(app) as client:
        assert [client.get("/books/1").json(), client.put("/books/1").status_code] == [
            1,
            500 if how == "error" else 409,
        ]
        assert client.get("/books/1").json() == 1


def test_it_happens_after_the_commit_and_before_the_first_byte() -> None:
    """Whoever reads before the commit must not leave what was read behind; whoever is told may not find it."""
    happened: list[str] = []
    manager = CacheManager()
    manager.init()

    async def session() -> AsyncIterator[Session]:
        yield Session()
        # Somebody reads just before the commit, and has it kept.
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
            happened.append((await client.get("/books/1")).text)
        happened.append("commit")

    app, calls = keeping(session, manager=manager), Calls()
    counting(app, calls)

    @app.put("/books/{book_id}")
    async def write(book_id: int, session: Injected[Session]) -> None:
        await invalidate_responses("books")

    async def main() -> None:
        async def send(message: Message) -> None:
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
                happened.extend([message["type"], (await client.get("/books/1")).text])

        async def receive() -> Message:
            return {"type": "http.request"}

        async with app.router.lifespan_context(app):
            scope = {"type": "http", "method": "PUT", "path": "/books/1", "query_string": b"", "headers": []}
            await app(scope, receive, send)

    asyncio.run(main())
    assert happened == ["1", "commit", "http.response.start", "2", "http.response.body", "2"]


def test_outside_of_a_request_it_happens_when_it_is_awaited() -> None:
    manager, calls = CacheManager(), Calls()
    manager.init()
    app = keeping(manager=manager)
    container = ServiceContainer().add_instance(CacheManager, manager)
    counting(app, calls)

    async def work() -> None:
        await invalidate_responses("books", container=container)

    @app.post("/later")
    async def later(tasks: BackgroundTasks) -> None:
        tasks.add_task(work)

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive_text()
        await websocket.send_json(await invalidate_responses("books", container=container))

    with client_of(app) as client:
        assert client.get("/books/1").json() == 1
        client.post("/later")
        assert client.get("/books/1").json() == 2
        with client.websocket_connect("/socket") as connected:
            connected.send_text("")
            assert connected.receive_json() is True
            assert client.get("/books/1").json() == 3


def test_values_and_answers_of_one_tag_go_together() -> None:
    app, calls = FastAPI(), Calls()
    manager, settings = CacheManager(), CacheSettings(prefix="shop", version="v2")
    manager.init()
    container = ServiceContainer().add_instance(CacheManager, manager).add_instance(CacheSettings, settings)
    setup(app, container)
    counting(app, calls)

    @app.post("/")
    async def change() -> None:
        await invalidate_responses("book:1")

    async def main() -> list[object]:
        values = CacheService(manager.client, "values", int, prefix="shop", version="v2")
        async with app.router.lifespan_context(app):
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
                await values.set("one", 1, tags=["book:1"])
                found: list[object] = [(await client.get("/books/1")).json(), await values.get("one")]
                await client.post("/")
                found += [await values.get("one"), (await client.get("/books/1")).json()]
                await manager.invalidate_tags("books", prefix="shop", version="v2")
                return [*found, (await client.get("/books/1")).json()]

    assert asyncio.run(main()) == [1, 1, None, 2, 3]


def test_tags_may_be_made_of_arguments_and_the_request() -> None:
    app, calls = keeping(), Calls()

    @app.get("/books/{book_id}/{rest}")
    @cached_response(vary=(), tags=lambda book_id, request: [f"book:{book_id}", request.url.path.replace("/", ".")])
    async def read(book_id: int, request: Request, page: int = 1) -> int:
        return calls.next()

    @app.get("/users/{user_id}/page")
    @cached_response(tags=("user:{user_id}", "page:{page}"))
    async def page(page: int = 1) -> int:
        return calls.next()

    @app.delete("/{tag:path}")
    async def forget(tag: Annotated[str, Path()]) -> None:
        await invalidate_responses(tag)

    with client_of(app) as client:
        assert [client.get("/books/7/a").json() for _ in range(2)] == [1, 1]
        client.delete("/book:7")
        assert client.get("/books/7/a").json() == 2
        client.delete("/.books.7.a")
        assert client.get("/books/7/a").json() == 3
        assert [client.get("/users/ada/page").json() for _ in range(2)] == [4, 4]
        client.delete("/user:ada")
        assert client.get("/users/ada/page").json() == 5
        client.delete("/page:1")
        assert client.get("/users/ada/page").json() == 6
