"""Many who ask in one scope at the same time: what each does, and a run that notes who got what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from threading import Lock
from typing import Any

from hypothesis import strategies as st

from tests.property.driver import Run
from tests.property.making import Product
from tests.property.programs import Program
from wireworks import Consumer, Injected, ServiceContainer


@dataclass(frozen=True)
class Asker:
    """Ask for nodes, one after the other, in a way: of the scope, of the container, or as parameters of a function.

    It starts after so many turns of the event loop, and is cancelled after so many more, if it ever is.
    """

    nodes: tuple[int, ...]
    way: str
    how: str = "aget"
    starts: int = 0
    cancelled: int | None = None


def askers(count: int, ways: tuple[str, ...] = ("scope", "container", "inject")) -> st.SearchStrategy[Asker]:
    """Draw what one of many asks of a graph of `count` nodes."""
    nodes = st.lists(st.integers(0, count - 1), min_size=1, max_size=3).map(tuple)
    cancelled = st.none() | st.integers(0, 6)
    return st.builds(
        Asker, nodes, st.sampled_from(ways), st.sampled_from(["aget", "aget", "get"]), st.integers(0, 4), cancelled
    )


class SharedRun(Run):
    """A run that many use: it knows which product of a node each of them saw, and what has been opened and closed."""

    def __init__(self, container: ServiceContainer, program: Program, pauses: tuple[int, ...] = (1,)) -> None:
        self.lock = Lock()
        self.pauses: Iterator[int] = cycle(pauses)
        self.opened: list[Product] = []
        self.closed: list[Product] = []
        self.parts: dict[int, list[Product]] = {}
        super().__init__(container, program)

    async def pause(self) -> None:
        for _ in range(next(self.pauses)):
            await super().pause()

    def begin(self, made: Product, parts: list[Product], who: Consumer | None = None) -> Product:
        with self.lock:
            super().begin(made, parts, who)
            self.parts[made.serial] = parts
            node = self.nodes[made.number]
            if node.is_resource and node.kind != "async_entered":
                self.opened.append(made)
        return made

    def entered(self, made: Product) -> None:
        self.opened.append(made)

    def end(self, made: Product, told: str | None) -> None:
        self.closed.append(made)
        super().end(made, told)

    def function(self, nodes: tuple[int, ...], how: str) -> Any:
        """Return an injected function that returns its parameters."""
        parts = ", ".join(f"part{place}" for place in range(len(nodes)))
        word = "def" if how == "get" else "async def"
        text = f"{word} called({parts}):\n    return [{parts}]"
        wanted = [Injected[self.keys[number]] for number in nodes]
        return self.container.inject(self.define(text, wanted))

    def get(self, asker: Asker, scope: Any) -> list[Product]:
        """Ask as sync code."""
        if asker.way == "inject":
            return self.function(asker.nodes, "get")()
        source = scope if asker.way == "scope" else self.container
        return [source.get(self.keys[number]) for number in asker.nodes]

    async def aget(self, asker: Asker, scope: Any) -> list[Product]:
        """Ask as async code."""
        if asker.way == "inject":
            return await self.function(asker.nodes, "aget")()
        source = scope if asker.way == "scope" else self.container
        return [await source.aget(self.keys[number]) for number in asker.nodes]

    def seen(self, first: int, got: list[Product]) -> dict[int, set[int]]:
        """Return the serials of what was seen of each node that is kept, by those who got it or were made with it.

        Only what was made after the first `first` makings counts, and what it took.
        """
        found: dict[int, set[int]] = {}
        takers = [parts for serial, parts in self.parts.items() if serial > first]
        for product in [*got, *(part for parts in takers for part in parts)]:
            if self.nodes[product.number].lifetime != "transient":
                found.setdefault(product.number, set()).add(product.serial)
        return found
