"""Run programs against a real container: the seam is `run_with(container_factory, program)`."""

import asyncio
import textwrap
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from contextvars import Context, copy_context
from threading import Thread
from typing import Any, NewType

from tests.property.making import AS, CALLED, METHODS, RETURNS, SOURCES, TAKEN, VALUES, Box, Product, dispose
from tests.property.model import MakingFailed
from tests.property.outcomes import Boom, TeardownFailed, athrough, name_of, through, told_by
from tests.property.programs import (
    GATHERED,
    Aside,
    Ask,
    Call,
    InScope,
    Node,
    Program,
    Step,
    called_how,
    effective_how,
    effective_name,
    target,
)
from wireworks import Consumer, Injected, ServiceAsyncError, ServiceCloseError, ServiceContainer, ServiceScopeError


class Run:
    """One run of a program: its services, and the transcript they write."""

    closing: type[Exception] = ServiceCloseError

    def __init__(self, container: ServiceContainer, program: Program) -> None:
        self.container = container
        self.nodes = program.nodes
        self.scopes = program.scopes
        self.attempts: Counter[int] = Counter()
        self.made: list[Product] = []
        self.transcript: list[tuple] = []
        self.keys: list[type] = []
        self.sync = False
        container.add_transient(Box)
        for number, node in enumerate(program.nodes):
            members = {"number": number, "run": self, **METHODS.get(node.kind, {})}
            key = self.named(type(f"Node{number}", (Product,), members), f"Node{number}")
            self.keys.append(key)
            enter = node.kind.endswith("entered")
            container.register(key, self.factory(key, node), node.lifetime, scope=node.scope, enter=enter)

    def named(self, thing: Any, name: str) -> Any:
        """Return what is to be registered; whoever needs it to have a place and a name gives it one."""
        thing.__name__ = thing.__qualname__ = name
        return thing

    def factory(self, key: type, node: Node) -> Any:
        """Make the factory of a node from the text of its kind."""
        needs: list[Any] = [self.keys[need] for need in node.needs]
        if node.takes == "boxes":
            needs = [Box[need] for need in needs]
        elif node.takes in TAKEN:
            needs = [TAKEN[node.takes][need] for need in needs]
        elif node.takes in GATHERED:
            needs = [self.gathered(key.number, node.takes, needs)]
        kind = AS.get(node.kind, node.kind)
        late = type(f"Late{node.kind}", (key,), {"dispose": dispose})
        asked = "" if not node.asks else "who" if node.lifetime == "transient" else "who=None"
        make = self.define(SOURCES[kind], needs, asked=asked, values=VALUES[node.takes], key=key, late=late)
        if kind == "class":
            key.__init__ = make
            return key
        wrapper = RETURNS.get(node.kind)
        make.__annotations__["return"] = wrapper[key] if wrapper else key
        return self.named(make, f"make{key.number}")

    def gathered(self, number: int, takes: str, needs: list[type]) -> Any:
        """Register `needs` once more under a type of their own; return the collection of that type."""
        member = self.named(NewType("member", Product), f"Member{number}")

        for place, key in enumerate(needs):

            def same(product: Any) -> Any:
                return product

            same.__annotations__ = {"product": key, "return": member}
            self.container.add_transient(member, self.named(same, f"same{number}_{place}"), qualifier=place)
        return list[member] if takes == "list" else Mapping[int, member]  # type: ignore[valid-type]

    def define(
        self,
        source: str,
        annotations: list[Any],
        *,
        word: str = "def",
        values: str = "{parts}",
        asked: str = "",
        first: str = "",
        **names: Any,
    ) -> Any:
        """Run the text of one function that has a parameter for each annotation; `values` takes what is in them."""
        parts = [f"part{place}" for place in range(len(annotations))]
        parameters = [each for each in (first, *parts, asked) if each]
        filled = {"parts": ", ".join(parts), "parameters": ", ".join(parameters), "comma": ", " if parameters else ""}
        values = values.format(**filled)
        text = textwrap.dedent(source).format(values=values, told=", who" if asked else "", define=word, **filled)
        namespace = {"run": self, "pause": self.pause, **names}
        before = set(namespace)
        exec(text, namespace)
        (name,) = set(namespace) - before - {"__builtins__"}
        function = namespace[name]
        function.__annotations__ = dict(zip(parts, annotations, strict=True)) | ({"who": Consumer} if asked else {})
        return function

    async def pause(self) -> None:
        """Let others run."""
        await asyncio.sleep(0)

    def entered(self, made: Product) -> None:
        """Hear that what takes its time to be entered has been."""

    def begin(self, made: Product, parts: list[Product], who: Consumer | None = None) -> Product:
        """Note a making, and who asks for it; fail as often as the node is told to."""
        self.made.append(made)
        made.serial = len(self.made)
        for need, part in zip(self.nodes[made.number].needs, parts, strict=True):
            assert isinstance(part, self.keys[need])
        entry = ("make", made.number, made.serial, tuple(part.serial for part in parts))
        self.transcript.append(entry if who is None else (*entry, told_by(who)))
        self.attempts[made.number] += 1
        if self.attempts[made.number] <= self.nodes[made.number].failing_makings:
            raise MakingFailed(made.number)
        return made

    def end(self, made: Product, told: str | None) -> None:
        """Note a teardown; fail if the node is told to."""
        self.transcript.append(("close", made.number, made.serial, told))
        if self.nodes[made.number].teardown_fails:
            raise TeardownFailed(made.number)

    async def ask(self, ask: Ask, scopes: list[Any], ways: list[str]) -> None:
        """Ask the container or a scope, and note what came of it."""
        source = scopes[target(ask, scopes)] if scopes and ask.via else self.container
        key = self.keys[ask.node]
        try:
            if effective_how(ask, ways, self.scopes) == "get":
                made = source.get(key)
            else:
                made = await source.aget(key)
        except (ServiceAsyncError, ServiceScopeError) as error:
            self.transcript.append(("refused", type(error).__name__))
        except MakingFailed as error:
            self.transcript.append(("failed", error.args[0]))
        else:
            assert made is self.made[made.serial - 1]
            self.transcript.append(("got", made.number, made.serial))

    async def call(self, call: Call, scopes: list[Any], ways: list[str]) -> None:
        """Call an injected function that wants the nodes of `call`, and runs its steps."""
        how = called_how(call, ways, self.scopes)
        own = call.new_scope or not scopes

        async def half(place: int) -> None:
            inner = [*scopes, self.current()] if own else scopes
            ways_inside = [*ways, "with" if how == "get" else "async with"] if own else ways
            await self.steps(call.halves[place], inner, ways_inside)
            if place and call.fails:
                raise Boom

        word, inside = ("def", lambda place: self.at_once(half(place))) if how == "get" else ("async def", half)
        kind = call.kind if call.kind in ("function", "method") else "generator"
        wanted = [Injected[self.keys[number]] for number in call.nodes]
        source = CALLED[f"{word} {kind.replace('method', 'function')}"]
        function = self.define(source, wanted, first="self" if kind == "method" else "", inside=inside)
        inject = self.container.inject(new_scope=True) if call.new_scope else self.container.inject
        called = inject(function)
        result = type("Owner", (), {"called": called})().called() if kind == "method" else called()
        if kind == "generator":
            using = through if how == "get" else athrough
            done = using(result, call.kind, lambda: self.check(scopes))
            if done is not None:
                await done
        elif how != "get":
            await result

    def called(self, parts: list[Product]) -> None:
        """Note what a function was called with."""
        for part in parts:
            assert part is self.made[part.serial - 1]
        self.transcript.append(("called", tuple(part.serial for part in parts)))

    def current(self) -> Any:
        """Return the scope in force; asking for it would be a step of its own."""
        return self.container._tables.now()  # noqa: SLF001 - as said above

    def check(self, scopes: list[Any]) -> None:
        """Look whether the scope in force is what it must be."""
        assert self.current() is (scopes[-1] if scopes else None)

    def at_once(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine that waits for nothing, as sync code."""
        sync, self.sync = self.sync, True
        try:
            while True:
                assert work.send(None) is None
        except StopIteration:
            pass
        finally:
            self.sync = sync

    async def aside(self, step: Aside, scopes: list[Any], ways: list[str]) -> None:
        """Run steps elsewhere, and wait for them; sync code has no tasks, but contexts."""
        work = (
            self.steps(step.steps, [], []) if step.where == "strange thread" else self.steps(step.steps, scopes, ways)
        )
        if step.where == "task":
            if self.sync:
                copy_context().run(self.at_once, work)
            else:
                await asyncio.create_task(work)
            return
        context = Context() if step.where == "strange thread" else copy_context()
        sync, self.sync = self.sync, False
        thread = Thread(target=context.run, args=(asyncio.run, work))
        thread.start()
        thread.join()
        self.sync = sync

    async def body(self, step: InScope, scopes: list[Any], ways: list[str]) -> None:
        """Run the steps inside an open scope."""
        await self.steps(step.steps, scopes, ways)
        if step.fails:
            raise Boom

    async def in_scope(self, step: InScope, scopes: list[Any], ways: list[str]) -> None:
        """Open a scope, run its body, and let its outcome out."""
        opener = scopes[-1] if scopes and step.nested else self.container
        ways = [*ways, step.how]
        name = effective_name(step, [scope.name for scope in scopes], self.scopes)
        if step.how == "with":
            with opener.create_scope(name) as scope:
                await self.body(step, [*scopes, scope], ways)
        else:
            async with opener.create_scope(name) as scope:
                await self.body(step, [*scopes, scope], ways)

    async def outcome(self, work: Any) -> None:
        """Note how a region ended."""
        try:
            await work
        except (Boom, MakingFailed) as error:
            self.transcript.append(("end", type(error).__name__))
        except (ServiceAsyncError, ServiceScopeError) as error:
            self.transcript.append(("refused", type(error).__name__))
        except ExceptionGroup as error:
            failed = [name_of(part) for part in error.exceptions]
            self.transcript.append(("end", failed if type(error) is self.closing else error))
        else:
            self.transcript.append(("end", None))

    async def steps(self, steps: tuple[Step, ...], scopes: list[Any], ways: list[str]) -> None:
        """Run steps in order."""
        for step in steps:
            if isinstance(step, Ask):
                await self.ask(step, scopes, ways)
            elif isinstance(step, Call):
                await self.outcome(self.call(step, scopes, ways))
            elif isinstance(step, Aside):
                await self.aside(step, scopes, ways)
            else:
                await self.outcome(self.in_scope(step, scopes, ways))
            self.check(scopes)


def run_with(container_factory: Callable[..., ServiceContainer], program: Program) -> list[tuple]:
    """Run `program` in a new container of `container_factory`; return its transcript."""
    run = Run(container_factory(scopes=program.scopes), program)

    async def main() -> None:
        await run.steps(program.steps, [], [])
        await run.outcome(run.container.aclose())

    asyncio.run(main())
    return run.transcript
