"""What the rules promise: a container of a hundred lines that only keeps account.

It makes nothing. It numbers every making in order and writes the transcript that a run of the
same program against a real container must write.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.property.making import AS
from tests.property.programs import (
    GATHERED,
    Aside,
    Ask,
    Call,
    InScope,
    Node,
    Program,
    Step,
    awaits,
    called_how,
    effective_how,
    effective_name,
    needs_scope,
    target,
)

BOOM, LEFT = "Boom", "GeneratorExit"
NO_SCOPE, NO_AWAIT = "ServiceScopeError", "ServiceAsyncError"

Who = tuple[str | None, int | None, str, str]
NOBODY: Who = (None, None, "", "")


class MakingFailed(Exception):
    """The factory of a node fails; carries the node's number."""


class Refused(Exception):
    """No scope of the name is open, or nobody would dispose of what was made."""


@dataclass
class Region:
    """The container or a scope: what it keeps and what it must close."""

    name: str | None = None
    around: Region | None = None
    kept: dict[int, int] = field(default_factory=dict)
    exits: list[tuple[int, int]] = field(default_factory=list)


def consumer(number: int, node: Node, place: int) -> Who:
    """Tell who asks for one of the needs of a node: service, qualifier, parameter and name of who has it."""
    if node.takes in GATHERED:
        return f"Member{number}", place, "product", f"same{number}_{place}"
    if node.takes == "boxes":
        return f"Box[Node{node.needs[place]}]", None, "inside", "Box"
    key = f"Node{number}"
    return key, None, f"part{place}", key if AS.get(node.kind, node.kind) == "class" else f"make{number}"


class Model:
    """Predict the transcript of one program."""

    def __init__(self, program: Program) -> None:
        self.nodes = program.nodes
        self.scopes = program.scopes
        self.root = Region()
        self.attempts: Counter[int] = Counter()
        self.serial = 0
        self.current: Region | None = None
        self.transcript: list[tuple] = []

    def home(self, number: int, scope: Region | None) -> Region:
        """Find who keeps and closes the node."""
        node = self.nodes[number]
        if node.lifetime == "singleton" or scope is None:
            return self.root
        here: Region | None = scope
        while here is not None and node.scope not in (None, here.name):
            here = here.around
        if here is None:
            raise Refused
        return here

    def exists(self, number: int, scope: Region | None) -> bool:
        """Tell whether asking only fetches."""
        shared = self.nodes[number].lifetime != "transient"
        return shared and number in self.home(number, scope).kept

    def in_the_way(self, number: int, scope: Region | None) -> set[str]:
        """Name what keeps sync code from making what is still missing; nothing if nothing of it takes `await`."""
        if not awaits(self.nodes, number):
            return set()
        try:
            if self.exists(number, scope):
                return set()
        except Refused:
            return {NO_SCOPE}
        node = self.nodes[number]
        below = [] if node.later else [self.in_the_way(need, scope) for need in node.needs]
        return set().union({NO_AWAIT} if node.is_async else (), *below)

    def refusals(self, number: int, how: str, scope: Region | None) -> set[str]:
        """Name the errors of which one must come before anything is made."""
        found = set()
        if scope is None and needs_scope(self.nodes, number, at_once=True):
            found.add(NO_SCOPE)
        if how == "get":
            found |= self.in_the_way(number, scope)
        return found

    def make(self, number: int, scope: Region | None, who: Who = NOBODY, *, kept: bool = False) -> int:
        """Make or fetch a node, or a part of one that the container keeps; return the serial number of its making."""
        home = self.home(number, scope)
        if self.exists(number, scope):
            return home.kept[number]
        node = self.nodes[number]
        kept = kept or node.lifetime == "singleton"
        inner = scope if node.lifetime == "transient" else None if home is self.root else home
        parts = tuple(self.part(number, place, inner, kept=kept) for place in range(len(node.needs)))
        self.serial += 1
        serial = self.serial
        told = (who,) if node.asks and node.lifetime == "transient" else ()
        self.transcript.append(("make", number, serial, parts, *told))
        self.attempts[number] += 1
        if self.attempts[number] <= node.failing_makings:
            raise MakingFailed(number)
        if node.is_resource and home is self.root and not kept:
            self.transcript.append(("close", number, serial, None))
            raise Refused
        if node.is_resource:
            home.exits.append((number, serial))
        if node.lifetime != "transient":
            home.kept[number] = serial
        return serial

    def part(self, number: int, place: int, scope: Region | None, *, kept: bool) -> int:
        """Make or fetch what a node needs; what its factory makes belongs to the current scope if the node is kept."""
        node = self.nodes[number]
        need, who = node.needs[place], consumer(number, node, place)
        if not node.later:
            return self.make(need, scope, who, kept=kept)
        scope = self.current if kept else scope
        if scope is None and needs_scope(self.nodes, need, at_once=True):
            raise Refused
        return self.make(need, scope, who)

    def ask(self, ask: Ask, scopes: list[Region], ways: list[str]) -> None:
        """Predict one asking."""
        scope = scopes[target(ask, scopes)] if scopes else None
        self.current = scopes[-1] if scopes else None
        refusals = self.refusals(ask.node, effective_how(ask, ways, self.scopes), scope)
        if refusals:
            self.transcript.append(("refused", frozenset(refusals)))
            return
        try:
            self.transcript.append(("got", ask.node, self.make(ask.node, scope)))
        except MakingFailed as error:
            self.transcript.append(("failed", error.args[0]))
        except Refused:
            self.transcript.append(("refused", frozenset({NO_SCOPE})))

    def call(self, call: Call, scopes: list[Region], ways: list[str]) -> None:
        """Predict one call of an injected function: its parameters, its body, the end of its own scope."""
        own = call.new_scope or not scopes
        around = scopes[-1] if scopes else None
        scope = Region((*self.scopes, None)[len(self.scopes) - 1], around) if own else scopes[-1]
        self.current = scope
        how = called_how(call, ways, self.scopes)
        refusals = set().union(*(self.refusals(number, how, scope) for number in call.nodes))
        if refusals:
            self.transcript.append(("refused", frozenset(refusals)))
            return
        told = None
        try:
            self.transcript.append(("called", self.called(call.nodes, scope)))
            inside = [*ways, "with" if how == "get" else "async with"] if own else ways
            told = self.inside(call, [*scopes, scope] if own else scopes, inside)
        except MakingFailed:
            told = MakingFailed.__name__
        except Refused:
            told = NO_SCOPE
        failures = self.closed(scope, told) if own else []
        if told == LEFT:  # whoever closes a generator is told nothing
            told, failures = None, []
        self.end(told, failures)

    def inside(self, call: Call, scopes: list[Region], ways: list[str]) -> str | None:
        """Predict the body of a function, and how it ends."""
        self.run(call.halves[0], scopes, ways)
        if call.kind in ("closed", "thrown into"):
            return LEFT if call.kind == "closed" else BOOM
        self.run(call.halves[1], scopes, ways)
        return BOOM if call.fails else None

    def called(self, numbers: tuple[int, ...], scope: Region) -> tuple[int, ...]:
        """Make or fetch what a function is called with."""
        who = [("called", None, f"part{place}", "called") for place in range(len(numbers))]
        return tuple([self.make(number, scope, asks) for number, asks in zip(numbers, who, strict=True)])

    def close(self, region: Region, told: str | None) -> None:
        """Predict the end of a region, and what comes out of it."""
        self.end(told, self.closed(region, told))

    def closed(self, region: Region, told: str | None) -> list[int]:
        """Predict the end of what a region has: newest first, everything told; return what fails, in order."""
        failures = []
        for number, serial in reversed(region.exits):
            node = self.nodes[number]
            self.transcript.append(("close", number, serial, told if node.hears else None))
            if node.teardown_fails:
                failures.append(number)
        return failures

    def end(self, told: str | None, failures: list[int]) -> None:
        """Predict what comes out of a region."""
        if told == NO_SCOPE and not failures:
            self.transcript.append(("refused", frozenset({NO_SCOPE})))
            return
        outcome = ([told] if told else []) + failures
        self.transcript.append(("end", outcome if failures else told))

    def run(self, steps: tuple[Step, ...], scopes: list[Region], ways: list[str]) -> None:
        """Predict steps in order."""
        for step in steps:
            if isinstance(step, Ask):
                self.ask(step, scopes, ways)
            elif isinstance(step, Call):
                self.call(step, scopes, ways)
            elif isinstance(step, Aside):
                alone = step.where == "strange thread"
                self.run(step.steps, [] if alone else scopes, [] if alone else ways)
            else:
                self.in_scope(step, scopes, ways)

    def in_scope(self, step: InScope, scopes: list[Region], ways: list[str]) -> None:
        """Predict what happens in a scope."""
        name = effective_name(step, [scope.name for scope in scopes], self.scopes)
        scope = Region(name, scopes[-1] if scopes else None)
        self.run(step.steps, [*scopes, scope], [*ways, step.how])
        self.close(scope, BOOM if step.fails else None)


def predict(program: Program) -> list[tuple]:
    """Write the transcript that the rules demand of `program`."""
    model = Model(program)
    model.run(program.steps, [], [])
    model.close(model.root, None)
    return model.transcript


def agrees(expected: tuple, got: tuple) -> bool:
    """Compare entries; of several possible refusals any one will do."""
    if expected[0] == "refused":
        return got[0] == "refused" and got[1] in expected[1]
    return expected == got
