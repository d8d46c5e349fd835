"""L29 on random graphs: which object somebody gets is decided by the overrides that it depends on, and nothing else."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.examples import examples
from wireworks import Factory, Lifetime, ServiceContainer

SIZE = 7


class Graph(NamedTuple):
    """Services by number: which ones each needs, all smaller; which of them it takes a factory of; which are scoped."""

    needs: list[list[int]]
    factories: list[list[int]]
    scoped: int


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    below = [st.lists(st.integers(0, max(0, i - 1)), max_size=3 if i else 0, unique=True) for i in range(SIZE)]
    return Graph([draw(each) for each in below], [draw(each) for each in below], draw(st.integers(0, SIZE)))


class Step(NamedTuple):
    """Open an override of some services (taking the real one or not), end one of those that are open, or ask."""

    opens: frozenset[int]
    around: bool
    everywhere: bool
    ends: int


steps = st.builds(
    Step,
    opens=st.frozensets(st.integers(0, SIZE - 1), max_size=2),
    around=st.booleans(),
    everywhere=st.booleans(),
    ends=st.integers(0, 3),
)


class Model:
    """What must be true, told as simply as possible."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.open: list[tuple[int, Step]] = []
        self.seen: dict[object, object] = {}

    def frames(self, service: int, above: int | None = None) -> frozenset[int]:
        """Return the numbers of the overrides that a service depends on, those opened from ``above`` on left out."""
        answering = [
            (number, step) for number, step in self.open if service in step.opens and (above is None or number < above)
        ]
        if answering:
            number, step = answering[-1]
            return frozenset({number}) | (self.frames(service, number) if step.around else frozenset())
        below = {*self.graph.needs[service], *self.graph.factories[service]}
        return frozenset().union(*(self.frames(each) for each in below))

    def check(self, service: int, made: object) -> None:
        """Compare what was got with what was got before for the same overrides."""
        place = (service, self.frames(service))
        assert self.seen.setdefault(place, made) is made
        assert sum(other is made for other in self.seen.values()) == 1

    def forget(self, number: int) -> None:
        self.open = [each for each in self.open if each[0] != number]
        # What was kept in the scope is not asked for any more either: these overrides never come back.
        self.seen = {place: made for place, made in self.seen.items() if number not in place[1]}


def registered(graph: Graph) -> tuple[ServiceContainer, list[type]]:
    container = ServiceContainer()
    services: list[type] = []
    for number, needs in enumerate(graph.needs):
        names = {f"need{each}": services[each] for each in needs}
        names |= {f"factory{each}": Factory[services[each]] for each in graph.factories[number]}
        services.append(_service(f"Service{number}", names))
        scoped = number >= graph.scoped
        container.register(services[-1], services[-1], Lifetime.SCOPED if scoped else Lifetime.SINGLETON)
    return container, services


def _service(name: str, names: dict[str, Any]) -> type:
    space: dict[str, Any] = {}
    lines = [f"def __init__(self, {', '.join(names)}):", "    pass", *(f"    self.{each} = {each}" for each in names)]
    exec("\n".join(lines), space)
    constructor = space["__init__"]
    constructor.__annotations__ = dict(names)
    return type(name, (), {"__init__": constructor})


def stand_ins(services: list[type], step: Step) -> dict[type, object]:
    return {services[each]: _service("StandIn", {"real": services[each]} if step.around else {}) for each in step.opens}


@settings(max_examples=examples(150), deadline=None)
@given(graph=graphs(), program=st.lists(steps, max_size=8))
def test_objects_are_shared_by_all_who_see_what_they_depend_on(graph: Graph, program: list[Step]) -> None:
    """L29: nested, ended in any order, everywhere or here; by parameters and by factories."""
    container, services = registered(graph)
    model, overrides = Model(graph), {}

    with container.create_scope():
        for number, step in enumerate(program):
            if step.opens:
                overrides[number] = container.override(stand_ins(services, step), everywhere=step.everywhere)
                overrides[number].__enter__()
                model.open.append((number, step))
            elif model.open:
                ended, _ = model.open[step.ends % len(model.open)]
                overrides[ended].__exit__(None, None, None)
                model.forget(ended)
            for service in reversed(range(SIZE)):
                model.check(service, container.get(services[service]))
                for need in graph.needs[service]:
                    made = container.get(services[service])
                    if f"need{need}" in vars(made):
                        assert vars(made)[f"need{need}"] is container.get(services[need])
        for number, _ in reversed(model.open):
            overrides[number].__exit__(None, None, None)
