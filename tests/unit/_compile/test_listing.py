"""The code that `container.source` shows does what it says, singletons included: here it is run."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from types import NoneType

import pytest

from tests.generated.graphs import (
    GRAPHS,
    Cache,
    Clock,
    Graph,
    Locale,
    Pool,
    Reader,
    Request,
    Session,
    Writer,
    open_session,
)
from tests.support.everything import Account, Desk, everything
from wireworks import ServiceContainer
from wireworks._compile.listing import Listing

Scopes = list[tuple[str | None, dict[type, object] | None]]
SCOPES: dict[str, Scopes] = {
    "named_scopes": [("session", {Locale: Locale()}), ("request", None)],
    "of_the_moment": [(None, {Request: Request()})],
}
IN_ONE_SCOPE: Scopes = [(None, None)]


def run(graph: Graph, times: int = 2, scopes: Scopes = IN_ONE_SCOPE) -> list[object]:
    """Run the listing of what a graph asks for in the innermost of some scopes; return what came out."""
    resolvers = graph.container._resolvers  # noqa: SLF001 - the listing is not public, its text is
    listing = Listing(resolvers.tiers().compiler, resolvers.node(graph.key))
    exec(listing.text, listing.constants)
    function = listing.constants[listing.title]

    async def arun() -> list[object]:
        async with AsyncExitStack() as open_scopes:
            for name, context in scopes:
                scope = await open_scopes.enter_async_context(graph.container.create_scope(name, context))
            return [await function(scope) if graph.is_async else function(scope) for _ in range(times)]

    return asyncio.run(arun())


# The wiring of `odd_names` calls a method that no class can have: it is there for its spelling.
@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "odd_names"])
def test_listing_makes_what_was_asked_for(name: str) -> None:
    graph = GRAPHS[name]()
    first, second = run(graph, scopes=SCOPES.get(name, IN_ONE_SCOPE))
    made = NoneType if name == "decorated" else graph.key  # there is nothing to decorate
    assert isinstance(first, made)
    assert isinstance(second, made)
    assert (first is second) is (graph.container.graph_of(graph.key).services[0].lifetime == "scoped")


def test_listing_makes_a_singleton_once_and_where_the_container_finds_it() -> None:
    container = ServiceContainer().add_singleton(Pool).add_singleton(Cache).add_singleton(Reader).add_singleton(Writer)
    first, second = run(Graph(container, Writer))
    assert first is second
    assert container.get(Writer) is first


def test_listing_closes_what_a_singleton_holds_with_the_container() -> None:
    closed = []

    def open_pool() -> Iterator[Pool]:
        yield Pool()
        closed.append("pool")

    container = ServiceContainer().add_transient(open_pool).add_singleton(Reader).add_singleton(Cache)
    assert isinstance(run(Graph(container, Reader), times=1)[0], Reader)
    assert closed == []
    container.close()
    assert closed == ["pool"]


def test_listing_keeps_a_scoped_service_for_its_scope() -> None:
    container = ServiceContainer().add_transient(Clock).add_scoped(open_session)
    first, second = run(Graph(container, Session))
    assert first is second


def test_listing_makes_what_uses_the_whole_language() -> None:
    first, second = run(Graph(everything(), Desk), scopes=[("session", {Account: Account()}), ("request", None)])
    assert isinstance(first, Desk)
    assert first is second
