"""Answers that are kept: made once, given to those who may have them, gone when something changes."""

from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.testclient import TestClient

from wireworks import ServiceContainer
from wireworks.cache import cachemanager
from wireworks.fastapi import cached_response, invalidate_responses, setup

cachemanager.init()  # or "redis://…", for all processes
app, titles = FastAPI(), {1: "Emma"}
setup(app, ServiceContainer())


@app.get("/books/{book_id}")
@cached_response(ttl=300, tags=("book:{book_id}",))
def read_book(book_id: int) -> str:
    print("reading", titles[book_id])
    return titles[book_id]


@app.put("/books/{book_id}")
def rename(book_id: int, title: str) -> None:
    titles[book_id] = title
    invalidate_responses(f"book:{book_id}")


@app.get("/basket")
@cached_response(ttl=60, key=lambda authorization: authorization)
def basket(authorization: Annotated[str, Header()]) -> str:
    return f"the basket of {authorization}"


with TestClient(app) as client:
    etag = client.get("/books/1").headers["etag"]
    print(client.get("/books/1", headers={"if-none-match": etag}).status_code)
    print(client.put("/books/1?title=Persuasion").status_code, client.get("/books/1").json())
    print([client.get("/basket", headers={"authorization": user}).json() for user in ("Ada", "Grace", "Ada")])
