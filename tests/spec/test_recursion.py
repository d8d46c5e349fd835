"""L18, L28, reliability: services that ask for themselves without end are told as a circle, not as an empty stack."""

from collections.abc import Callable

import pytest

from wireworks import Factory, ServiceCircularDependencyError, ServiceContainer

pytestmark = pytest.mark.usefixtures("collector_off")
ATTEMPTS = ["first", "second", "third"]


class Alpha: ...


class Beta:
    def __init__(self, depth: int = 0) -> None:
        self.depth = depth


def circle_of(work: Callable[[], object]) -> str:
    """Run `work` and return the text of the circle that it must report."""
    with pytest.raises(ServiceCircularDependencyError) as caught:
        work()
    return str(caught.value)


def test_factory_value_that_calls_itself_is_a_circle() -> None:
    """L18: never recursion until the stack ends."""

    def make() -> Alpha:
        return factory()

    factory = Factory(make)
    assert "`make` -> `make`" in circle_of(factory)


def test_arguments_of_the_moment_do_not_hide_a_circle() -> None:
    """L11, L28: each making has other arguments, and none comes to an end."""

    def make(depth: int = 0) -> Beta:
        return container[Beta](depth=depth + 1)

    container = ServiceContainer().add_transient(make)
    assert "`Beta` -> `Beta`" in circle_of(lambda: container[Beta](depth=1))
    assert "`Beta` -> `Beta`" in circle_of(lambda: container.get(Beta))


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_scoped_service_that_opens_a_scope_for_itself_is_a_circle(attempt: str) -> None:
    """L23, L28: every scope makes one of its own, which opens the next; however often it is asked for."""

    def make() -> Alpha:
        with container.create_scope() as scope:
            return scope.get(Alpha)

    container = ServiceContainer().add_scoped(make)
    for _ in range(ATTEMPTS.index(attempt) + 1):
        assert "`Alpha` -> `Alpha`" in circle_of(lambda: container.create_scope().get(Alpha))


def test_factory_that_raises_the_recursion_again_changes_nothing() -> None:
    """L28: its frame then stands twice in the traceback."""

    def make() -> Alpha:
        try:
            return container.get(Alpha)
        except RecursionError as error:
            raise error from None

    container = ServiceContainer().add_transient(make)
    for _ in ATTEMPTS:
        text = circle_of(lambda: container.get(Alpha))
        assert "`Alpha` -> `Alpha`." in text


def test_looking_for_the_circle_runs_nothing_of_the_users() -> None:
    """reliability: an object on the stack may have properties that fail."""

    class Maker:
        @property
        def root(self) -> object:
            raise LookupError("not to be looked at")

        def make(self) -> Alpha:
            return container.get(Alpha)

    container = ServiceContainer().add_transient(Alpha, Maker().make)
    for _ in ATTEMPTS:
        assert "`Alpha` -> `Alpha`" in circle_of(lambda: container.get(Alpha))


@pytest.mark.parametrize("lifetime", ["transient", "scoped", "singleton"])
def test_recursion_of_the_users_own_stays_what_it_is(lifetime: str) -> None:
    """Errors: never wrapped."""

    def deeper(depth: int) -> Alpha:
        return deeper(depth + 1)

    container = ServiceContainer()
    container.register(Alpha, Factory(deeper, 0), lifetime)
    for _ in ATTEMPTS:
        with container.create_scope() as scope, pytest.raises(RecursionError):
            scope.get(Alpha)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_class_without_parameters_that_asks_for_itself_is_a_circle(attempt: str) -> None:
    """L28: its constructor asks the container, however often it was tried before."""

    class Mirror:
        def __init__(self) -> None:
            container.get(Mirror)

    container = ServiceContainer().add_transient(Mirror)
    for _ in range(ATTEMPTS.index(attempt) + 1):
        assert "`Mirror` -> `Mirror`." in circle_of(lambda: container.get(Mirror))


def test_circle_through_classes_without_parameters_names_them_all() -> None:
    """L28: also those that take part without being asked for first."""

    class Left:
        def __init__(self) -> None:
            container.get(Right)

    class Right:
        def __init__(self, log: Alpha) -> None:
            container.get(Left)

    container = ServiceContainer().add_transient(Alpha).add_transient(Left).add_transient(Right)
    for _ in ATTEMPTS:
        text = circle_of(lambda: container.get(Left))
        assert "`Left` -> `Right` -> `Left`" in text or "`Right` -> `Left` -> `Right`" in text


def test_stack_that_ends_in_a_constructor_for_other_reasons_stays_an_empty_stack() -> None:
    """L28: no service asks for itself there."""

    class Deep:
        def __init__(self) -> None:
            dig()

    def dig() -> None:
        dig()

    container = ServiceContainer().add_transient(Deep)
    for _ in ATTEMPTS:
        with pytest.raises(RecursionError):
            container.get(Deep)
