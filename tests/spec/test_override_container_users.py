"""L14, L29: who has the container itself may ask it for anything, and so depends on every override."""

import functools
from collections.abc import Iterator
from types import SimpleNamespace

from tests.support.mailing import FakeMailer, Ledger, Mailer
from wireworks import Factory, Injected, ServiceContainer, ServiceScope

GLOBAL = ServiceContainer()
ELSEWHERE = SimpleNamespace(container=GLOBAL)


class Keeps:
    """What the factories here make: it keeps what they found."""

    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer


class TakesTheContainer:
    def __init__(self, container: ServiceContainer) -> None:
        self.mailer = container.get(Mailer)


class TakesTheScope:
    def __init__(self, scope: ServiceScope) -> None:
        self.mailer = scope.get(Mailer)


class UsesTheGlobal:
    def __init__(self) -> None:
        self.mailer = GLOBAL.get(Mailer)


class UsesTheGlobalLater:
    """Only its methods ask, when they are called: then they get what there is."""

    def send(self) -> Mailer:
        return GLOBAL.get(Mailer)


def use_the_global() -> Keeps:
    def inner() -> Mailer:
        return GLOBAL.get(Mailer)

    return Keeps(inner())


def use_an_argument(container: ServiceContainer) -> Keeps:
    return Keeps(container.get(Mailer))


class Module:
    def __init__(self, container: ServiceContainer) -> None:
        self.container = container

    def make(self) -> Keeps:
        return Keeps(self.container.get(Mailer))

    def __call__(self) -> Keeps:
        return self.make()


def follows(container: ServiceContainer, key) -> None:
    """Check that a singleton is made afresh inside, and is back afterwards."""
    before, fake = container.get(key), FakeMailer()
    assert type(before.mailer) is Mailer
    with container.override(Mailer, fake):
        inside = container.get(key)
        assert inside.mailer is fake
        assert container.get(key) is inside
    assert container.get(key) is before


def test_who_takes_the_container_is_made_afresh() -> None:
    """L14, L29."""
    follows(ServiceContainer().add_singleton(Mailer).add_singleton(TakesTheContainer), TakesTheContainer)


def test_who_takes_the_scope_is_made_afresh() -> None:
    """L14, L29."""
    container = ServiceContainer().add_scoped(Mailer).add_scoped(TakesTheScope)

    with container.create_scope():
        follows(container, TakesTheScope)


def test_whose_factory_uses_a_global_container_is_made_afresh() -> None:
    """L29: in a constructor, and in a function written inside a factory."""
    for key in (Mailer, UsesTheGlobal, use_the_global):
        GLOBAL.add_singleton(key)
    try:
        follows(GLOBAL, UsesTheGlobal)
        follows(GLOBAL, Keeps)
    finally:
        for key in (Mailer, UsesTheGlobal, Keeps):
            GLOBAL.unregister(key)


def test_who_asks_a_global_container_in_its_methods_stays() -> None:
    """L29: it holds nothing that was asked for before."""
    GLOBAL.add_singleton(Mailer).add_singleton(UsesTheGlobalLater)
    try:
        user, fake = GLOBAL.get(UsesTheGlobalLater), FakeMailer()
        with GLOBAL.override(Mailer, fake):
            assert GLOBAL.get(UsesTheGlobalLater) is user
            assert user.send() is fake
    finally:
        GLOBAL.unregister(Mailer)
        GLOBAL.unregister(UsesTheGlobalLater)


def test_who_uses_the_container_as_a_closure_variable_is_made_afresh() -> None:
    """L29."""
    container = ServiceContainer().add_singleton(Mailer)

    def closing_over() -> Keeps:
        return Keeps(container.get(Mailer))

    follows(container.add_singleton(closing_over), Keeps)


def test_closure_variable_that_is_not_assigned_yet_is_no_container() -> None:
    """L29: nor an error."""
    container = ServiceContainer().add_singleton(Mailer)

    def closing_over() -> Ledger:
        return later

    container.add_singleton(closing_over)
    with container.override(Mailer, FakeMailer()):
        container.validate()
    later = Ledger()
    assert container.get(Ledger) is later


def test_container_in_a_default_a_partial_an_attribute_or_a_wiring_counts() -> None:
    """L29."""
    for number in range(7):
        container = ServiceContainer().add_singleton(Mailer)

        def with_default(where=container) -> Keeps:
            return Keeps(where.get(Mailer))

        def with_keyword(*, where=container) -> Keeps:
            return Keeps(where.get(Mailer))

        factories = [
            with_default,
            with_keyword,
            functools.partial(use_an_argument, container),
            Module(container).make,
            Module(container),
            Factory(use_an_argument, container=container),
            Factory(Keeps, Factory(lambda where: where.get(Mailer), container)),
        ]
        follows(container.add_singleton(Keeps, factories[number]), Keeps)


def test_container_used_behind_a_decorator_counts() -> None:
    """L29."""
    container = ServiceContainer().add_singleton(Mailer)

    def keeping(function):
        @functools.wraps(function)
        def wrapper() -> Keeps:
            keeps = function()
            keeps.mailer = container.get(Mailer)
            return keeps

        return wrapper

    @keeping
    def plain() -> Keeps:
        return Keeps(Mailer())

    follows(container.add_singleton(plain), Keeps)


def test_another_container_is_none_of_our_business() -> None:
    """L29."""
    other = ServiceContainer()

    class Uses:
        def __init__(self) -> None:
            self.other = other

    container = ServiceContainer().add_singleton(Mailer).add_singleton(Uses)
    uses = container.get(Uses)
    with container.override(Mailer, FakeMailer()):
        assert container.get(Uses) is uses


class HidesIt:
    """Asks in a way that nobody can see beforehand."""

    def __init__(self) -> None:
        self.mailer = getattr(ELSEWHERE, "container").get(Mailer)  # noqa: B009 - hidden on purpose


class AboveIt:
    def __init__(self, below: HidesIt, ledger: Ledger) -> None:
        self.below = below
        self.ledger = ledger


def test_who_asks_secretly_while_it_is_made_inside_is_forgotten_too() -> None:
    """L29: no fake leaks into what is kept."""
    container = ELSEWHERE.container = ServiceContainer().add_singleton(Mailer).add_singleton(HidesIt)
    container.add_singleton(AboveIt).add_singleton(Ledger)
    fake = FakeMailer()

    with container.override(Mailer, fake):
        above = container.get(AboveIt)
        assert above.below.mailer is fake
        assert container.get(HidesIt) is above.below
        assert container.get(AboveIt) is above

    assert type(container.get(HidesIt).mailer) is Mailer
    assert container.get(AboveIt).below is container.get(HidesIt)
    assert container.get(Ledger) is above.ledger


class HidesSomethingElse:
    """Asks secretly for what no test here replaces."""

    def __init__(self) -> None:
        self.ledger = getattr(ELSEWHERE, "container").get(Ledger)  # noqa: B009 - hidden on purpose


def test_who_asks_secretly_for_something_else_stays() -> None:
    """L29: it does not depend on the override."""
    container = ELSEWHERE.container = ServiceContainer().add_singleton(Mailer).add_singleton(HidesSomethingElse)
    container.add_singleton(Ledger)

    with container.override(Mailer, FakeMailer()):
        inside = container.get(HidesSomethingElse)

    assert container.get(HidesSomethingElse) is inside


def test_who_asks_secretly_by_an_injected_function_is_forgotten_too() -> None:
    """L13, L29."""
    container = ServiceContainer().add_singleton(Mailer)

    @container.inject
    def find(mailer: Injected[Mailer]) -> Mailer:
        return mailer

    ELSEWHERE.find = find

    def make() -> Keeps:
        return Keeps(getattr(ELSEWHERE, "find")())  # noqa: B009 - hidden on purpose

    fake = FakeMailer()
    with container.add_singleton(make).override(Mailer, fake):
        assert container.get(Keeps).mailer is fake
    assert type(container.get(Keeps).mailer) is Mailer


def test_who_asks_secretly_in_a_scope_is_forgotten_too() -> None:
    """L29: the scope outlives the override."""
    container = ELSEWHERE.container = ServiceContainer().add_singleton(Mailer).add_scoped(HidesIt)
    fake = FakeMailer()

    with container.create_scope() as scope:
        with container.override(Mailer, fake):
            inside = scope.get(HidesIt)
            assert inside.mailer is fake
            assert scope.get(HidesIt) is inside
        assert type(scope.get(HidesIt).mailer) is Mailer


def test_resource_that_asks_secretly_is_closed_with_the_override() -> None:
    """L20, L29."""
    container = ELSEWHERE.container = ServiceContainer().add_singleton(Mailer)
    log = []

    def opened() -> Iterator[HidesIt]:
        yield HidesIt()
        log.append("resource closed")

    def below() -> Iterator[Ledger]:
        ELSEWHERE.container.get(Mailer)
        yield Ledger()
        log.append("transient below it closed")

    def above(below: Ledger, resource: HidesIt) -> Iterator[Keeps]:
        yield Keeps(resource.mailer)
        log.append("what needs them closed")

    container.add_singleton(opened).add_transient(below).add_singleton(above)
    with container.override(Mailer, FakeMailer()):
        keeps = container.get(Keeps)
        assert container.get(Keeps) is keeps
    assert log == ["what needs them closed", "resource closed", "transient below it closed"]
    container.close()
    assert len(log) == 3
