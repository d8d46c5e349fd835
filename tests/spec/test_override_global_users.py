"""L29: whose factory uses a container that it finds in its module may ask it for anything, whatever kind it is of."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.support.mailing import FakeMailer, Mailer
from wireworks import ServiceContainer

GLOBAL = ServiceContainer()


class Keeps:
    def __init__(self) -> None:
        self.mailer = Mailer()


@dataclass
class Filled(Keeps):
    """Asks when its fields are set."""

    mailer: Mailer = field(init=False)

    def __post_init__(self) -> None:
        self.mailer = GLOBAL.get(Mailer)


class Asking(Keeps):
    def __init__(self) -> None:
        self.mailer = GLOBAL.get(Mailer)


def traced(function: Callable[[], Keeps]) -> Callable[[], Keeps]:
    """Wrap a function as decorators do; only what is wrapped knows the container."""

    @functools.wraps(function)
    def call() -> Keeps:
        return function()

    return call


def plain() -> Keeps:
    kept = Keeps()
    kept.mailer = GLOBAL.get(Mailer)
    return kept


class Module:
    def method(self) -> Keeps:
        return plain_of(GLOBAL)

    @classmethod
    def of_the_class(cls) -> Keeps:
        return plain_of(GLOBAL)

    def __call__(self) -> Keeps:
        return plain_of(GLOBAL)


def plain_of(container: ServiceContainer) -> Keeps:
    kept = Keeps()
    kept.mailer = container.get(Mailer)
    return kept


KINDS = {
    "constructor": Asking,
    "__post_init__": Filled,
    "function": plain,
    "wrapped function": traced(plain),
    "remembering function": functools.lru_cache(maxsize=0)(plain),
    "partial": functools.partial(plain),
    "bound method": Module().method,
    "class method": Module.of_the_class,
    "callable object": Module(),
}


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    GLOBAL.add_singleton(Mailer)
    yield
    GLOBAL.unregister(Mailer)


@pytest.mark.parametrize("factory", KINDS.values(), ids=KINDS)
def test_what_any_kind_of_factory_found_in_a_global_container_is_made_afresh(factory: Callable[[], Keeps]) -> None:
    """L2, L29."""
    GLOBAL.add_singleton(Keeps, factory)
    try:
        before, fake = GLOBAL.get(Keeps), FakeMailer()
        with GLOBAL.override(Mailer, fake):
            assert GLOBAL.get(Keeps).mailer is fake
        assert GLOBAL.get(Keeps) is before
        assert type(before.mailer) is Mailer
    finally:
        GLOBAL.unregister(Keeps)
