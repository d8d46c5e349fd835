"""L27: checking takes as many steps as the graph is large, however it is shaped and whatever is wrong with it."""

from itertools import pairwise
from typing import Annotated

import pytest

from tests.support.shapes import Fill, Shape, adding, chained, growth, service
from wireworks import AsyncFactory, Factory, Inject, Lazy, ServiceContainer, ServiceGraphError

SLACK = 1.1


def chain(size: int) -> list[Fill]:
    return [adding(chained(size, service("Ground")), "transient")]


def wide(size: int) -> list[Fill]:
    leaves = [service(f"Leaf{number}") for number in range(size)]
    return [adding([*leaves, service("Root", *leaves)])]


def diamonds(size: int) -> list[Fill]:
    """Everything in a layer needs half of the layer below: the ways through it are without number."""
    found = layer = [service(f"Ground{number}") for number in range(10)]
    for level in range(size // 10 - 1):
        layer = [service(f"Floor{level}Room{room}", *layer[room % 2 :: 2]) for room in range(10)]
        found = [*found, *layer]
    return [adding(found, "transient")]


def missing(size: int) -> list[Fill]:
    """Nothing is like what is registered."""
    gone = str.maketrans("0123456789", "abcdefghij")
    return [adding([service(f"Here{each}", service(str(each).translate(gone))) for each in range(size)])]


def near_misses(size: int) -> list[Fill]:
    """Every name is one letter away from one that is registered, and looks like all the others."""
    return [adding([service(f"Repository{number}", service(f"Repositry{number}")) for number in range(size)])]


def subclasses(size: int) -> list[Fill]:
    """Every service needs a base that only subclasses of are registered."""
    base = service("Base")
    below = [type(f"Derived{number}", (base,), {"__module__": __name__}) for number in range(size // 2)]
    return [adding(below), adding([service(f"Here{number}", base) for number in range(size // 2)])]


def qualifiers(size: int) -> list[Fill]:
    """Every service needs a base under a qualifier that it does not have."""
    base = service("Base")
    askers = [service(f"Asker{each}", Annotated[base, Inject(qualifier=f"b{each}")]) for each in range(size // 2)]

    def add(container: ServiceContainer) -> None:
        for each in range(size // 2):
            container.add_singleton(base, qualifier=f"a{each}")

    return [add, adding(askers)]


def configured(size: int) -> list[Fill]:
    return [adding([service(f"Here{each}", Annotated[int, Inject(param=f"group.nmae{each}")]) for each in range(size)])]


def long_cycle(size: int) -> list[Fill]:
    links = chained(size, service("Ground", object))
    links[0].__init__.__annotations__["need0"] = links[-1]
    return [adding(links)]


def many_cycles(size: int) -> list[Fill]:
    """Every link of a circle also needs the first: as many circles, thousands of links long."""
    links = [service(f"Link{number}", object, object) for number in range(size)]
    for link, below in pairwise([*links, links[0]]):
        link.__init__.__annotations__.update(need0=below if link is links[0] else links[0], need1=below)
    return [adding(links)]


def captives(size: int) -> list[Fill]:
    """As many singletons over a chain, thousands of links long, that ends in a scoped service."""
    session, *links = chained(size // 2, service("Session"))
    keepers = [service(f"Keeper{number}", link) for number, link in enumerate(links)]
    return [adding([session], "scoped"), adding(links, "transient"), adding(keepers)]


def kept_later(size: int) -> list[Fill]:
    """A singleton over a chain, thousands of links long, each of which would keep a scoped service."""
    session = service("Session")
    links = chained(size, service("Ground"), Lazy[session])
    return [adding([session], "scoped"), adding(links, "transient"), adding([service("Root", links[-1])])]


def needing_await(size: int) -> list[Fill]:
    """As many sync factories of services at the end of whose chain something is awaited."""
    pool = service("Pool")

    async def connect() -> pool:
        return pool()

    _, *links = chained(size // 2, pool)
    workers = [service(f"Worker{number}", Factory[link], AsyncFactory[link]) for number, link in enumerate(links)]
    return [lambda container: container.add_transient(connect), adding(links, "transient"), adding(workers)]


pytestmark = pytest.mark.once
# Each in two sizes, past the number of names that are all compared and the longest chain that is told.
SOUND = dict.fromkeys([chain, wide, diamonds], (200, 800))
FAULTY = {
    **dict.fromkeys([subclasses, long_cycle], (200, 800)),
    **dict.fromkeys([missing, near_misses, qualifiers, configured], (300, 600)),
    **dict.fromkeys([many_cycles, captives, kept_later, needing_await], (120, 360)),
}


pytestmark = pytest.mark.once
# Each in two sizes, past the number of names that are all compared and the longest chain that is told.
SOUND = dict.fromkeys([chain, wide, diamonds], (200, 800))
FAULTY = {
    **dict.fromkeys([subclasses, long_cycle], (200, 800)),
    **dict.fromkeys([missing, near_misses, qualifiers, configured], (300, 600)),
    **dict.fromkeys([many_cycles, captives, kept_later, needing_await], (120, 360)),
}


def params(size: int) -> dict[str, object]:
    return {"group": {f"name{number}": number for number in range(size)}}


@pytest.mark.parametrize("shape", SOUND)
def test_sound_graph_is_checked_in_linear_time(shape: Shape) -> None:
    """L27."""
    found = growth(shape, *SOUND[shape])
    assert found.steps <= SLACK
    assert found.told == 0


@pytest.mark.parametrize("shape", FAULTY)
def test_faulty_graph_is_told_in_linear_time(shape: Shape) -> None:
    """L27: what many problems have in common is worked out once, and no chain is longer than anybody reads."""
    params = {"group": {f"name{number}": number for number in range(600)}}
    found = growth(shape, *FAULTY[shape], params=params)
    assert found.steps <= SLACK
    assert 0 < found.told <= SLACK


def test_long_chain_is_told_by_its_ends() -> None:
    """L28: what was asked for, the first steps, how many are left out, and where the trouble is."""
    container = ServiceContainer()
    for fill in captives(100):
        fill(container)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    lines = str(caught.value.exceptions[-1]).splitlines()
    assert [line.split()[0] for line in lines[1:21]] == [
        "singleton",
        *["transient"] * 15,
        "...",
        "transient",
        "scoped",
        "Fix:",
    ]
    assert "33 more" in lines[17]
    assert "Session" in lines[19]
