"""L27: checking takes as many steps as the graph is large, whatever of the language it uses."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Generic, TypeVar

import pytest

from tests.support.shapes import Fill, Shape, adding, chained, growth, service
from wireworks import Factory, KwArg, Lazy, Owned, Present, Profile, ServiceContainer

T = TypeVar("T")
SCOPES = ("session", "request")
SLACK = 1.1


class Part(Generic[T]):
    def __init__(self, model: type[T]) -> None: ...


class Whole(Generic[T]):
    def __init__(self, part: Part[T], parts: list[Part[T]], later: Lazy[Part[T]]) -> None: ...


class Gone: ...


class Lost(Generic[T]):
    def __init__(self, part: Part[T], gone: Gone) -> None: ...


def named(service: Any, scope: str) -> Fill:
    return lambda container: container.add_scoped(service, scope=scope)


def around(inner: Any, *more: Any) -> Any:
    """Return a decorator of ``inner`` that takes ``more``."""

    def wrap(inner: Any, *_: Any, **__: Any) -> Any:
        return inner

    def wrap_with(inner: Any, more: Any) -> Any:
        return inner

    wrapper = wrap_with if more else wrap
    wrapper.__annotations__ = {"inner": inner, "return": inner, **dict(zip(["more"], more, strict=False))}
    return wrapper


# sound


def collections(size: int) -> list[Fill]:
    """One type many times over, and many who take all of it: in one of three ways."""
    base = service("Base")
    kinds = [list[base], tuple[base, ...], Mapping[str, base]]  # type: ignore[valid-type]

    def add(container: ServiceContainer) -> None:
        for number in range(size // 2):
            container.add_singleton(base, qualifier=f"number {number}")

    return [add, adding([service(f"Asker{number}", kinds[number % 3]) for number in range(size // 2)])]


def generics(size: int) -> list[Fill]:
    """Everything is made for one type argument, the parts again in a collection and through a `Lazy`."""
    return [
        adding([Part, Whole]),
        adding([service(f"Asker{each}", Whole[service(f"Of{each}")]) for each in range(size)]),
    ]


def decorators(size: int) -> list[Fill]:
    services = [service(f"Inner{number}") for number in range(size // 3)]

    def decorate(container: ServiceContainer) -> None:
        for each in services:
            container.decorate(each, around(each)).decorate(each, around(each))

    return [adding(services), decorate, adding([service(f"Asker{each}", one) for each, one in enumerate(services)])]


def conditions(size: int) -> list[Fill]:
    """Half of what is registered asks for another that is there, or is not."""
    services = [service(f"Here{number}") for number in range(size // 2)]

    def add(container: ServiceContainer) -> None:
        for number, each in enumerate(services):
            container.add_singleton(each, when=~Profile("off"))
            container.add_singleton(service(f"There{number}"), when=Present(each if number % 2 else Gone))

    return [add]


def later(size: int) -> list[Fill]:
    """Each makes the one before in all the ways there are."""
    links: list[Any] = [service("Ground")]
    for number in range(size - 1):
        below = links[-1]
        links.append(service(f"Link{number}", below, Lazy[below], Owned[below], Factory[below]))
    return [adding(links, "transient")]


def lazy_circle(size: int) -> list[Fill]:
    links = [service(f"Link{number}", object, object) for number in range(size)]
    for link, below in pairwise([*links, links[0]]):
        link.__init__.__annotations__.update(need0=Lazy[below], need1=Owned[below])
    return [adding(links)]


def scopes(size: int) -> list[Fill]:
    """What lives in the inner scope, over what lives in the outer one."""
    links = chained(size, service("Ground"))
    return [named(each, SCOPES[number * 2 // size]) for number, each in enumerate(links)]


def explicit(size: int) -> list[Fill]:
    services = [service(f"Wired{number}", service(f"Plain{number}"), int) for number in range(size)]

    def add(container: ServiceContainer) -> None:
        for each in services:
            plain = each.__init__.__annotations__["need0"]
            container.add_singleton(plain).add_transient(each, Factory(each, KwArg("need1", Factory(int, 3))))

    return [add]


# faulty


def asleep(size: int) -> list[Fill]:
    """Everybody needs what is not there under this profile."""
    services = [service(f"Here{number}") for number in range(size // 2)]

    def add(container: ServiceContainer) -> None:
        for each in services:
            container.add_singleton(each, when="off")

    return [add, adding([service(f"Asker{number}", each) for number, each in enumerate(services)])]


def lost_generics(size: int) -> list[Fill]:
    """Each lacks the same, and stands below its consumer three times over."""
    askers = []
    for number in range(size):
        lost = Lost[service(f"Of{number}")]
        askers.append(service(f"Asker{number}", lost, Lazy[lost], Owned[lost]))
    return [adding([Part, Lost]), adding(askers)]


def lost_decorators(size: int) -> list[Fill]:
    services = [service(f"Inner{number}") for number in range(size)]

    def decorate(container: ServiceContainer) -> None:
        for each in services:
            container.decorate(each, around(each, Gone))

    return [adding(services), decorate]


def captive_in_the_depth(size: int) -> list[Fill]:
    """Singletons upon singletons, and something scoped below them all."""
    session, *links = chained(size, service("Session"))
    return [adding([session], "scoped"), adding(links)]


def captives_of_a_scope(size: int) -> list[Fill]:
    """The outer scope would keep what lives in the inner one: at the end of a long chain, at once and later."""
    request, *links = chained(size // 3, service("Request"))
    keepers = [service(f"Keeper{number}", link) for number, link in enumerate(links)]
    later_on = [service(f"Later{number}", Lazy[link]) for number, link in enumerate(links)]
    return [
        adding(links, "transient"),
        named(request, "request"),
        *[named(each, "session") for each in (*keepers, *later_on)],
    ]


def resources_kept(size: int) -> list[Fill]:
    """Singletons would keep, through a `Lazy`, what only a scope closes."""
    ground = service("Ground")

    def opened() -> Iterator[Any]:
        yield ground()

    opened.__annotations__["return"] = Iterator[ground]  # type: ignore[valid-type]
    _, *links = chained(size // 2, ground)
    keepers = [service(f"Keeper{number}", Lazy[link]) for number, link in enumerate(links)]
    return [lambda container: container.add_transient(opened), adding(links, "transient"), adding(keepers)]


def typed_factories(size: int) -> list[Fill]:
    """As many typed sync factories, each with arguments of its own, of what stands over a chain that is awaited."""
    pool = service("Pool")

    async def connect() -> Any:
        return pool()

    connect.__annotations__["return"] = pool
    _, *links = chained(size // 3, pool)
    tops = [service(f"Top{number}", link, int) for number, link in enumerate(links)]
    workers = [service(f"Worker{number}", Factory[top, [int]]) for number, top in enumerate(tops)]  # type: ignore[valid-type, misc]
    return [lambda container: container.add_transient(connect), adding([*links, *tops], "transient"), adding(workers)]


pytestmark = pytest.mark.once
SOUND = [collections, generics, decorators, conditions, later, lazy_circle, scopes, explicit]
FAULTY = {
    **dict.fromkeys([asleep, lost_decorators, captive_in_the_depth], (120, 480)),
    **dict.fromkeys([captives_of_a_scope, resources_kept, typed_factories], (180, 540)),
    lost_generics: (240, 480),
}


@pytest.mark.parametrize("shape", SOUND)
def test_sound_graph_is_checked_in_linear_time(shape: Shape) -> None:
    """L27."""
    found = growth(shape, 120, 480, scopes=SCOPES)
    assert found.steps <= SLACK
    assert found.told == 0


@pytest.mark.parametrize("shape", FAULTY)
def test_faulty_graph_is_told_in_linear_time(shape: Shape) -> None:
    """L27: each problem once."""
    found = growth(shape, *FAULTY[shape], scopes=SCOPES)
    assert found.steps <= SLACK
    assert 0 < found.told <= SLACK
