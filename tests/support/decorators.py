"""A service, and wrappers of every kind to put around it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

from wireworks import Factory, KwArg, ServiceContainer


class Mailer(ABC):
    @abstractmethod
    def send(self, text: str) -> str: ...


class Smtp(Mailer):
    def send(self, text: str) -> str:
        return f"<{text}>"


class Wrapping(Mailer):
    """What the wrappers below share; each says its name around what the inner one says."""

    def __init__(self, inner: Mailer, name: str) -> None:
        self.inner = inner
        self.name = name

    def send(self, text: str) -> str:
        return f"{self.name}({self.inner.send(text)})"


class Clock:
    now = "noon"


class ByClass(Wrapping):
    def __init__(self, inner: Mailer, clock: Clock) -> None:
        super().__init__(inner, f"class at {clock.now}")


def by_function(inner: Mailer, clock: Clock) -> Mailer:
    return Wrapping(inner, f"function at {clock.now}")


async def by_async_function(inner: Mailer, clock: Clock) -> Mailer:
    await asyncio.sleep(0)
    return Wrapping(inner, f"async function at {clock.now}")


def by_generator(inner: Mailer, clock: Clock) -> Iterator[Mailer]:
    yield Wrapping(inner, f"generator at {clock.now}")


async def by_async_generator(inner: Mailer, clock: Clock) -> AsyncIterator[Mailer]:
    yield Wrapping(inner, f"async generator at {clock.now}")


class Maker:
    def method(self, inner: Mailer, clock: Clock) -> Mailer:
        return Wrapping(inner, f"method at {clock.now}")

    def __call__(self, inner: Mailer, clock: Clock) -> Mailer:
        return Wrapping(inner, f"object at {clock.now}")


def named(name: str, inner: Mailer, clock: Clock) -> Mailer:
    return Wrapping(inner, f"{name} at {clock.now}")


SYNC: dict[str, Callable[..., object]] = {
    "class": ByClass,
    "function": by_function,
    "generator": by_generator,
    "method": Maker().method,
    "object": Maker(),
    "partial": partial(named, "partial"),
    "value": Factory(named, KwArg("name", "value")),
}
ASYNC: dict[str, Callable[..., object]] = {
    "async function": by_async_function,
    "async generator": by_async_generator,
}
LIFETIMES = ("transient", "scoped", "singleton")


def container_of(lifetime: str = "transient", factory: Callable[..., object] = Smtp) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Clock)
    container.register(Mailer, factory, lifetime)
    return container
