"""What the factories of random programs look like, and what they make."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Generic, TypeVar

from wireworks import AsyncFactory, Factory, Lazy

SOURCES = {
    "class": """
        def make(self{comma}{parameters}):
            run.begin(self, [{values}]{told})
        """,
    "function": """
        def make({parameters}):
            return run.begin(key.__new__(key), [{values}]{told})
        """,
    "async_function": """
        async def make({parameters}):
            await pause()
            return run.begin(key.__new__(key), [{values}]{told})
        """,
    "late_disposable": """
        def make({parameters}):
            return run.begin(late.__new__(late), [{values}]{told})
        """,
    "generator": """
        def make({parameters}):
            made, told = run.begin(key.__new__(key), [{values}]{told}), None
            try:
                yield made
            except BaseException as error:
                told = type(error).__name__
                raise
            finally:
                run.end(made, told)
        """,
    "async_generator": """
        async def make({parameters}):
            await pause()
            made, told = run.begin(key.__new__(key), [{values}]{told}), None
            try:
                yield made
            except BaseException as error:
                told = type(error).__name__
                raise
            finally:
                await pause()
                run.end(made, told)
        """,
}
CALLED = {
    "def function": """
        def called({parameters}):
            run.called([{parts}])
            inside(0)
            inside(1)
        """,
    "async def function": """
        async def called({parameters}):
            run.called([{parts}])
            await inside(0)
            await inside(1)
        """,
    "def generator": """
        def called({parameters}):
            run.called([{parts}])
            inside(0)
            yield
            inside(1)
        """,
    "async def generator": """
        async def called({parameters}):
            run.called([{parts}])
            await inside(0)
            yield
            await inside(1)
        """,
}
VALUES = {
    "each": "{parts}",
    "list": "*{parts}",
    "mapping": "*{parts}.values()",
    "boxes": "*(box.inside for box in [{parts}])",
    "factories": "*[each() for each in [{parts}]]",
    "async_factories": "*[await each() for each in [{parts}]]",
    "lazies": "*[each.value for each in [{parts}]]",
    "async_lazies": "*[await each.avalue() for each in [{parts}]]",
}
TAKEN = {"factories": Factory, "async_factories": AsyncFactory, "lazies": Lazy, "async_lazies": Lazy}
RETURNS = {"generator": Iterator, "async_generator": AsyncIterator}
AS = {"disposable": "class", "entered": "class", "async_entered": "class", "async_disposable": "async_function"}


T = TypeVar("T")


class Box(Generic[T]):
    """A generic service around another, registered once for all of them."""

    def __init__(self, inside: T) -> None:
        self.inside = inside


def dispose(self: Any) -> None:
    self.run.end(self, None)


async def adispose(self: Any) -> None:
    await self.run.pause()
    self.run.end(self, None)


def enter(self: Any) -> Any:
    return self


def leave(self: Any, kind: type | None, *_: object) -> None:
    self.run.end(self, kind and kind.__name__)


async def aenter(self: Any) -> Any:
    await self.run.pause()
    self.run.entered(self)
    return self


async def aleave(self: Any, kind: type | None, *_: object) -> None:
    await self.run.pause()
    self.run.end(self, kind and kind.__name__)


METHODS: dict[str, dict[str, Any]] = {
    "disposable": {"dispose": dispose},
    "async_disposable": {"dispose": adispose},
    "entered": {"__enter__": enter, "__exit__": leave},
    "async_entered": {"__aenter__": aenter, "__aexit__": aleave},
}


class Product:
    """What every factory makes: it knows its node, its making and its parts."""

    number: int
    serial: int
    parts: tuple[int, ...]
