"""Services that are asked for, or made, in ways that are seldom seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal, Protocol

from wireworks import Consumer, Factory, Inject, Lazy, ServiceContainer, service


class Clock: ...


class Settings:
    """An object whose methods make services."""

    def __init__(self, name: str) -> None:
        self.name = name

    @service
    def make_title(self) -> Title:
        return Title(self.name)

    @classmethod
    def standard(cls) -> Settings:
        return cls("standard")


class Title:
    def __init__(self, text: str) -> None:
        self.text = text


class Logger:
    def __init__(self, who: Consumer, prefix: str = "> ", /, *, level: int) -> None:
        self.who, self.prefix, self.level = who, prefix, level


class Maybe: ...


class Loud(Maybe):
    def __init__(self, inner: Maybe) -> None:
        self.inner = inner


class Draft:
    def __init__(self, title: Title, text: str, tags: list[str] | None, mark: Any, note) -> None:  # type: ignore[no-untyped-def]
        self.title, self.text, self.tags, self.mark, self.note = title, text, tags, mark, note


class Drafts(Protocol):
    def __call__(self, text: str, *, tags: list[str] | None, mark: Any, note: Any = "none") -> Draft: ...


class LaterClock(Protocol):
    async def __call__(self) -> Clock: ...


class Code:
    def __init__(self, kind: Literal["a", "b"]) -> None:
        self.kind = kind


class Box:
    def __init__(self, **things: object) -> None:
        self.things = things


class Desk:
    def __init__(  # noqa: PLR0913, PLR0917 - one of each kind
        self,
        logger: Logger,
        drafts: Drafts,
        clocks: LaterClock,
        settings: Factory[Settings],
        codes: Factory[Code],
        loggers: Factory[Logger],
        owner: Lazy[Title],
    ) -> None:
        self.logger, self.drafts, self.clocks, self.settings, self.codes = logger, drafts, clocks, settings, codes
        self.loggers, self.owner = loggers, owner


class Shelf:
    def __init__(
        self, every: list[Maybe], by_name: Mapping[str, Maybe], both: tuple[Maybe, ...], one: tuple[Clock, ...]
    ) -> None:
        self.every, self.by_name, self.both, self.one = every, by_name, both, one


class Config:
    def __init__(
        self,
        url: Annotated[str, Inject(expr="it's ${db.host}")],
        host: Annotated[str, Inject(param="db.host")],
        either: Annotated[str | int, Inject(param="db.host")],
        missing: Annotated[str, Inject(param="db.nowhere")] = "nowhere",
    ) -> None:
        self.url, self.host, self.either, self.missing = url, host, either, missing


def logger(who: Consumer, prefix: str = "> ", /, level: int = 2) -> Logger:
    return Logger(who, prefix, level=level)


def find(clock: Clock) -> Maybe | None:
    return None


def make_hooks(none: Annotated[Callable[[], Awaitable[None] | None], Inject(qualifier=("hook", b"1"))]) -> Box:
    return Box(none=none)


def hook() -> Callable[[], Awaitable[None] | None]:
    return lambda: None


short: Callable[[], Clock] = lambda: Clock()  # noqa: E731, PLW0108 - it has a name in its module
short.__annotations__["return"] = Clock
settings = Settings("ours")
words = ["shared"]
container = ServiceContainer(params={"db": {"host": "here"}})
container.add_instance(Settings, settings)
container.add_singleton(Title, settings.make_title).add_singleton(
    Title, Settings("theirs").make_title, qualifier="theirs"
)
container.add_singleton(Settings, Settings.standard, qualifier="standard")
container.add_transient(Clock, short).add_singleton(Clock, partial(Clock), qualifier="partial")
container.add_transient(logger).add_transient(Draft).add_transient(Code).add_singleton(Desk).add_singleton(Config)
container.add_singleton(Maybe, find).decorate(Maybe, Loud).add_transient(Maybe, find, qualifier="b")
container.add_singleton(Shelf)
container.add_transient(
    Box, Factory(Box, words=words, secret="swordfish", dots=..., size=1.5, kind=Clock, **{"two words": Factory(Clock)})
)
container.add_singleton(hook, qualifier=("hook", b"1")).add_singleton(Box, make_hooks, qualifier=Clock)
