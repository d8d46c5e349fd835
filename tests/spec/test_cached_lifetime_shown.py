"""C3, L30: a graph shows what is cached, for how long, and what it is made of."""

from tests.support.users import Ledger, User, load_user, office
from wireworks import AsyncFactory, Lifetime


class Page:
    def __init__(self, users: AsyncFactory[User]) -> None: ...


def test_tree_shows_how_long_and_of_what() -> None:
    container = office().add_cached(load_user, ttl=90.5).add_transient(Page)
    tree = container.explain(Page)
    assert "cached for 90.5 s  └─> AsyncFactory[User]" in tree
    assert "parameter `ledger`" in tree
    assert "str, left to the caller" in tree or "└─> str" in tree
    assert "cached for 90.5 s  User <- load_user  async function" in container.explain(User)


def test_records_show_how_long_and_of_what() -> None:
    """And each service once."""
    graph = office().add_cached(load_user, ttl=600).add_transient(Page).graph
    (user,) = [each for each in graph.services if each.type is User]
    assert user.lifetime is Lifetime.CACHED
    assert (user.ttl, user.is_async, user.needs_scope, user.making) == (600.0, True, False, "async function")
    assert [(need.parameter, need.gives) for need in user.needs] == [("ledger", "service"), ("user_id", "caller")]
    assert not graph.problems
    assert all(each.ttl is None for each in graph.services if each is not user)


def test_drawings_show_how_long() -> None:
    graph = office().add_cached(load_user, ttl=600).graph
    for drawing in (graph.text(), graph.mermaid(), graph.dot(), graph.json(), graph.html()):
        assert "cached" in drawing
    assert "cached for 600 s" in graph.text()


def test_source_is_a_call_of_what_looks_it_up() -> None:
    container = office().add_cached(User, load_all, ttl=600)
    assert "look_up" in container.source(User)


async def load_all(ledger: Ledger) -> User:
    raise NotImplementedError


def test_validation_asks_nothing_of_the_store() -> None:
    """L27: it makes nothing either."""
    container = office().add_cached(load_user, ttl=600)
    container.validate()
    assert container.get(Ledger).entries == []
