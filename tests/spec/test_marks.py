"""L1: `@service` records what was said about an object, and does nothing else."""

import inspect
import pickle

import pytest

from wireworks import Lifetime, ServiceContainer, qualified, service
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError


class Clock: ...


@service
class Pickled:
    def __init__(self) -> None:
        self.ticks = 3


def make_clock() -> Clock:
    return Clock()


def test_bare_mark_returns_the_very_class() -> None:
    """L1."""

    class Plain: ...

    assert service(Plain) is Plain


def test_bare_mark_returns_the_very_function() -> None:
    """L1."""
    assert service(make_clock) is make_clock


def test_mark_with_arguments_returns_the_very_object() -> None:
    """L1."""

    class Plain: ...

    mark = service(lifetime="scoped", qualifier="q", as_type=Plain)
    assert mark(Plain) is Plain


def test_marked_objects_are_used_as_before() -> None:
    """L1: no wrapper."""

    @service
    def doubled(number: int) -> int:
        """Double the number."""
        return number * 2

    assert doubled(4) == 8
    assert str(inspect.signature(doubled)) == "(number: int) -> int"
    assert pickle.loads(pickle.dumps(Pickled())).ticks == 3


def test_mark_registers_nothing_by_itself() -> None:
    """L1: no registration."""

    @service
    class Plain: ...

    container = ServiceContainer()
    assert not container.is_registered(Plain)
    with pytest.raises(ServiceNotFoundError):
        container.get(Plain)


def test_mark_reads_no_annotations() -> None:
    """L1: no import-time effect, even when names do not exist."""

    @service
    class Unresolvable:
        def __init__(self, thing: "NoSuchName") -> None: ...  # noqa: F821

    @service
    def undeclared(): ...

    assert callable(undeclared)


def test_marked_class_is_a_singleton_by_default() -> None:
    """L1."""

    @service
    class Plain: ...

    container = ServiceContainer(Plain)
    assert container.get(Plain) is container.get(Plain)


def test_marked_function_is_a_singleton_by_default() -> None:
    """L1."""

    @service
    def clock() -> Clock:
        return Clock()

    container = ServiceContainer(clock)
    assert container.get(Clock) is container.get(Clock)


@pytest.mark.parametrize("lifetime", ["transient", Lifetime.TRANSIENT], ids=["name", "member"])
def test_mark_sets_the_lifetime_transient(lifetime: Lifetime) -> None:
    """L1."""

    @service(lifetime=lifetime)
    class Plain: ...

    container = ServiceContainer(Plain)
    assert container.get(Plain) is not container.get(Plain)


@pytest.mark.parametrize("lifetime", ["scoped", Lifetime.SCOPED], ids=["name", "member"])
def test_mark_sets_the_lifetime_scoped(lifetime: Lifetime) -> None:
    """L1."""

    @service(lifetime=lifetime)
    class Plain: ...

    container = ServiceContainer(Plain)
    with container.create_scope() as first, container.create_scope() as second:
        assert first.get(Plain) is first.get(Plain)
        assert first.get(Plain) is not second.get(Plain)


def test_mark_without_a_lifetime_but_with_arguments_is_a_singleton() -> None:
    """L1."""

    @service(qualifier="only")
    class Plain: ...

    container = ServiceContainer(Plain)
    key = qualified(Plain, "only")
    assert container.get(key) is container.get(key)


def test_as_type_is_the_key_instead_of_the_class() -> None:
    """L1."""

    @service(as_type=Clock)
    class AtomicClock(Clock): ...

    container = ServiceContainer(AtomicClock)
    assert isinstance(container.get(Clock), AtomicClock)
    assert not container.is_registered(AtomicClock)


def test_as_type_is_the_key_instead_of_the_annotation() -> None:
    """L1."""

    class AtomicClock(Clock): ...

    @service(as_type=Clock)
    def atomic_clock() -> AtomicClock:
        return AtomicClock()

    container = ServiceContainer(atomic_clock)
    assert isinstance(container.get(Clock), AtomicClock)
    assert not container.is_registered(AtomicClock)


def test_as_type_that_is_no_base_is_refused_when_added() -> None:
    """L1, L4."""

    @service(as_type=Clock)
    class Sundial: ...

    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="Sundial"):
        container.add(Sundial)
    assert not container.is_registered(Clock)


def test_subclass_does_not_inherit_the_mark() -> None:
    """L1: a subclass nobody marked is refused, as any unmarked class is."""

    @service
    class Marked: ...

    class Unmarked(Marked): ...

    container = ServiceContainer(Marked)
    with pytest.raises(ServiceRegistrationError, match="Unmarked"):
        container.add(Unmarked)
    assert not container.is_registered(Unmarked)


def test_subclass_can_carry_a_mark_of_its_own() -> None:
    """L1."""

    @service(lifetime="transient")
    class Marked: ...

    @service
    class Other(Marked): ...

    container = ServiceContainer(Marked, Other)
    assert container.get(Marked) is not container.get(Marked)
    assert container.get(Other) is container.get(Other)
    assert type(container.get(Marked)) is Marked


def test_one_mark_serves_many_containers() -> None:
    """L1: the mark holds no state of any container."""

    @service
    class Plain: ...

    first, second = ServiceContainer(Plain), ServiceContainer(Plain)
    assert first.get(Plain) is not second.get(Plain)


def test_explicit_registration_does_not_look_at_the_mark() -> None:
    """L1, L3: what is said at registration is what counts."""

    @service(lifetime="singleton", qualifier="ignored")
    class Plain: ...

    container = ServiceContainer().add_transient(Plain)
    assert container.get(Plain) is not container.get(Plain)


def test_unknown_lifetime_in_a_mark_is_refused_by_the_time_it_is_added() -> None:
    """L1, L4."""

    class Plain: ...

    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="weekly"):
        container.add(service(lifetime="weekly")(Plain))
    assert not container.is_registered(Plain)


def test_mark_on_what_holds_none_is_refused() -> None:
    """L1, L28: a mark that is lost would be found out much later."""

    class Works:
        def make(self) -> Clock:
            return Clock()

    for thing, name in ((Works().make, "`.*make`"), (dict, "`dict`"), (3, "`3`"), (object(), "`object`")):
        with pytest.raises(ServiceRegistrationError, match=f"A mark cannot stand on .*{name}") as caught:
            service(lifetime="scoped")(thing)
        assert "Fix: mark a class or a function, or use `add_transient`" in str(caught.value)
