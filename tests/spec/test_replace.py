"""`replace` and `try_add`: another answer for a key that is registered, and an answer only where there is none."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest

from wireworks import Factory, KwArg, Lifetime, ServiceContainer, qualified
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError


class Mailer:
    name = "plain"


class Smtp(Mailer):
    name = "smtp"


class Fake(Mailer):
    name = "fake"


class Stranger: ...


def make_mailer() -> Mailer:
    return Fake()


class Outer(Mailer):
    def __init__(self, inner: Mailer) -> None:
        self.inner = inner
        self.name = f"outer {inner.name}"


@pytest.mark.parametrize("factory", [Fake, make_mailer, Factory(Fake)])
def test_replaced_key_is_made_by_the_new_factory(factory: Callable[..., Mailer]) -> None:
    """L3: also where it was asked for before."""
    container = ServiceContainer().add_transient(Mailer, Smtp)
    assert {container.get(Mailer).name for _ in range(3)} == {"smtp"}
    assert container.replace(Mailer, factory) is container
    assert {container.get(Mailer).name for _ in range(3)} == {"fake"}


def test_alone_the_key_is_also_the_factory() -> None:
    """L3: as for `add_transient`."""
    container = ServiceContainer().add_singleton(Mailer, Smtp)
    assert container.replace(Mailer).get(Mailer).name == "plain"
    assert container.replace(make_mailer).get(Mailer).name == "fake"
    assert container.get(Mailer) is container.get(Mailer)


def test_scope_goes_with_the_lifetime_that_it_belongs_to() -> None:
    """L3, L24."""
    container = ServiceContainer(scopes=["session", "request"]).add_scoped(Mailer, Smtp, scope="session")
    container.replace(Mailer, Fake)
    with container.create_scope("session") as session, session.create_scope("request") as request:
        assert request.get(Mailer) is session.get(Mailer)
    container.replace(Mailer, Smtp, "singleton")
    assert container.get(Mailer) is container.get(Mailer)


def test_lifetime_stays_unless_it_is_given() -> None:
    """L3."""
    container = ServiceContainer().add_scoped(Mailer, Smtp)
    container.replace(Mailer, Fake)
    with container.create_scope() as scope:
        assert scope.get(Mailer) is scope.get(Mailer)
    container.replace(Mailer, Fake, Lifetime.TRANSIENT)
    assert container.get(Mailer) is not container.get(Mailer)
    container.replace(Mailer, Smtp, "singleton")
    assert container.get(Mailer) is container.get(Mailer)


@pytest.mark.parametrize(("options", "made"), [({}, 1), ({"eager": False}, 0), ({"lifetime": "transient"}, 0)])
def test_options_stay_unless_they_are_given_or_go_with_the_lifetime(options: dict[str, object], made: int) -> None:
    """L25: an eager singleton is replaced by an eager one."""
    count: list[int] = []

    class Counted(Mailer):
        def __init__(self) -> None:
            count.append(1)

    container = ServiceContainer().add_singleton(Mailer, Smtp, eager=True)
    container.replace(Mailer, Counted, **options)  # type: ignore[arg-type]
    container.start()
    assert len(count) == made


def test_what_the_old_one_made_stays_with_its_holders_and_is_closed_in_time() -> None:
    """L3, L25."""
    log: list[str] = []

    def open_mailer() -> Iterator[Mailer]:
        yield Smtp()
        log.append("closed")

    class Holder:
        def __init__(self, mailer: Mailer) -> None:
            self.mailer = mailer

    container = ServiceContainer().add_singleton(Mailer, open_mailer).add_singleton(Holder)
    old = container.get(Holder).mailer
    container.replace(Mailer, Fake)
    assert container.get(Mailer).name == "fake"
    assert container.get(Holder).mailer is old
    assert log == []
    container.close()
    assert log == ["closed"]


def test_decorators_stay_around_the_new_one() -> None:
    """And wrap it afresh, also where the old one was wrapped already."""
    container = ServiceContainer().add_singleton(Mailer, Smtp).decorate(Mailer, Outer).decorate(Mailer, Outer)
    assert container.get(Mailer).name == "outer outer smtp"
    assert container.replace(Mailer, Fake).get(Mailer).name == "outer outer fake"
    assert container.decorate(Mailer, Outer).get(Mailer).name == "outer outer outer fake"


def test_qualifier_picks_what_is_replaced() -> None:
    """L8."""
    container = ServiceContainer().add_transient(Mailer).add_transient(Mailer, qualifier="a")
    container.add_transient(Mailer, qualifier="b")
    container.replace(Mailer, Smtp, qualifier="a").replace(qualified(Mailer, "b"), Fake)
    assert container.get(Mailer).name == "plain"
    assert container.get(qualified(Mailer, "a")).name == "smtp"
    assert container.get(qualified(Mailer, "b")).name == "fake"


def test_instance_and_value_of_a_scope_may_be_replaced_by_what_is_made() -> None:
    """L3: each is kept as long as before."""
    container = ServiceContainer().add_instance(Mailer, Smtp()).replace(Mailer, Fake)
    assert container.get(Mailer).name == "fake"
    assert container.get(Mailer) is container.get(Mailer)
    container = ServiceContainer().add_context(Mailer).replace(Mailer, Fake)
    with container.create_scope() as scope:
        assert scope.get(Mailer).name == "fake"
        assert scope.get(Mailer) is scope.get(Mailer)


@pytest.mark.parametrize("registered", [True, False])
def test_unknown_key_cannot_be_replaced(registered: bool) -> None:
    """L28: near misses."""

    class Mailers(Mailer): ...

    container = ServiceContainer()
    if registered:
        container.add_transient(Mailer)
    with pytest.raises(ServiceNotFoundError, match="`Mailers` is not registered, so it cannot be replaced") as caught:
        container.replace(Mailers, Mailers)
    assert ("Did you mean `Mailer`?" in str(caught.value)) is registered
    assert not container.is_registered(Mailers)


REFUSED: dict[str, dict[str, object]] = {
    "no subclass": {"factory": Stranger},
    "not callable": {"factory": 3},
    "unknown lifetime": {"factory": Fake, "lifetime": "forever"},
    "unknown option": {"factory": Fake, "lazy": True},
    "eager but not kept": {"factory": Fake, "lifetime": "scoped", "eager": True},
    "two qualifiers": {"factory": Fake, "qualifier": "a", "key": qualified(Mailer, "b")},
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("act", [ServiceContainer.replace, ServiceContainer.try_add])
def test_what_is_refused_at_registration_is_refused_here_and_nothing_changes(
    case: str, act: Callable[..., object]
) -> None:
    """L4."""
    arguments = {"key": Mailer, **REFUSED[case]}
    container = ServiceContainer().add_singleton(Mailer, Smtp)
    mailer = container.get(Mailer)
    with pytest.raises(ServiceRegistrationError):
        act(container, **arguments)
    assert container.get(Mailer) is mailer


def test_try_add_registers_only_what_is_not_there_and_says_whether_it_did() -> None:
    """L3."""
    container = ServiceContainer()
    assert container.try_add(Mailer, Smtp) is True
    assert container.try_add(Mailer, Fake) is False
    assert container.get(Mailer).name == "smtp"
    assert container.get(Mailer) is not container.get(Mailer)
    assert container.try_add(Mailer, Fake, "singleton", qualifier="other") is True
    assert container.get(qualified(Mailer, "other")) is container.get(qualified(Mailer, "other"))
    assert container.try_add(Stranger, lifetime=Lifetime.SINGLETON, eager=True) is True
    assert container.try_add(make_mailer) is False


def test_try_add_leaves_what_was_decorated_alone() -> None:
    """A decorated key is registered."""
    container = ServiceContainer().add_singleton(Mailer, Smtp).decorate(Mailer, Outer)
    mailer = container.get(Mailer)
    assert container.try_add(Mailer, Fake) is False
    assert container.get(Mailer) is mailer


@pytest.mark.parametrize("attempt", range(20))
def test_one_of_many_threads_adds(attempt: int) -> None:
    """L3: whoever was told so is the one whose factory counts."""
    container = ServiceContainer()
    start = Barrier(4)
    added: list[str] = []

    def add(name: str) -> None:
        start.wait()
        if container.try_add(Mailer, Factory(Named, KwArg("name", name))):
            added.append(name)

    threads = [Thread(target=add, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert added == [container.get(Mailer).name]


class Named(Mailer):
    def __init__(self, name: str) -> None:
        self.name = name


def test_duplicate_of_a_decorated_key_names_what_was_registered() -> None:
    """L4, L28."""
    container = ServiceContainer().add_singleton(Mailer, Smtp).decorate(Mailer, Outer)
    with pytest.raises(ServiceRegistrationError, match="registered already by `Smtp`"):
        container.add_singleton(Mailer, Fake)
