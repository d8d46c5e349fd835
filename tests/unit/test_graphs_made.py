"""How many graphs a container makes: one for all registrations between two looks at it."""

from tests.support.shapes import service
from wireworks import ServiceContainer
from wireworks._plan.build import Graph


class Counting(ServiceContainer):
    graphs = 0

    def _graph(self) -> Graph:
        self.graphs += 1
        return super()._graph()


def test_registrations_in_a_row_make_no_graph_and_the_next_look_makes_one() -> None:
    container = Counting()
    services = [service(f"Service{number}") for number in range(10)]

    for each in services:
        container.add_transient(each)
    before = container.graphs
    for each in services:
        container.get(each)

    assert (before, container.graphs) == (0, 1)


def test_a_registration_after_a_look_makes_a_new_graph() -> None:
    container = Counting()
    first, second = service("First"), service("Second")
    container.add_transient(first)
    container.get(first)

    container.add_transient(second)

    assert isinstance(container.get(second), second)
    assert container.graphs == 2
