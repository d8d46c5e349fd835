"""`when=`: registrations that count only under a condition, decided by profiles, params and functions."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType

import pytest

from wireworks import Param, Present, Profile, ServiceContainer, ServiceRegistrationError, qualified, service


class Refused(Exception): ...


class Mailer:
    name = "plain"


class Smtp(Mailer):
    name = "smtp"


class Fake(Mailer):
    name = "fake"


class Console(Mailer):
    name = "console"


def made_by(container: ServiceContainer) -> str | None:
    return container.get(Mailer).name if container.is_registered(Mailer) else None


@pytest.mark.parametrize(("profiles", "expected"), [((), "smtp"), (("test",), "fake"), (("dev", "test"), "fake")])
def test_profile_of_the_container_decides(profiles: tuple[str, ...], expected: str) -> None:
    container = ServiceContainer(profiles=profiles)
    container.add_singleton(Mailer, Smtp, when=~Profile("test"))
    container.add_singleton(Mailer, Fake, when=Profile("test"))
    assert made_by(container) == expected


@pytest.mark.parametrize("profiles", ["test", ["test"], {"test"}, iter(["test", "other"])])
def test_profiles_are_names_or_one_name(profiles: str) -> None:
    """A string alone is one profile, not its letters."""
    container = ServiceContainer(profiles=profiles).add_singleton(Mailer, Fake, when="test")
    container.add_singleton(Mailer, Smtp, when="t")
    assert made_by(container) == "fake"


@pytest.mark.parametrize("profiles", [3, [""], ["test", 3], ""])
def test_profiles_that_are_no_names_are_refused(profiles: object) -> None:
    with pytest.raises(ServiceRegistrationError, match="`profiles` expects names"):
        ServiceContainer(profiles=profiles)  # type: ignore[arg-type]


def test_any_of_several_profiles_is_enough() -> None:
    for profile, expected in (("dev", "console"), ("demo", "console"), ("prod", None)):
        container = ServiceContainer(profiles=profile).add_singleton(Mailer, Console, when=Profile("dev", "demo"))
        assert made_by(container) == expected


@dataclass
class Mail:
    kind: str = "smtp"
    retries: int = 0


@dataclass
class Settings:
    mail: Mail = field(default_factory=Mail)
    debug: bool = True


@pytest.mark.parametrize("params", [{"mail": {"kind": "smtp", "retries": 0}, "debug": True}, Settings()])
@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Param("mail.kind", equals="smtp"), True),
        (Param("mail.kind", equals="console"), False),
        (Param("mail.kind"), True),
        (Param("mail.retries"), False),
        (Param("mail.retries", equals=0), True),
        (Param("mail.retries", equals=None), False),
        (Param("debug"), True),
        (~Param("debug"), False),
        (Param("missing"), False),
        (Param("missing", equals=None), False),
        (Param("mail.missing.more"), False),
        (~Param("missing"), True),
    ],
)
def test_param_is_looked_up_as_configuration_is(params: object, condition: Param, holds: bool) -> None:
    """L7: the same names; what is missing does not hold."""
    container = ServiceContainer(params=params).add_singleton(Mailer, when=condition)
    assert container.is_registered(Mailer) is holds


def test_param_of_a_container_without_params_does_not_hold() -> None:
    assert made_by(ServiceContainer().add_singleton(Mailer, when=Param("debug"))) is None


def test_param_is_read_when_it_is_decided() -> None:
    params = {"debug": False}
    container = ServiceContainer(params=params).add_singleton(Mailer, Smtp, when=Param("debug"))
    params["debug"] = True
    assert made_by(container) is None
    assert made_by(container.add_singleton(Mailer, Console, when=Param("debug"))) == "console"


@pytest.mark.parametrize("answer", [True, False, 1, 0, "yes", "", None])
def test_function_is_asked_once_when_it_is_registered(answer: object) -> None:
    asked: list[int] = []

    def is_wanted() -> object:
        asked.append(1)
        return answer

    container = ServiceContainer().add_singleton(Mailer, when=is_wanted)
    assert container.is_registered(Mailer) is bool(answer)
    container.add_singleton(Smtp).unregister(Smtp)
    assert asked == [1]


def test_function_may_have_parameters_with_defaults() -> None:
    assert made_by(ServiceContainer().add_singleton(Mailer, when=lambda wanted=True: wanted)) == "plain"


def test_failure_of_a_function_arrives_as_it_is_and_nothing_changes() -> None:
    """L4."""

    def fail() -> bool:
        raise Refused

    container = ServiceContainer()
    with pytest.raises(Refused):
        container.add_singleton(Mailer, when=fail)
    assert made_by(container) is None


def test_function_may_use_the_container() -> None:
    """No lock is held while it runs."""
    container = ServiceContainer().add_instance(str, "fake")
    container.add_singleton(Mailer, Fake, when=lambda: container.add_singleton(Smtp).get(str) == "fake")
    assert made_by(container) == "fake"
    assert container.is_registered(Smtp)


Register = Callable[[ServiceContainer, str], object]
WAYS: dict[str, Register] = {
    "register": lambda c, when: c.register(Mailer, Mailer, when=when),
    "add_transient": lambda c, when: c.add_transient(Mailer, when=when),
    "add_scoped": lambda c, when: c.add_scoped(Mailer, when=when),
    "add_singleton": lambda c, when: c.add_singleton(Mailer, when=when),
    "add_instance": lambda c, when: c.add_instance(Mailer, Mailer(), when=when),
    "add_context": lambda c, when: c.add_context(Mailer, when=when),
    "try_add": lambda c, when: c.try_add(Mailer, when=when),
    "service": lambda c, when: c.add(service(when=when)(type("Marked", (), {}))),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_registering_takes_a_condition(way: str) -> None:
    """L1, L3."""
    for profile, expected in (("on", 1), ("off", 0)):
        container = ServiceContainer(profiles=profile)
        WAYS[way](container, "on")
        assert len(container._registry.providers) == expected  # noqa: SLF001 - a marked class has no name here


def test_marked_objects_of_a_module_are_registered_as_their_conditions_say() -> None:
    """L1, L3: several marks on one object have a condition each."""
    module = ModuleType("conditional_services")

    @service(when="prod", as_type=Mailer)
    @service(when="tools", as_type=Mailer, qualifier="tool")
    class Prod(Smtp): ...

    @service(when="test", as_type=Mailer)
    class Test(Fake): ...

    for thing in (Prod, Test):
        thing.__module__ = module.__name__
        setattr(module, thing.__name__, thing)
    sys.modules[module.__name__] = module
    try:
        assert made_by(ServiceContainer(module, profiles="prod")) == "smtp"
        assert made_by(ServiceContainer(module, profiles="test")) == "fake"
        container = ServiceContainer(module, profiles="tools")
    finally:
        del sys.modules[module.__name__]
    assert made_by(container) is None
    assert container.get(qualified(Mailer, "tool")).name == "smtp"


def test_two_whose_conditions_hold_at_once_are_refused_and_nothing_changes() -> None:
    """L4."""
    container = ServiceContainer(profiles=["a", "b"]).add_singleton(Mailer, Smtp, when="a")
    mailer = container.get(Mailer)
    with pytest.raises(ServiceRegistrationError, match="`Mailer` is registered twice at once: by `Smtp`"):
        container.add_singleton(Mailer, Fake, when="b")
    with pytest.raises(ServiceRegistrationError, match="`Mailer` is registered twice at once"):
        container.add_singleton(Mailer, Fake)
    with pytest.raises(ServiceRegistrationError, match="and an instance"):
        container.add_instance(Mailer, Fake(), when="a")
    assert container.get(Mailer) is mailer


def test_any_number_may_stand_side_by_side_if_one_holds() -> None:
    """L4: the same key, also with one that has no condition where none of the others hold."""
    container = ServiceContainer(profiles="c")
    for name, mailer in (("a", Smtp), ("b", Fake), ("c", Console), ("d", Smtp)):
        container.add_singleton(Mailer, mailer, when=name)
    assert made_by(container) == "console"
    plain = ServiceContainer().add_singleton(Mailer, Smtp, when="a").add_singleton(Mailer, Fake)
    assert made_by(plain) == "fake"


def test_inactive_service_is_as_if_absent() -> None:
    """Defaults stand in, collections go without it, it can be registered by others, it is not made eagerly."""
    made: list[str] = []

    class Loud(Mailer):
        def __init__(self) -> None:
            made.append("made")

    class Consumer:
        def __init__(self, mailer: Mailer | None = None, mailers: tuple[Mailer, ...] = ()) -> None:
            self.mailer, self.mailers = mailer, mailers

    container = ServiceContainer().add_singleton(Mailer, Loud, eager=True, when="prod").add_transient(Consumer)
    container.start()
    assert container.get(Consumer).mailer is None
    assert container.get(Consumer).mailers == ()
    assert made == []
    assert container.try_add(Mailer, Fake) is True
    assert container.get(Consumer).mailer is not None


def test_condition_is_kept_or_changed_when_a_service_is_replaced() -> None:
    container = ServiceContainer(profiles="on").add_singleton(Mailer, Smtp, when="on")
    assert made_by(container.replace(Mailer, Fake)) == "fake"
    assert made_by(container.replace(Mailer, Console, when="off")) is None
    assert made_by(container.add_singleton(Mailer, Smtp)) == "smtp"
    assert made_by(container.replace(Mailer, Fake, when=None)) == "fake"


def test_conditional_service_keeps_its_place_in_the_order_of_registration() -> None:
    """L8."""
    container = ServiceContainer(profiles="on").add_singleton(Mailer, Smtp, qualifier=1, when="on")
    container.add_singleton(Mailer, Fake, qualifier=2, when="off")
    container.add_singleton(Mailer, Console, qualifier=3).replace(Mailer, Fake, qualifier=1)
    assert [mailer.name for mailer in container.get(list[Mailer])] == ["fake", "console"]


def test_fork_decides_as_its_container_did() -> None:
    """L29: profiles, and what has been decided, are those of the container."""
    container = ServiceContainer(profiles="on").add_singleton(Mailer, Smtp, when="on")
    fork = container.fork().add_singleton(Fake, when="on").add_singleton(Console, when=Present(Smtp))
    assert made_by(fork) == "smtp"
    assert fork.is_registered(Fake)
    assert not container.is_registered(Fake)
    fork.add_singleton(Smtp)
    assert fork.is_registered(Console)
    assert not container.is_registered(Console)
