"""`when=`: what is no condition, and what is said of services whose conditions do not hold."""

import operator
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from wireworks import Param, Present, Profile, ServiceContainer, ServiceRegistrationError, qualified
from wireworks.errors import ServiceGraphError, ServiceNotFoundError


class Mailer: ...


class Outbox:
    def __init__(self, mailer: Mailer) -> None: ...


async def later() -> bool:
    return True


def step_by_step() -> Iterator[bool]:
    yield True


async def step_by_step_later() -> AsyncIterator[bool]:
    yield True


def of(key: object) -> bool:
    return bool(key)


# What is said to be a condition, and the words without which the message would not help.
REFUSED: dict[str, tuple[object, list[str]]] = {
    "a number": (3, ["got `3`", "`Profile`, `Param` or `Present`"]),
    "an answer": (True, ["got `True`", "function"]),
    "a class": (Mailer, ["got `Mailer`", "Did you mean `Present(Mailer)`?"]),
    "no profile": (Profile(), ["`Profile()`"]),
    "an empty profile": ("", ["`Profile('')`"]),
    "a profile that is no name": (Profile("test", 3), ["`Profile('test', 3)`"]),  # type: ignore[arg-type]
    "an empty parameter": (Param(""), ["`Param` expects a name"]),
    "a parameter that is no name": (Param(3), ["`Param` expects a name", "3"]),  # type: ignore[arg-type]
    "no key": (Present("Mailer"), ["Expected a type", "'Mailer'"]),
    "a key that may be none": (Present(Mailer | None), ["`Mailer | None` is not a key"]),
    "a function with parameters": (of, ["`of`", "it takes `key`"]),
    "an async function": (later, ["`later`", "async function"]),
    "a generator": (step_by_step, ["`step_by_step`", "generator"]),
    "an async generator": (step_by_step_later, ["`step_by_step_later`", "async generator"]),
    "part of another": (Profile("test") | Profile(), ["`Profile()`"]),
    "part of two": (~(Present(Mailer) & Param("")), ["`Param` expects a name"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_condition_registers_nothing(case: str) -> None:
    """L4, L28."""
    when, said = REFUSED[case]
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError) as caught:
        container.add_singleton(Outbox, when=when)  # type: ignore[arg-type]
    for words in said:
        assert words in str(caught.value)
    assert not container.is_registered(Outbox)


@pytest.mark.parametrize("join", [operator.and_, operator.or_])
@pytest.mark.parametrize("other", [3, None, True])
def test_condition_combines_with_conditions_alone(join: Callable[[object, object], object], other: object) -> None:
    """On either side."""
    with pytest.raises(ServiceRegistrationError, match="Expected a condition"):
        join(Profile("test"), other)
    with pytest.raises(ServiceRegistrationError, match="Expected a condition"):
        join(other, Profile("test"))


@pytest.mark.parametrize(
    "condition", [Profile("test"), Profile("test") & "dev", ~Present(Mailer)], ids=["one", "two", "none"]
)
def test_condition_has_no_truth_of_its_own(condition: Profile) -> None:
    """`and` would silently forget one of the two."""
    with pytest.raises(ServiceRegistrationError, match="neither true nor false") as caught:
        condition and Present(Mailer)
    assert "`&`, `|` and `~`" in str(caught.value)


def check() -> bool:
    return False


# A condition that does not hold, and how it is said when it would.
SAID: list[tuple[object, str]] = [
    ("prod", "the profile `prod` is active"),
    (Profile("prod", "demo"), "one of the profiles `prod`, `demo` is active"),
    (~Profile("test"), "the profile `test` is not active"),
    (~Profile("test", "dev"), "none of the profiles `test`, `dev` is active"),
    (Param("debug"), "the parameter `debug` is true"),
    (~Param("size"), "the parameter `size` is not true"),
    (Param("kind", equals="a"), "the parameter `kind` is 'a'"),
    (~Param("size", equals=3), "the parameter `size` is not 3"),
    (Present(Mailer), "`Mailer` is registered"),
    (Present(qualified(Mailer, "a")), "`Mailer['a']` is registered"),
    (Profile("prod") & "demo", "the profile `prod` is active and the profile `demo` is active"),
    (~(Profile("test") | Param("size")), "the profile `test` is not active and the parameter `size` is not true"),
    (~(Profile("test") & Param("size")), "the profile `test` is not active or the parameter `size` is not true"),
    (
        Profile("prod") & (Profile("a") | Param("debug")),
        "the profile `prod` is active and (the profile `a` is active or the parameter `debug` is true)",
    ),
    (~~Present(Mailer) & ~Present(int), "`Mailer` is registered and `int` is not registered"),
]


@pytest.mark.parametrize(("when", "said"), SAID, ids=[said for _, said in SAID])
def test_message_tells_when_a_service_would_be_there(when: str, said: str) -> None:
    """L28."""
    container = ServiceContainer(profiles="test", params={"size": 3}).add_instance(int, 3)
    container.add_singleton(Outbox, when=when)
    with pytest.raises(ServiceNotFoundError) as caught:
        container.get(Outbox)
    assert f"`Outbox` is registered only when {said}.\n" in str(caught.value)


def test_message_places_the_function_that_was_asked() -> None:
    """L28."""
    container = (
        ServiceContainer().add_singleton(Mailer, when=check).add_singleton(Mailer, when=~Present(Mailer) & check)
    )
    with pytest.raises(ServiceNotFoundError) as caught:
        container.get(Mailer)
    place = f"`check` (tests/spec/test_conditions_refused.py:{check.__code__.co_firstlineno}) says so"
    assert str(caught.value).count(place) == 2
    assert ", or when " in str(caught.value)


def test_chain_and_parameter_are_told_as_for_any_missing_service() -> None:
    """L27, L28."""
    container = ServiceContainer().add_singleton(Mailer, when="prod").add_singleton(Outbox)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert str(problem).startswith(
        "`Mailer` is registered only when the profile `prod` is active, but `Outbox` needs it for parameter `mailer`."
    )
    assert "or give the parameter a default" in str(problem)


def test_collection_that_would_be_empty_tells_of_its_sleeping_members() -> None:
    """L8, L28."""
    container = ServiceContainer().add_singleton(Mailer, when="prod")
    with pytest.raises(ServiceNotFoundError, match="`Mailer` is registered only when the profile `prod` is active"):
        container.get(list[Mailer])


def test_override_of_a_sleeping_service_tells_when_it_would_be_there() -> None:
    """L29."""
    container = ServiceContainer().add_singleton(Mailer, when="prod")
    with pytest.raises(ServiceNotFoundError, match="`Mailer` is registered only when the profile `prod` is active"):
        container.override(Mailer, Mailer())


def test_refusal_of_two_names_both() -> None:
    """L28."""
    container = ServiceContainer(profiles=["a", "b"]).add_context(Mailer, when="a")
    with pytest.raises(ServiceRegistrationError) as caught:
        container.add_singleton(Mailer, when="b")
    assert "a value that scopes are opened with and `Mailer` (tests/spec" in str(caught.value)
