"""Decorators: which parameter gets what is wrapped, what callers may pass, and what becomes of None."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Protocol, TypeVar

import pytest

from tests.support.decorators import (
    ASYNC,
    LIFETIMES,
    SYNC,
    ByClass,
    Clock,
    Mailer,
    Smtp,
    Wrapping,
    by_function,
    container_of,
)
from wireworks import Factory, Inject, ServiceContainer, qualified
from wireworks.errors import ServiceResolutionError

T = TypeVar("T")


def test_arguments_of_the_moment_go_to_the_outermost_that_names_them() -> None:
    """L11."""

    class Letter(Mailer):
        def __init__(self, text: str, copies: int = 1) -> None:
            self.text, self.copies = text, copies

        def send(self, text: str) -> str:
            return f"{self.text}{text} x{self.copies}"

    class Stamped(Wrapping):
        def __init__(self, inner: Mailer, clock: Clock, copies: int, *, colour: str = "red") -> None:
            super().__init__(inner, f"{colour} x{copies} {clock.now}")

    def plain(inner: Mailer, **_: object) -> Mailer:
        return inner

    container = ServiceContainer().add_singleton(Clock).add_transient(Mailer, Letter)
    container.decorate(Mailer, Stamped).decorate(Mailer, plain)
    for _ in range(3):
        assert container[Mailer](text="a", copies=2, colour="blue").send("!") == "blue x2 noon(a! x1)"
        assert container[Mailer](text="a", copies=2, clock=Clock()).send("!") == "red x2 noon(a! x1)"
    assert asyncio.run(container.afactory(Mailer)(text="a", copies=3)).send("!") == "red x3 noon(a! x1)"


def test_name_of_what_is_wrapped_is_no_argument_of_the_moment() -> None:
    """L11: the inner one is always the inner one; its name goes on to what is wrapped."""

    class Nested(Mailer):
        def __init__(self, inner: str = "") -> None:
            self.inner = inner

        def send(self, text: str) -> str:
            return self.inner + text

    container = ServiceContainer().add_singleton(Clock).add_transient(Mailer, Nested).decorate(Mailer, ByClass)
    assert container[Mailer](inner="deep ").send("hi") == "class at noon(deep hi)"


def test_arguments_come_too_late_for_what_exists() -> None:
    """L11: for the whole, or for what is wrapped alone."""

    class Host(Smtp):
        def __init__(self, host: str = "localhost") -> None:
            self.host = host

    class Sized(Wrapping):
        def __init__(self, inner: Mailer, size: int = 1) -> None:
            super().__init__(inner, f"size {size}")

    container = ServiceContainer().add_singleton(Mailer, Host)
    container.get(Mailer)
    container.decorate(Mailer, Sized)
    with pytest.raises(ServiceResolutionError, match="exists already"):
        container[Mailer](host="example.org")
    assert container[Mailer](size=3).send("hi") == "size 3(<hi>)"
    with pytest.raises(ServiceResolutionError, match="exists already"):
        container[Mailer](size=4)


def test_factory_with_open_keywords_takes_what_its_wrapper_does_not_name() -> None:
    """L11."""

    def smtp(**options: object) -> Mailer:
        return Wrapping(Smtp(), str(options))

    container = container_of("transient", smtp).decorate(Mailer, ByClass)
    assert container[Mailer](host="h").send("hi") == "class at noon({'host': 'h'}(<hi>))"


def test_qualifier_picks_what_is_decorated() -> None:
    """L8."""

    class Both(Wrapping):
        def __init__(self, inner: Mailer, other: Annotated[Mailer, Inject(qualifier="other")]) -> None:
            super().__init__(inner, f"instead of {other.send('')}")

    class Marked(Wrapping):
        def __init__(self, plain: Mailer, inner: Annotated[Mailer, Inject(qualifier="main")]) -> None:
            super().__init__(inner, f"beside {plain.send('')}")

    container = ServiceContainer()
    for name in ("main", "other"):
        container.add_singleton(Mailer, Factory(Wrapping, inner=Factory(Smtp), name=name), qualifier=name)
    container.decorate(Mailer, Both, qualifier="main")
    assert container.get(qualified(Mailer, "main")).send("") == "instead of other(<>)(main(<>))"
    assert container.get(qualified(Mailer, "other")).send("") == "other(<>)"
    container.add_singleton(Mailer, Smtp).decorate(qualified(Mailer, "main"), Marked)
    assert container.get(qualified(Mailer, "main")).send("") == "beside <>(instead of other(<>)(main(<>)))"


class Sends(Protocol):
    def send(self, text: str) -> str: ...


class Plain:
    def send(self, text: str) -> str:
        return f"plain {text}"


class Loud:
    """It names neither base class nor protocol."""

    def __init__(self, inner: Sends) -> None:
        self.inner = inner

    def send(self, text: str) -> str:
        return self.inner.send(text).upper()


class LoudSmtp(Smtp):
    def __init__(self, inner: Mailer) -> None:
        self.inner = inner

    def send(self, text: str) -> str:
        return self.inner.send(text).upper()


def around_anything(inner: T) -> T:
    return inner


def around_any(inner: Any, clock: Clock) -> Any:
    return inner


def around_maybe(inner: "Mailer | None") -> Mailer:
    return LoudSmtp(inner or Smtp())


@pytest.mark.parametrize(
    ("key", "factory", "wrapper", "said"),
    [
        (Sends, Plain, Loud, "PLAIN HI"),
        (Smtp, Smtp, LoudSmtp, "<HI>"),
        (Mailer, Smtp, around_maybe, "<HI>"),
        (Mailer, Smtp, around_anything, "<hi>"),
        (Mailer, Smtp, around_any, "<hi>"),
    ],
)
def test_inner_parameter_may_be_annotated_wider_than_the_key(
    key: type[Mailer], factory: type[Mailer], wrapper: Callable[..., object], said: str
) -> None:
    """A base class, a protocol, `| None`, a string, a type variable."""
    container = ServiceContainer().add_singleton(Clock).add_transient(key, factory).decorate(key, wrapper)
    for _ in range(3):
        assert container.get(key).send("hi") == said


def test_nearest_annotation_gets_what_is_wrapped() -> None:
    """The key itself before a base class of it; the other parameter is filled as usual."""

    class Fallback(Smtp):
        def __init__(self, other: Mailer, inner: Smtp) -> None:
            self.other, self.inner = other, inner

    container = ServiceContainer().add_singleton(Clock).add_singleton(Mailer, Smtp).add_singleton(Smtp)
    container.decorate(Mailer, ByClass).decorate(Smtp, Fallback)
    smtp = container.get(Smtp)
    assert isinstance(smtp, Fallback)
    assert type(smtp.inner) is Smtp
    assert smtp.other is container.get(Mailer)


def test_names_that_a_wrapper_is_annotated_with_may_come_to_exist_later() -> None:
    """L5."""

    def wrapper(inner: "Wanted", clock: "Later") -> "Wanted":
        assert isinstance(inner, Wanted)
        assert isinstance(clock, Later)
        return inner

    container = ServiceContainer().add_transient(Smtp).decorate(Smtp, wrapper)
    Wanted = Smtp  # noqa: N806 - an alias

    class Later: ...

    assert type(container.add_transient(Later).get(Smtp)) is Smtp


@pytest.mark.parametrize("lifetime", LIFETIMES)
@pytest.mark.parametrize("kind", {**SYNC, **ASYNC})
def test_none_passes_by_a_wrapper_that_does_not_take_it(kind: str, lifetime: str) -> None:
    """L2: the factory may return None, and then there is nothing to wrap."""
    made: list[str] = []

    class Note(Clock):
        def __init__(self) -> None:
            made.append("clock")

    def nothing() -> Mailer | None:
        made.append("nothing")
        return None

    container = ServiceContainer().add_transient(Clock, Note)
    container.register(Mailer, nothing, lifetime)
    container.decorate(Mailer, {**SYNC, **ASYNC}[kind])

    async def main() -> None:
        for _ in range(3):
            made.clear()
            async with container.create_scope() as scope:
                assert await scope.aget(Mailer) is None
            assert made == [] or sorted(made) == ["clock", "nothing"]

    asyncio.run(main())
    if kind in SYNC:
        with container.create_scope() as scope:
            assert scope.get(Mailer) is None


def test_wrapper_that_takes_none_gets_it() -> None:
    """L2."""
    container = container_of("transient", lambda_none).decorate(Mailer, ByClass).decorate(Mailer, around_maybe)
    for _ in range(3):
        assert container.get(Mailer).send("hi") == "<HI>"


def lambda_none() -> Mailer | None:
    return None


def test_none_of_a_scope_passes_by_too() -> None:
    """L23: a value of the scope may be None."""
    container = ServiceContainer().add_singleton(Clock).add_context(Mailer).decorate(Mailer, by_function)
    for value, kind in ((None, type(None)), (Smtp(), Wrapping)) * 3:
        with container.create_scope(context={Mailer: value}) as scope:
            assert type(scope.get(Mailer)) is kind


def test_parameter_that_takes_anything_gets_what_nothing_nearer_takes() -> None:
    """A class above the key is nearer than ``object``, wherever it stands."""

    class Letter(Smtp): ...

    class Polite(Letter):
        def __init__(self, note: object = None, inner: Mailer | None = None) -> None:
            self.note, self.inner = note, inner

    made = ServiceContainer().add_transient(Letter).decorate(Letter, Polite).get(Letter)
    assert isinstance(made, Polite)
    assert made.note is None
    assert type(made.inner) is Letter
