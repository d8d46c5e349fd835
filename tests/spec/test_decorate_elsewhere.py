"""Decorators meet collections, overrides and forks."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.decorators import ByClass, Clock, Mailer, Smtp, Wrapping, by_function, container_of
from wireworks import Factory, KwArg, ServiceContainer
from wireworks.errors import ServiceNotFoundError


class Evening(Clock):
    now = "night"


def plainly(inner: Mailer) -> Mailer:
    return Wrapping(inner, "plain")


class Post:
    """It asks for a decorated service."""

    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer


def test_collection_holds_the_decorated_service_once() -> None:
    """L8: in its place, also when it is replaced."""

    class All:
        def __init__(self, mailers: list[Mailer]) -> None:
            self.said = [mailer.send("") for mailer in mailers]

    container = container_of().add_transient(Mailer, Smtp, qualifier="second").add_transient(All)
    for name in ("third", "fourth"):
        container.add_singleton(Mailer, Factory(Wrapping, inner=Factory(Smtp), name=name), qualifier=name)
    container.decorate(Mailer, ByClass).decorate(Mailer, by_function).decorate(Mailer, ByClass, qualifier="third")
    for _ in range(3):
        assert container.get(All).said == [
            "function at noon(class at noon(<>))",
            "<>",
            "class at noon(third(<>))",
            "fourth(<>)",
        ]
    container.replace(Mailer, Factory(Wrapping, inner=Factory(Smtp), name="new"), qualifier="second")
    assert container.get(All).said[1] == "new(<>)"


def test_override_stands_in_for_the_whole() -> None:
    """L29: who overrides gets just what he hands in; decorators are back afterwards."""
    container = container_of("singleton").decorate(Mailer, ByClass).add_singleton(Post)
    real, fake = container.get(Post).mailer, Smtp()
    with container.override(Mailer, fake):
        assert container.get(Mailer) is container.get(Post).mailer is fake
    assert container.get(Mailer) is container.get(Post).mailer is real


def test_override_of_what_a_wrapper_takes_makes_the_wrapper_anew_around_the_same_inner_one() -> None:
    """L29: what does not depend on it stays the very same."""
    container = container_of("singleton").decorate(Mailer, by_function).decorate(Mailer, ByClass).add_singleton(Post)
    real = container.get(Post).mailer
    with container.override(Clock, Evening):
        for _ in range(3):
            assert container.get(Mailer).send("") == "class at night(function at night(<>))"
        inside = container.get(Post).mailer
        assert inside is container.get(Mailer) is not real
        assert isinstance(inside, Wrapping)
        assert isinstance(real, Wrapping)
        assert isinstance(inside.inner, Wrapping)
        assert isinstance(real.inner, Wrapping)
        assert inside.inner is not real.inner
        assert inside.inner.inner is real.inner.inner
    assert container.get(Post).mailer is container.get(Mailer) is real


def test_override_of_what_is_needed_inside_makes_every_layer_anew() -> None:
    """L29."""

    class Dated(Smtp):
        def __init__(self, clock: Clock) -> None:
            self.clock = clock

        def send(self, text: str) -> str:
            return f"<{text} {self.clock.now}>"

    container = container_of("singleton", Dated).decorate(Mailer, plainly)
    real = container.get(Mailer)
    with container.override(Clock, Evening):
        assert {container.get(Mailer).send("") for _ in range(3)} == {"plain(< night>)"}
        assert container.get(Mailer) is container.get(Mailer) is not real
    assert container.get(Mailer) is real
    assert real.send("") == "plain(< noon>)"


def test_inner_singleton_that_asks_for_anything_does_not_keep_a_fake() -> None:
    """L29: though nothing in its plan tells that it depends on the override."""
    container = ServiceContainer().add_singleton(Clock)

    def asking() -> Mailer:
        return Wrapping(Smtp(), container.get(Clock).now)

    container.add_singleton(Mailer, asking).decorate(Mailer, plainly)
    container.get(Mailer)
    with container.override(Clock, Evening):
        assert {container.get(Mailer).send("") for _ in range(3)} == {"plain(night(<>))"}
    assert {container.get(Mailer).send("") for _ in range(3)} == {"plain(noon(<>))"}


def test_inner_singleton_that_is_found_to_ask_does_not_keep_a_fake() -> None:
    """L29: where the container is out of sight, but for the asking itself."""
    containers: list[ServiceContainer] = []

    class Asking(Smtp):
        def __init__(self) -> None:
            self.clock = containers[0].get(Clock)

        def send(self, text: str) -> str:
            return self.clock.now

    container = container_of("singleton", Asking).decorate(Mailer, plainly).add_singleton(Post)
    containers.append(container)
    with container.override(Clock, Evening):
        assert container.get(Post).mailer.send("") == "plain(night)"
    assert container.get(Post).mailer.send("") == "plain(noon)"


def test_arguments_of_the_moment_pass_through_overrides() -> None:
    """L11, L29."""

    class Letter(Mailer):
        def __init__(self, text: str) -> None:
            self.text = text

        def send(self, text: str) -> str:
            return self.text

    class Copied(Wrapping):
        def __init__(self, inner: Mailer, clock: Clock, copies: int = 1) -> None:
            super().__init__(inner, f"x{copies} {clock.now}")

    container = container_of("transient", Letter).decorate(Mailer, Copied)
    with container.override(Clock, Evening):
        assert container[Mailer](text="a", copies=3).send("") == "x3 night(a)"
    assert container[Mailer](text="a").send("") == "x1 noon(a)"


def test_wrapper_made_inside_an_override_is_closed_at_its_end() -> None:
    """L20, L29."""
    log: list[str] = []

    def wrapper(inner: Mailer, clock: Clock) -> Iterator[Mailer]:
        yield inner
        log.append(f"close at {clock.now}")

    container = container_of("singleton").decorate(Mailer, wrapper)
    container.get(Mailer)
    with container.override(Clock, Evening):
        container.get(Mailer)
    assert log == ["close at night"]
    container.close()
    assert log == ["close at night", "close at noon"]


def test_decorator_put_around_while_an_override_is_open_is_seen_inside() -> None:
    """L29: what is registered is, everywhere; what stands in stays bare."""
    container = container_of("singleton")
    with container.override(Clock, Evening):
        container.get(Mailer)
        container.decorate(Mailer, ByClass)
        assert container.get(Mailer).send("") == "class at night(<>)"
        with container.override(Mailer, Smtp):
            container.decorate(Mailer, by_function)
            assert container.get(Mailer).send("") == "<>"
    assert container.get(Mailer).send("") == "function at noon(class at noon(<>))"


def test_async_wrapper_follows_overrides() -> None:
    """L10, L29."""

    async def wrapper(inner: Mailer, clock: Clock) -> Mailer:
        return Wrapping(inner, clock.now)

    container = container_of("singleton").decorate(Mailer, wrapper)

    async def main() -> list[str]:
        async with container.override(Clock, Evening):
            inside = [(await container.aget(Mailer)).send("") for _ in range(3)]
        return [*inside, (await container.aget(Mailer)).send("")]

    assert asyncio.run(main()) == ["night(<>)"] * 3 + ["noon(<>)"]


@pytest.mark.parametrize("lifetime", ["transient", "singleton"])
def test_fork_has_the_decorators_and_changes_by_itself(lifetime: str) -> None:
    """L29."""
    container = container_of(lifetime).decorate(Mailer, by_function)
    container.get(Mailer)
    fork = container.fork()
    assert fork.get(Mailer).send("") == "function at noon(<>)"
    fork.decorate(Mailer, ByClass).replace(Mailer, Factory(Wrapping, KwArg("inner", Smtp()), KwArg("name", "new")))
    assert fork.get(Mailer).send("") == "class at noon(function at noon(new(<>)))"
    assert container.get(Mailer).send("") == "function at noon(<>)"
    fork.unregister(Mailer)
    assert container.is_registered(Mailer)
    with pytest.raises(ServiceNotFoundError):
        fork.decorate(Mailer, ByClass)
