"""L29: what type checkers see of overriding; checked, never run."""

from collections.abc import Iterator
from typing import Protocol, assert_type
from unittest.mock import Mock

from wireworks import ServiceContainer, qualified


class Mailer: ...


class FakeMailer(Mailer): ...


class Sends(Protocol):
    def send(self) -> None: ...


class Heir(ServiceContainer): ...


def make() -> Iterator[FakeMailer]:
    yield FakeMailer()


def sync(container: ServiceContainer) -> None:
    """A mapping, or a key and what stands in for it; nothing is said about its type."""
    with container.override({Mailer: FakeMailer(), qualified(Mailer, "b"): Mock(spec=Mailer), Sends: make}) as given:
        assert_type(given, ServiceContainer)
        assert_type(given.get(Mailer), Mailer)
    with container.override(Mailer, FakeMailer), container.override(Sends, Mock(), everywhere=True):
        pass
    with container.override(list[Mailer], []), container.override(int | str, lambda: 1):
        pass
    with container.override({str: "text", int: 1}, everywhere=True):
        pass


async def awaited(container: Heir) -> None:
    """A container of one's own stays what it is."""
    override = container.override({Mailer: None})
    async with override as given:
        assert_type(given, Heir)
    await override.aclose()


def fork(container: Heir) -> None:
    assert_type(container.fork(), Heir)


def mistakes(container: ServiceContainer) -> None:
    container.override(Mailer)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    container.override(Mailer, FakeMailer(), True)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    container.override([Mailer])  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
