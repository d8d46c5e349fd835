"""W1, L15, L16: what endpoints ask for beside services: typed factories, what is made later, what is their own."""

from typing import Protocol

from fastapi import FastAPI

from tests.integration.fastapi.parts import client_of, wired
from wireworks import Factory, Injected, Lazy, Owned, ServiceContainer


class Greeter:
    def __init__(self, word: str = "hello") -> None:
        self.word = word


class Counter: ...


def word_of(path: str, app: FastAPI) -> object:
    with client_of(app) as client:
        response = client.get(path)
        assert response.status_code == 200, response.text
        return response.json()


class Greet(Protocol):
    def __call__(self, word: str) -> Greeter: ...


def test_typed_factories_are_injected() -> None:
    """W1, L15: of a list of types, or of a protocol."""
    app = wired(container=ServiceContainer().add_transient(Greeter))

    @app.get("/")
    async def greet(
        listed: Injected[Factory[Greeter, [str]]], named: Injected[Greet], perhaps: Injected[Greet | None]
    ) -> list[object]:
        return [listed("hey").word, named(word="ho").word, perhaps is not None and perhaps("hi").word]

    assert word_of("/", app) == ["hey", "ho", "hi"]


def test_what_is_made_later_and_what_is_ones_own_are_injected() -> None:
    """W1, L16: the one belongs to the request, the other to whoever enters it."""
    app = wired(Counter, container=ServiceContainer().add_transient(Greeter))

    @app.get("/")
    async def both(
        later: Injected[Lazy[Counter]], own: Injected[Owned[Counter]], counter: Injected[Counter]
    ) -> list[bool]:
        async with own as mine, own as another:
            return [later.value is counter, await later.avalue() is counter, mine is counter, mine is another]

    assert word_of("/", app) == [True, True, False, False]


def test_what_is_made_later_may_be_missing_where_it_says_so() -> None:
    """W1, L6."""
    app = wired(Counter)

    @app.get("/")
    async def perhaps(
        greeter: Injected[Lazy[Greeter] | None] = None, counter: Injected[Lazy[Counter] | None] = None
    ) -> list[bool]:
        return [greeter is None, counter is None]

    assert word_of("/", app) == [True, False]
