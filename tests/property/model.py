"""What the rules promise: a container of a hundred lines that only keeps account.

It makes nothing. It numbers every making in order and writes the transcript that a run of the
same program against a real container must write.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.property.programs import (
    Ask,
    Call,
    InScope,
    Program,
    Step,
    called_how,
    effective_how,
    effective_name,
    needs_scope,
    target,
)

BOOM = "Boom"
NO_SCOPE, NO_AWAIT = "ServiceScopeError", "ServiceAsyncError"


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


class Model:
    """Predict the transcript of one program."""

    def __init__(self, program: Program) -> None:
        self.nodes = program.nodes
        self.scopes = program.scopes
        self.root = Region()
        self.attempts: Counter[int] = Counter()
        self.serial = 0
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

    def awaits(self, number: int) -> bool:
        """Tell whether making the node and all it needs takes `await`."""
        return self.nodes[number].is_async or any(self.awaits(need) for need in self.nodes[number].needs)

    def in_the_way(self, number: int, scope: Region | None) -> set[str]:
        """Name what keeps sync code from making what is still missing; nothing if nothing of it takes `await`."""
        if not self.awaits(number):
            return set()
        try:
            if self.exists(number, scope):
                return set()
        except Refused:
            return {NO_SCOPE}
        node = self.nodes[number]
        below = [self.in_the_way(need, scope) for need in node.needs]
        return set().union({NO_AWAIT} if node.is_async else (), *below)

    def refusals(self, number: int, how: str, scope: Region | None) -> set[str]:
        """Name the errors of which one must come before anything is made."""
        found = set()
        if scope is None and needs_scope(self.nodes, number):
            found.add(NO_SCOPE)
        if how == "get":
            found |= self.in_the_way(number, scope)
        return found

    def make(self, number: int, scope: Region | None, *, kept: bool = False) -> int:
        """Make or fetch a node, or a part of one that the container keeps; return the serial number of its making."""
        home = self.home(number, scope)
        if self.exists(number, scope):
            return home.kept[number]
        node = self.nodes[number]
        kept = kept or node.lifetime == "singleton"
        inner = scope if node.lifetime == "transient" else None if home is self.root else home
        parts = tuple(self.make(need, inner, kept=kept) for need in node.needs)
        self.serial += 1
        serial = self.serial
        self.transcript.append(("make", number, serial, parts))
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

    def ask(self, ask: Ask, scopes: list[Region], ways: list[str]) -> None:
        """Predict one asking."""
        scope = scopes[target(ask, scopes)] if scopes else None
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
        how = called_how(call, ways, self.scopes)
        refusals = set().union(*(self.refusals(number, how, scope) for number in call.nodes))
        if refusals:
            self.transcript.append(("refused", frozenset(refusals)))
            return
        told = BOOM if call.fails else None
        try:
            self.transcript.append(("called", tuple([self.make(number, scope) for number in call.nodes])))
        except MakingFailed:
            told = MakingFailed.__name__
        except Refused:
            told = NO_SCOPE
        if own:
            self.close(scope, told)
        else:
            self.end(told, [])

    def close(self, region: Region, told: str | None) -> None:
        """Predict the end of a region: newest first, everything told, failures in order."""
        failures = []
        for number, serial in reversed(region.exits):
            node = self.nodes[number]
            self.transcript.append(("close", number, serial, told if node.hears else None))
            if node.teardown_fails:
                failures.append(number)
        self.end(told, failures)

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
