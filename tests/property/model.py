"""What the rules promise: a container of a hundred lines that only keeps account.

It makes nothing. It numbers every making in order and writes the transcript that a run of the
same program against a real container must write.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.property.programs import Ask, Call, Program, Step, effective_how, needs_scope, target

BOOM = "Boom"


class MakingFailed(Exception):
    """The factory of a node fails; carries the node's number."""


@dataclass
class Region:
    """The container or a scope: what it keeps and what it must close."""

    kept: dict[int, int] = field(default_factory=dict)
    exits: list[tuple[int, int]] = field(default_factory=list)


class Model:
    """Predict the transcript of one program."""

    def __init__(self, program: Program) -> None:
        self.nodes = program.nodes
        self.root = Region()
        self.attempts: Counter[int] = Counter()
        self.serial = 0
        self.transcript: list[tuple] = []

    def home(self, number: int, scope: Region | None) -> Region:
        """Find who keeps and closes the node."""
        if self.nodes[number].lifetime == "singleton" or scope is None:
            return self.root
        return scope

    def exists(self, number: int, scope: Region | None) -> bool:
        """Tell whether asking only fetches."""
        shared = self.nodes[number].lifetime != "transient"
        return shared and number in self.home(number, scope).kept

    def needs_await(self, number: int, scope: Region | None) -> bool:
        """Tell whether making what is still missing needs `await`."""
        if self.exists(number, scope):
            return False
        node = self.nodes[number]
        return node.is_async or any(self.needs_await(need, scope) for need in node.needs)

    def refusals(self, number: int, how: str, scope: Region | None) -> set[str]:
        """Name the errors of which one must come before anything is made."""
        found = set()
        if scope is None and needs_scope(self.nodes, number):
            found.add("ServiceScopeError")
        if how == "get" and self.needs_await(number, scope):
            found.add("ServiceAsyncError")
        return found

    def make(self, number: int, scope: Region | None) -> int:
        """Make or fetch a node; return the serial number of its making."""
        home = self.home(number, scope)
        if self.exists(number, scope):
            return home.kept[number]
        node = self.nodes[number]
        inner = None if node.lifetime == "singleton" else scope
        parts = tuple(self.make(need, inner) for need in node.needs)
        self.serial += 1
        serial = self.serial
        self.transcript.append(("make", number, serial, parts))
        self.attempts[number] += 1
        if self.attempts[number] <= node.failing_makings:
            raise MakingFailed(number)
        if node.is_resource:
            home.exits.append((number, serial))
        if node.lifetime != "transient":
            home.kept[number] = serial
        return serial

    def ask(self, ask: Ask, scopes: list[Region], ways: list[str]) -> None:
        """Predict one asking."""
        scope = scopes[target(ask, scopes)] if scopes else None
        refusals = self.refusals(ask.node, effective_how(ask, ways), scope)
        if refusals:
            self.transcript.append(("refused", frozenset(refusals)))
            return
        try:
            self.transcript.append(("got", ask.node, self.make(ask.node, scope)))
        except MakingFailed as error:
            self.transcript.append(("failed", error.args[0]))

    def call(self, call: Call, scopes: list[Region], ways: list[str]) -> None:
        """Predict one call of an injected function: its parameters, its body, the end of its own scope."""
        own = call.new_scope or not scopes
        scope = Region() if own else scopes[-1]
        how = "get" if not own and ways[-1] == "with" else call.how
        refusals = set().union(*(self.refusals(number, how, scope) for number in call.nodes))
        if refusals:
            self.transcript.append(("refused", frozenset(refusals)))
            return
        told = BOOM if call.fails else None
        try:
            self.transcript.append(("called", tuple([self.make(number, scope) for number in call.nodes])))
        except MakingFailed:
            told = MakingFailed.__name__
        if own:
            self.close(scope, told)
        else:
            self.transcript.append(("end", told))

    def close(self, region: Region, told: str | None) -> None:
        """Predict the end of a region: newest first, everything told, failures in order."""
        failures = []
        for number, serial in reversed(region.exits):
            self.transcript.append(("close", number, serial, told))
            if self.nodes[number].teardown_fails:
                failures.append(number)
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
                scope = Region()
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
