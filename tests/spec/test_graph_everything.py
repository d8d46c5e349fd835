"""L30: whatever the language has shows in the graph, the tree and the source."""

import ast
import re

from tests.support.everything import Account, Desk, Mailer, Pool, Reports, Repository, everything
from wireworks import ServiceContainer, qualified
from wireworks.graph import ServiceGraph

PLACE = re.compile(r"\s+\S*everything\.py:\d+")


def tree_of(text: str) -> list[str]:
    """Return the lines of a tree without places, and with single spaces behind the names."""
    cut = [PLACE.sub("", line) for line in text.splitlines()]
    return [re.sub(r"(?<=\S)\s{2,}(?=[^\s├└│])", "  ", line) for line in cut]


def test_tree_shows_every_relation_and_every_lifetime() -> None:
    """L8, L14, L15, L16, L24: collections, scopes with names, what is made later, decorators, values."""
    assert tree_of(everything().explain(Desk)) == [
        "scoped  Desk",
        "scoped in request   ├─> Reports  parameter `reports`",
        "transient           │   ├─> Sequence[Mailer]  parameter `mailers`",
        "singleton           │   │   ├─> Mailer <- Retrying  parameter `[0]`",
        "singleton           │   │   │   ├─> Mailer <- SmtpMailer  parameter `inner`",
        "singleton           │   │   │   │   ├─> Clock  parameter `clock`, eager",
        "value               │   │   │   │   └─> -  parameter `url`",
        "singleton           │   │   │   └─> Clock  parameter `clock`, eager",
        "singleton           │   │   └─> Mailer['text'] <- TextMessages  parameter `[1]`",
        "transient           │   ├─> Mapping[str, Mailer]  parameter `by_name`",
        "singleton           │   │   └─> Mailer['text'] <- TextMessages  parameter `['text']`",
        "scoped in request   │   ├─> AsyncFactory[Session]  generator  parameter `sessions`",
        "singleton           │   │   └─> Lazy[Pool]  async generator  parameter `pool`",
        "scoped in request   │   ├─> Owned[Session]  generator  parameter `own`  (see above)",
        "instance            │   └─> ServiceContainer  parameter `container`",
        "scoped in session   ├─> Basket  parameter `basket`",
        "context in session  │   └─> Account  parameter `account`",
        "scope               ├─> ServiceScope  parameter `scope`",
        "scoped              ├─> Repository[Account]  parameter `accounts`",
        "value               │   ├─> -  parameter `kind`",
        "scoped in request   │   └─> Lazy[Session]  generator  parameter `session`  (see above)",
        "scoped              └─> Lock  context manager  parameter `lock`",
    ]


def gives(graph: ServiceGraph, name: str) -> dict[str, str]:
    """Return what the parameters of the first service of a name are given."""
    return {need.parameter: str(need.gives) for need in graph.named(name)[0].needs}


def test_records_tell_what_comes_now_and_what_later() -> None:
    """L15, L16."""
    graph = everything().graph
    assert graph.problems == ()
    assert gives(graph, "Reports") == {
        "mailers": "service",
        "by_name": "service",
        "sessions": "async factory",
        "own": "owned",
        "container": "service",
    }
    assert gives(graph, "Session") == {"pool": "lazy"}


def test_records_tell_the_names_of_scopes() -> None:
    """L24."""
    scopes = {service.name: service.scope for service in everything().graph.services if service.scope}
    assert scopes == {"Session": "request", "Account": "session", "Basket": "session", "Reports": "request"}


def test_what_a_decorator_wraps_is_a_service_that_nobody_can_ask_for() -> None:
    """L30: decorated services stand below their decorators."""
    graph = everything().graph
    outer, text, inner = graph.named("Mailer")
    assert (outer.key, text.key, inner.key) == (Mailer, qualified(Mailer, "text"), None)
    assert (outer.factory, inner.factory) == ("Retrying", "SmtpMailer")
    assert outer.needs[0].service == inner.id
    assert inner.id == f"{outer.id}#2"


def test_collections_are_services_that_can_be_asked_for() -> None:
    """L8."""
    container = everything()
    (found,) = container.graph.named("Sequence[Mailer]")
    assert [type(mailer).__name__ for mailer in container.get(found.key)] == ["Retrying", "TextMessages"]  # type: ignore[attr-defined]


def test_open_registration_says_what_is_open_and_its_closings_follow() -> None:
    """L9: that it cannot be made as it is, is no problem; asked for itself it is one."""
    container = everything()
    graph = container.graph
    assert gives(graph, "Repository") == {"session": "lazy", "kind": "open"}
    assert gives(graph, "Repository[Account]") == {"kind": "value", "session": "lazy"}
    assert "kind: type[T], open\n" in graph.text()
    assert "missing            └─> type[T] " in container.explain(Repository)


def test_drawings_lead_later_through_dotted_arrows() -> None:
    """L15, L16: whatever the relation."""
    graph = everything().graph
    assert graph.mermaid().count("-.->") == 5
    assert graph.dot().count('style="dashed"') == 5
    assert graph.html().count('class="later"') == 5
    assert "scoped in session" in graph.html()


def test_source_is_python_for_all_of_it() -> None:
    """L30: with a function for each service that is kept, decorators and what they wrap apart."""
    source = everything().source(Desk)
    names = [each.name for each in ast.parse(source).body if isinstance(each, ast.FunctionDef)]
    assert sorted(names) == [
        "get_basket",
        "get_clock",
        "get_desk",
        "get_lock",
        "get_mailer",
        "get_mailer_2",
        "get_mailer_text",
        "get_reports",
        "get_repository_account",
    ]
    assert "swordfish" not in source


def test_registration_whose_condition_does_not_hold_is_absent() -> None:
    """L1: as it is for everybody else."""
    container = ServiceContainer(profiles=["test"]).add_singleton(Pool, when="test").add_singleton(Account, when="dev")
    assert [service.name for service in container.graph.services] == ["Pool"]


def test_parts_can_be_looked_at_alone() -> None:
    """L30."""
    container = everything()
    assert container.explain(Account) == "context in session  Account\n"
    assert "async def get_pool" in container.source(Pool)
    assert len(container.graph_of(Reports).services) == 10
