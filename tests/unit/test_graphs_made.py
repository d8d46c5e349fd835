"""How many graphs a container makes: one for all registrations between two looks at it."""

import pytest

from tests.support.shapes import service
from wireworks import ServiceContainer
from wireworks._plan.build import Graph


@pytest.fixture
def graphs(monkeypatch: pytest.MonkeyPatch) -> list[Graph]:
    """The graphs that were made."""
    made: list[Graph] = []
    begin = Graph.__init__

    def note(graph: Graph, *arguments) -> None:
        begin(graph, *arguments)
        made.append(graph)

    monkeypatch.setattr(Graph, "__init__", note)
    return made


def test_registrations_in_a_row_make_no_graph_and_the_next_look_makes_one(graphs: list[Graph]) -> None:
    container = ServiceContainer()
    services = [service(f"Service{number}") for number in range(10)]

    for each in services:
        container.add_transient(each)
    before = len(graphs)
    for each in services:
        container.get(each)

    assert (before, len(graphs)) == (0, 1)


def test_a_registration_after_a_look_makes_a_new_graph(graphs: list[Graph]) -> None:
    container = ServiceContainer()
    first, second = service("First"), service("Second")
    container.add_transient(first)
    container.get(first)

    container.add_transient(second)

    assert isinstance(container.get(second), second)
    assert len(graphs) == 2
