"""Nodes turned into statements: the code a person would write to make what a plan says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from wireworks._compile.faults import home_of, no_value
from wireworks._compile.product import Call, Products
from wireworks._compile.spelling import NESTING, is_expression, passing, takes_lines
from wireworks._compile.writer import Names, Writer
from wireworks._declare.maker import Maker
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Provider, Source
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Constant, Given, Node, Supply, packed
from wireworks._runtime.flight import MAKING, OWN, Flight, leave, take_off
from wireworks._text.names import name_of
from wireworks.errors import ServiceError

BUDGET = 40
"""How many transients are made in one function before the rest become functions of their own."""


class Parts(NamedTuple):
    """What generated code needs of the world around it.

    ``home`` tells who owns a singleton, ``getter`` returns the name that will be bound to the function of another
    node, ``existing`` tells what stands for a singleton, ``wait`` interprets a node, ``dispose`` gives a product to who
    disposes of it, ``explain``, ``give_up`` and ``fall`` handle what a making raises.
    """

    bind: Callable[..., object]
    home: Callable[[Provider], object]
    getter: Callable[[Names, Node], str]
    existing: Callable[[Node], object]
    wait: Callable[[Node], Callable[..., object]]
    dispose: Callable[..., object]
    explain: Callable[..., None]
    give_up: Callable[..., None]
    fall: Callable[..., None]


class Lowering:
    """Write the function that makes one node, in a scope that is its one parameter.

    Singletons are made once, so that walking their plan is cheaper; their functions are written for people to read.
    """

    def __init__(self, parts: Parts, names: Names, root: Node, *, is_async: bool, taken: Iterable[str] = ()) -> None:
        self.writer = Writer(names, taken)
        self._names = names
        self._parts = parts
        self.root = root
        self._async = is_async
        self._budget = BUDGET
        self._known: dict[Node, str] = {}
        self._missing: dict[Node, Callable[[], ServiceError]] = {}
        self._turned: set[str] = set()
        self._scope = self.writer.local("scope")
        self._scopes: dict[str | None, str] = {None: self._scope}
        self._error = self.writer.local("error")
        self._products = Products(self.writer, names, self._scope, parts.dispose, is_async=is_async)

    def function(self, title: str) -> None:
        """Write the function under the name ``title``."""
        node = self.root
        head = f"{'async ' if self._async else ''}def {title}({self._scope}=None):"
        with self.writer.block(head):
            self._body(node)

    def _body(self, node: Node) -> None:
        if node.shared:
            self._shared(node)
        else:
            self._transient(node)

    def _transient(self, node: Node) -> None:
        line = self.writer.line
        with self.writer.block("try:"):
            made = self._inline(node, 0) if node.source is Source.FACTORY else self._node(node, 0)
            line(f"return {made}")
        with self.writer.block(f"except RecursionError as {self._error}:"):
            line(f"{self._name(self._parts.explain, 'explain')}({self._error})")
            line("raise")

    def _shared(self, node: Node) -> None:
        """Write a service that is kept: found, or claimed and made, or waited for."""
        line, name = self.writer.line, self._name
        place = name(node.provider, f"{name_of(node.key)}_place")
        missing, flight_type, making = name(MISSING, "MISSING"), name(Flight, "Flight"), name(MAKING, "MAKING")
        self._move_home(node)
        made, scope, error = self.writer.local("made"), self._scope, self._error
        self._take_dictionary(node, made)
        found, flight, token = (self.writer.local(hint) for hint in (name_of(node.key), "flight", "token"))
        line(f"{found} = {made}.get({place}, {missing})")
        with self.writer.block(f"if {found} is not {missing} and type({found}) is not {flight_type}:"):
            line(f"return {found}")
        self._names.constants[OWN] = flight
        line(f"{flight} = {name(take_off, 'take_off')}({place}, {making}.get())")
        with self.writer.block(f"if {made}.setdefault({place}, {flight}) is not {flight}:"):
            wait = name(self._parts.wait(node), f"wait_for_{name_of(node.key)}")
            line(f"return {self._await}{wait}({scope})")
        line(f"{token} = {making}.set({flight})")
        with self.writer.block("try:"):
            self._construct(node, found, 0)
            with self.writer.block(f"if {scope}.made is not {made}:"):
                line(f"raise {scope}.gone()")
            line(f"{made}[{place}] = {found}")
        with self.writer.block(f"except BaseException as {error}:"):
            line(f"{name(self._parts.give_up, 'give_up')}({flight}, {made}, {error})")
            line("raise")
        with self.writer.block("finally:"):
            line(f"{name(leave, 'leave')}({token})" if self._async else f"{making}.reset({token})")
        with self.writer.block(f"if {flight}.wakers:"):
            line(f"{flight}.land()")
        line(f"return {found}")

    def _take_dictionary(self, node: Node, made: str) -> None:
        self.writer.line(f"{made} = {self._scope}.made")
        if node.lifetime is not Lifetime.SINGLETON:
            with self.writer.block(f"if type({made}) is not dict:"):
                self.writer.line(f"{made} = {self._scope}.all_made()")
            self._turned.add(self._scope)

    def _move_home(self, node: Node) -> None:
        """Write the change to where ``node`` lives: all that is made for it belongs there as well."""
        if node.lifetime is Lifetime.SINGLETON:
            self._scope = self._products.owner = self._name(self._parts.home(node.provider), "singletons")
        elif node.scope is not None:
            self.writer.line(f"{self._scope} = {self._found_home(node)}")
            self._scopes[node.scope] = self._scope

    @property
    def _await(self) -> str:
        return "await " if self._async else ""

    def _name(self, value: object, hint: str) -> str:
        return self._names.constant(value, hint)

    def _value(self, supply: Supply, depth: int) -> str:
        """Return an expression for what fills a parameter; lines that it needs are written before."""
        if isinstance(supply, Node):
            return self._node(supply, depth)
        if isinstance(supply, Maker):
            maker = self._name(supply, f"{supply.wants.value}_{name_of(supply.key)}")
            scope = "None" if self.root.lifetime is Lifetime.SINGLETON else self._scope
            return f"{self._name(self._parts.bind, 'bind')}({maker}, {scope})"
        if isinstance(supply, Given):
            return supply.name
        return self._literal(supply)

    def _literal(self, constant: Constant) -> str:
        plain = constant.value is None or type(constant.value) in (bool, int)
        hint = name_of(constant.value) if isinstance(constant.value, type) else "value"
        return repr(constant.value) if plain else self._name(constant.value, hint)

    def _node(self, node: Node, depth: int) -> str:
        if node.source is Source.INSTANCE:
            return self._names.instance(node.provider.subject, name_of(node.key))
        if node.source is Source.SCOPE:
            return self._scope
        if node.source is Source.CONTEXT:
            return f"{self._found_home(node)}.value_of({self._key_of(node)})"
        if node.shared:
            return self._look_up(node)
        self._budget -= 1
        if self._budget < 0 or depth > NESTING:
            return f"({self._await}{self._parts.getter(self._names, node)}({self._scope}))"
        return self._inline(node, depth)

    def _key_of(self, node: Node) -> str:
        """Return the arguments that find a value which scopes are opened with, or else the error that tells of it."""
        name = name_of(node.key)
        missing = self._missing.setdefault(node, partial(no_value, self.root, node))
        return f"{self._name(node.key, f'{name}_key')}, {self._name(missing, f'no_{name}')}"

    def _look_up(self, node: Node) -> str:
        """Write the look at the place of a shared service, and the call that makes it where it is not there."""
        known = self._known.get(node)
        if known is not None:
            return known
        singleton = node.lifetime is Lifetime.SINGLETON
        existing = self._parts.existing(node) if singleton else MISSING
        if existing is not MISSING:
            return self._names.instance(existing, name_of(node.key))
        found = self._known[node] = self.writer.local(name_of(node.key))
        place = self._name(node.provider, f"{name_of(node.key)}_place")
        home = self._name(self._parts.home(node.provider), "singletons") if singleton else self._home(node)
        if not singleton and home not in self._turned:
            self._turned.add(home)
            with self.writer.block(f"if type({home}.made) is not dict:"):
                self.writer.line(f"{home}.all_made()")
        missing, flight = self._name(MISSING, "MISSING"), self._name(Flight, "Flight")
        self.writer.line(f"{found} = {home}.made.get({place}, {missing})")
        with self.writer.block(f"if {found} is {missing} or type({found}) is {flight}:"):
            self.writer.line(f"{found} = {self._await}{self._parts.getter(self._names, node)}({self._scope})")
        return found

    def _home(self, node: Node) -> str:
        """Return the scope that ``node`` lives in; the line that looks for one of its name is written once."""
        if node.scope not in self._scopes:
            home = self.writer.local(f"{node.scope}_scope")
            self.writer.line(f"{home} = {self._found_home(node)}")
            self._scopes[node.scope] = home
        return self._scopes[node.scope]

    def _found_home(self, node: Node) -> str:
        """Return an expression for the scope that ``node`` lives in."""
        if node.scope in self._scopes:
            return self._scopes[node.scope]
        this, root = (self._name(each, f"{name_of(each.key)}_node") for each in (node, self.root))
        return f"{self._name(home_of, 'home_of')}({this}, {self._scope}, {root})"

    def _inline(self, node: Node, depth: int) -> str:
        if is_expression(node):
            return self._call(node, depth).text
        product = self.writer.local(name_of(node.key))
        self._construct(node, product, depth)
        return product

    def _construct(self, node: Node, product: str, depth: int) -> None:
        """Write the statements that make ``node`` and leave it in the variable ``product``."""
        if node.wired is None:
            self._made_by_factory(node, product, depth)
            return
        wired = self._name(node.wired, f"{name_of(node.key)}_factory")
        with self.writer.block(f"if {wired}.overrides:"):
            given = [passing(name, self._value(Given(name), depth), by_name=True) for name in node.given]
            self.writer.line(f"{product} = {wired}({', '.join(given)})")
        before = dict(self._known), dict(self._scopes), set(self._turned)
        with self.writer.block("else:"):
            self._made_by_factory(node, product, depth + 1)
        # What was looked up inside the branch may not be there outside it.
        self._known, self._scopes, self._turned = before

    def _made_by_factory(self, node: Node, product: str, depth: int) -> None:
        self._write(node, product, self._call(node, depth))

    def _write(self, node: Node, product: str, call: Call) -> None:
        if not call.guard:
            self._products.write(node, product, call)
            return
        self.writer.line(f"{product} = {call.guard}")
        with self.writer.block(f"if {call.guard} is not None:"):
            self._products.write(node, product, call)

    def _call(self, node: Node, depth: int) -> Call:
        """Return the call of the factory, everything it takes made in the order needed."""
        supplies = [argument.supply for argument in node.arguments] + [step.supply for step in node.steps]
        # What is written as an expression is made when the call runs; it may not fall behind later statements.
        last = max((i for i, each in enumerate(supplies) if takes_lines(each)), default=-1)
        if node.guard is not None or any(isinstance(step.supply, Node) for step in node.steps):
            last = len(supplies)  # the call may not run at all, or what follows it is made before it
        values: list[str] = []
        guard = ""
        for index, supply in enumerate(supplies):
            value = self._value(supply, depth + 1)
            spill = index < last or (index < len(node.arguments) <= last) or index >= len(node.arguments)
            spill = spill or node.seen is not None
            if spill and isinstance(supply, Node) and not value.isidentifier():
                kept = self.writer.local("value")
                self.writer.line(f"{kept} = {value}")
                value = kept
            values.append(value)
            guard = value if supply is node.guard else guard
        count = len(node.arguments)
        passed = [
            passing(argument.name, value, by_name=argument.by_name)
            for argument, value in zip(node.arguments, values[:count], strict=True)
        ]
        return Call(self._calling(node, passed), values, guard)

    def _calling(self, node: Node, passed: list[str]) -> str:
        if node.factory is packed:
            return f"({', '.join([*passed, ''])})".replace(", )", ",)")
        called = node.factory if node.looks_up else node.title
        return f"{self._name(node.factory, name_of(called))}({', '.join(passed)})"
