"""A decorated key behaves as a chain of keys would, each taking the one below it (L2, L10, L20 - L22)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.programs import LIFETIMES
from tests.property.test_programs import CONTAINERS
from tests.support.examples import examples
from wireworks import Factory, ServiceContainer

KINDS = ("class", "function", "async function", "generator", "async generator", "partial", "value")


class Boom(Exception): ...


class Part:
    """What every layer also takes."""


@dataclass(frozen=True)
class Stack:
    """Layers from the inside out, each with its kind; asks by scope, each scope with whether its body fails."""

    lifetime: str
    layers: tuple[str, ...]
    part: str
    scopes: tuple[tuple[int, bool], ...]


stacks = st.builds(
    Stack,
    st.sampled_from(LIFETIMES),
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=5).map(tuple),
    st.sampled_from(("transient", "singleton")),
    st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=3).map(tuple),
)


class Layer:
    """What a layer makes; it knows its number, and the serial of what it was given."""

    def __init__(self, place: int, serial: int) -> None:
        self.place = place
        self.serial = serial


class Run:
    """The factories of one stack, and what they tell."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.log: list[tuple[object, ...]] = []
        self.serials = count(1)

    def make(self, place: int, product: type[Layer], inner: Layer | None, part: Part) -> Layer:
        made = product(place, next(self.serials))
        self.log.append(("make", place, made.serial, inner and inner.serial, type(part).__name__))
        return made

    def factory(self, place: int, product: type, inner: type | None) -> Callable[..., object]:
        """Return a factory of the kind that the stack says; it makes ``product`` out of ``inner``."""
        kind = self.stack.layers[place]

        def function(part: Part, inner: Layer | None = None) -> Layer:
            return self.make(place, product, inner, part)

        async def async_function(part: Part, inner: Layer | None = None) -> Layer:
            await asyncio.sleep(0)
            return self.make(place, product, inner, part)

        def generator(part: Part, inner: Layer | None = None) -> Iterator[Layer]:
            made = self.make(place, product, inner, part)
            try:
                yield made
            except Boom:
                self.log.append(("boom", place, made.serial))
                raise
            finally:
                self.log.append(("close", place, made.serial))

        async def async_generator(part: Part, inner: Layer | None = None) -> AsyncIterator[Layer]:
            for made in generator(part, inner):
                await asyncio.sleep(0)
                yield made

        kinds = {
            "function": (function, product),
            "async function": (async_function, product),
            "generator": (generator, Iterator[product]),
            "async generator": (async_generator, AsyncIterator[product]),
        }
        if kind == "class":
            return self._class(place, product, inner)
        made, returns = kinds.get(kind, kinds["function"])
        taken = {} if inner is None else {"inner": inner}
        made.__annotations__ = {"part": Part, **taken, "return": returns}
        return {"partial": partial, "value": Factory}.get(kind, lambda each: each)(made)

    def _class(self, place: int, product: type, inner: type | None) -> type:
        run = self

        class Made(product):
            def __init__(self, part: Part, inner: Layer | None = None) -> None:
                made = run.make(place, Layer, inner, part)
                super().__init__(place, made.serial)

        Made.__init__.__annotations__ = {"part": Part, **({} if inner is None else {"inner": inner})}
        return Made


def decorated(container: ServiceContainer, run: Run) -> type:
    """Register one key, and put the layers around it."""
    container.register(Layer, run.factory(0, Layer, None), run.stack.lifetime)
    for place in range(1, len(run.stack.layers)):
        container.decorate(Layer, run.factory(place, Layer, Layer))
    return Layer


def chained(container: ServiceContainer, run: Run) -> type:
    """Register a key for each layer; each but the first takes the one before."""
    below: type | None = None
    for place in range(len(run.stack.layers)):
        key: type = type(f"Layer{place}", (Layer,), {})
        container.register(key, run.factory(place, key, below), run.stack.lifetime)
        below = key
    assert below is not None
    return below


async def transcript(
    make: Callable[[], ServiceContainer], stack: Stack, wire: Callable[[ServiceContainer, Run], type]
) -> list[tuple[object, ...]]:
    run = Run(stack)
    container = make()
    container.register(Part, Part, stack.part)
    key = wire(container, run)
    is_async = any("async" in kind for kind in stack.layers)
    for asks, fails in stack.scopes:
        try:
            async with container.create_scope() as scope:
                for _ in range(asks):
                    got = await scope.aget(key) if is_async else scope.get(key)
                    run.log.append(("got", got.serial))
                if fails:
                    raise Boom
        except Boom:
            run.log.append(("failed",))
    await container.aclose()
    return run.log


@pytest.mark.parametrize("make", CONTAINERS.values(), ids=CONTAINERS.keys())
@settings(max_examples=examples(100))
@given(stack=stacks)
def test_decorated_key_behaves_as_a_chain_of_keys(make, stack) -> None:
    """Order of making and closing, counts, identities, outcomes."""
    assert asyncio.run(transcript(make, stack, decorated)) == asyncio.run(transcript(make, stack, chained))
