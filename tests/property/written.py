"""Run programs against the module that a container writes; what differs from the container is told by `as_written`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from inspect import iscoroutinefunction
from itertools import count
from types import ModuleType
from typing import Any

from tests.property.driver import Run
from tests.property.model import NO_AWAIT, NO_SCOPE, Model, Region
from tests.property.outcomes import Boom
from tests.property.programs import (
    NAMES,
    Aside,
    Ask,
    Call,
    InScope,
    Node,
    Program,
    Step,
    awaits,
    called_how,
    needs_scope,
    reach,
)
from wireworks import ServiceAsyncError, ServiceContainer, ServiceScopeError

_NUMBERS = count(1)


def as_written(program: Program) -> Program:
    """Return the program that a module can run: scopes with names are opened in their order, and all have one."""
    if not program.scopes:
        return replace(program, steps=_ordered(program.steps, None))
    nodes = tuple(replace(node, scope=NAMES[-1]) if _is_unnamed(node) else node for node in program.nodes)
    return replace(program, nodes=nodes, steps=_ordered(program.steps, 0))


def _is_unnamed(node: Node) -> bool:
    return node.lifetime == "scoped" and node.scope is None


def _ordered(steps: tuple[Step, ...], depth: int | None) -> tuple[Step, ...]:
    """Return steps without what only injected functions and threads do; scopes at a `depth` get their names."""
    ordered: list[Step] = []
    for step in steps:
        if isinstance(step, Ask):
            ordered.append(step)
        elif isinstance(step, Aside):
            ordered.append(Aside(_ordered(step.steps, depth), "task"))
        elif isinstance(step, InScope) and depth is not None:
            name = NAMES[min(depth, 1)]
            ordered.append(replace(step, nested=True, name=name, steps=_ordered(step.steps, depth + 1)))
        elif isinstance(step, Call) and depth == 0:
            inside = _ordered((step,), 1)
            ordered.append(InScope(inside, "with" if step.how == "get" else "async with", name=NAMES[0]))
        elif isinstance(step, Call):
            ordered.append(replace(step, kind="function", steps=_ordered(step.steps, depth and depth + 1)))
        else:
            ordered.append(replace(step, steps=_ordered(step.steps, depth)))
    return tuple(ordered)


class WrittenModel(Model):
    """Predict what a module does: there is no method for what cannot be had, and `async` ones are awaited always."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        # Whether something is disposed of is read from the type that its factory declares.
        self.nodes = tuple(
            replace(node, kind="function") if node.kind == "late_disposable" else node for node in program.nodes
        )

    def refusals(self, number: int, how: str, scope: Region | None) -> set[str]:
        there = 0 if scope is None else 1 if scope.name == NAMES[0] else 3
        found = set()
        if max(reach(self.nodes, number), int(needs_scope(self.nodes, number))) > there:
            found.add(NO_SCOPE)
        if how == "get" and awaits(self.nodes, number):
            found.add(NO_AWAIT)
        return found

    def called(self, numbers: tuple[int, ...], scope: Region) -> tuple[int, ...]:
        return tuple([self.make(number, scope) for number in numbers])


def predict(program: Program) -> list[tuple]:
    """Write the transcript that a written module must write."""
    model = WrittenModel(program)
    model.run(program.steps, [], [])
    model.close(model.root, None)
    return model.transcript


class NoScope(nullcontext[None]):
    """Be the scope of a module that has none, because nothing lives in one."""

    def __init__(self, outer: Any) -> None:
        super().__init__()
        self.outer = outer


@contextmanager
def told() -> Iterator[None]:
    """Tell as a container would that a factory of a singleton found no scope open."""
    try:
        yield
    except LookupError as error:
        raise ServiceScopeError(str(error)) from error


class Opened:
    """An object of a written module, asked by keys as a container or a scope is asked."""

    def __init__(self, around: Written, owner: Any, name: str | None = None) -> None:
        self.around = around
        self.owner = owner
        self.name = name

    def method(self, key: type) -> Any:
        """Return the method that gives a service here."""
        here = self.owner
        while here is not None:
            if (found := getattr(here, key.__name__.lower(), None)) is not None:
                return found
            here = here.outer
        raise ServiceScopeError(key.__name__)

    def get(self, key: type) -> Any:
        found = self.method(key)
        if iscoroutinefunction(found):
            raise ServiceAsyncError(key.__name__)
        with told():
            return found()

    async def aget(self, key: type) -> Any:
        found = self.method(key)
        with told():
            return await found() if iscoroutinefunction(found) else found()

    def create_scope(self, name: str | None = None) -> Opened:
        """Open a scope; where it is one of another name, inside the one that has such scopes."""
        here, wanted = self.owner, f"{name}_scope" if name else "scope"
        while here is not None:
            if (opens := getattr(here, wanted, None)) is not None:
                return Opened(self.around, opens(), name)
            here = here.outer
        return Opened(self.around, NoScope(self.owner), name)

    def __enter__(self) -> Opened:
        self.owner.__enter__()
        self.around.open.append(self)
        return self

    def __exit__(self, *outcome: object) -> None:
        self.around.open.remove(self)
        self.owner.__exit__(*outcome)

    async def __aenter__(self) -> Opened:
        if not hasattr(self.owner, "__aenter__"):
            return self.__enter__()
        await self.owner.__aenter__()
        self.around.open.append(self)
        return self

    async def __aexit__(self, *outcome: object) -> None:
        if not hasattr(self.owner, "__aexit__"):
            self.__exit__(*outcome)
            return
        self.around.open.remove(self)
        await self.owner.__aexit__(*outcome)

    async def aclose(self) -> None:
        if hasattr(self.owner, "aclose"):
            await self.owner.aclose()
        else:
            self.owner.close()


class Written(Run):
    """One run of a program by the module that is written for it."""

    closing = ExceptionGroup

    def __init__(self, program: Program, place: ModuleType) -> None:
        self.place = place
        super().__init__(ServiceContainer(scopes=program.scopes), program)
        self.text = self.container.module()
        module = ModuleType("written")
        exec(compile(self.text, "written.py", "exec"), vars(module))
        self.container.close()
        self.open = [Opened(self, vars(module)["Singletons"]())]
        self.container = self  # type: ignore[assignment]  # it answers as a container does

    def named(self, thing: Any, name: str) -> Any:
        """Keep a thing where the module can import it from."""
        thing.__module__ = self.place.__name__
        setattr(self.place, name, thing)
        return super().named(thing, name)

    def get(self, key: type) -> Any:
        return self.open[-1].get(key)

    async def aget(self, key: type) -> Any:
        return await self.open[-1].aget(key)

    def create_scope(self, name: str | None = None) -> Opened:
        return self.open[-1].create_scope(name)

    async def aclose(self) -> None:
        await self.open[0].aclose()

    def current(self) -> Any:
        return self.open[-1] if len(self.open) > 1 else None

    async def call(self, call: Call, scopes: list[Any], ways: list[str]) -> None:
        """Do what an injected function does, as it is written by hand; what cannot be had is known beforehand."""
        how = called_how(call, ways, self.scopes)
        own = call.new_scope or not scopes
        scope = self.create_scope(self.scopes[-1] if self.scopes else None) if own else scopes[-1]
        keys = [self.keys[number] for number in call.nodes]
        for key in keys:
            if iscoroutinefunction(scope.method(key)) and how == "get":
                raise ServiceAsyncError(key.__name__)
        entering = scope if own else nullcontext()
        inner = ([*scopes, scope], [*ways, "with" if how == "get" else "async with"]) if own else (scopes, ways)
        if how == "get":
            with entering:
                self.called([scope.get(key) for key in keys])
                self.at_once(self.inside(call, *inner))
        else:
            async with entering:
                self.called([await scope.aget(key) for key in keys])
                await self.inside(call, *inner)

    async def inside(self, call: Call, scopes: list[Any], ways: list[str]) -> None:
        """Do what is in the body of a function."""
        await self.steps(call.steps, scopes, ways)
        if call.fails:
            raise Boom


@contextmanager
def services() -> Iterator[ModuleType]:
    """Make a module, for as long as it is used, that has the services of a program."""
    place = ModuleType(f"services_{next(_NUMBERS)}")
    sys.modules[place.__name__] = place
    try:
        yield place
    finally:
        del sys.modules[place.__name__]


def run_written(program: Program) -> list[tuple]:
    """Run `program` by the module that is written for it; return its transcript."""
    with services() as place:
        run = Written(program, place)

    async def main() -> None:
        await run.steps(program.steps, [], [])
        await run.outcome(run.container.aclose())

    asyncio.run(main())
    return run.transcript
