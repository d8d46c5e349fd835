"""L14, L27, L30: what a check says of those who ask who asks, and how graphs show them."""

import pytest

from tests.architecture.sources import ROOT
from tests.support.logs import Log, logging_container, make_log
from wireworks import (
    Consumer,
    Factory,
    Injected,
    Lazy,
    ServiceContainer,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceParameterError,
)
from wireworks.graph import Gives


class Mailer:
    def __init__(self, log: Log) -> None:
        self.log = log


class Desk:
    def __init__(self, log: Log, mailer: Mailer, audit: Log, later: Lazy[Log], logs: list[Log]) -> None: ...


@pytest.mark.parametrize("lifetime", ["singleton", "scoped"])
def test_what_is_shared_cannot_know_who_asks(lifetime: str) -> None:
    """L27, L28: many do."""
    container = ServiceContainer().add_transient(Mailer)
    container.register(Log, make_log, lifetime)
    with container.create_scope() as scope, pytest.raises(ServiceParameterError) as caught:
        scope.get(Mailer)
    assert caught.value.what == f"`Log` ({lifetime}) is shared, so it has no one `Consumer` for parameter `consumer`."
    assert caught.value.fix == (
        "make `Log` transient, so that each consumer gets its own, or give `consumer` a default."
    )
    assert caught.value.see == "consumer"
    assert [link.name for link in caught.value.chain] == ["Mailer", "Log <- make_log"]


def test_decorator_of_what_is_shared_cannot_know_either() -> None:
    """What is made of it is as shared as what it wraps."""

    def note(inner: Mailer, consumer: Consumer) -> Mailer:
        return inner

    container = logging_container().add_singleton(Mailer).decorate(Mailer, note)
    with pytest.raises(ServiceParameterError, match="is shared, so it has no one `Consumer`"):
        container.get(Mailer)


def test_problem_is_told_once_however_many_ask() -> None:
    """L27."""

    class Tool:
        def __init__(self, consumer: Consumer, missing: "Mailer") -> None: ...

    class One:
        def __init__(self, tool: Tool, other: Tool, later: Factory[Tool]) -> None: ...

    class Two:
        def __init__(self, tool: Tool, tools: list[Tool]) -> None: ...

    container = ServiceContainer().add_transient(Tool).add_singleton(One).add_singleton(Two)

    @container.inject
    def use(tool: Injected[Tool]) -> None: ...

    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert isinstance(problem, ServiceNotFoundError)
    (told,) = container.graph.problems
    assert told.service.endswith(":Tool")
    assert [need.gives for need in container.graph_of(One).services[1].needs] == [Gives.CONSUMER, Gives.MISSING]


def test_graph_shows_one_service_for_all_consumers() -> None:
    """L30."""
    container = logging_container().add_singleton(Mailer).add_transient(Desk)
    graph = container.graph
    assert [service.name for service in graph.services] == ["Log", "Mailer", "Desk", "list[Log]"]
    (need,) = graph.services[0].needs
    assert need == ("consumer", "argument", Gives.CONSUMER, None, "Consumer")
    logs = [need.service for need in graph.services[2].needs if need.name == "Log"]
    assert logs == [graph.services[0].id] * 3


def test_tree_shows_what_it_is_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """L30."""
    monkeypatch.chdir(ROOT)
    container = logging_container().add_singleton(Mailer).add_transient(Desk)
    tree = [" ".join(line.split()) for line in container.explain(Desk).replace("tests/spec/", "").splitlines()]
    log = "Log <- make_log function tests/support/logs.py:15"
    assert tree == [
        "transient Desk test_consumer_shown.py:25",
        f"transient ├─> {log} parameter `log`",
        "consumer │ └─> Consumer parameter `consumer`",
        "singleton ├─> Mailer test_consumer_shown.py:20 parameter `mailer`",
        f"transient │ └─> {log} parameter `log` (see above)",
        f"transient ├─> {log} parameter `audit` (see above)",
        "transient ├─> Lazy[Log] function tests/support/logs.py:15 parameter `later` (see above)",
        "transient └─> list[Log] parameter `logs`",
        f"transient └─> {log} parameter `[0]` (see above)",
    ]


def test_source_has_each_consumer_in_its_place() -> None:
    """L30: as a constant, and nothing that works it out."""
    source = logging_container().add_singleton(Mailer).add_transient(Desk).source(Desk)
    assert source.count("make_log") >= 2
    assert "Consumer" not in source


def test_nothing_is_kept_for_consumers_of_what_does_not_ask() -> None:
    """Each service has one node, as ever."""
    container = ServiceContainer().add_instance(Log, Log(Consumer())).add_singleton(Mailer).add_transient(Desk)
    container.validate()
    assert [service.name for service in container.graph.services] == ["Log", "Mailer", "Desk", "list[Log]"]
