"""What follows the call of a factory: its product looked at, set up, checked, and given to whoever closes it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from wireworks._compile.faults import check_product, never_yielded
from wireworks._compile.spelling import setting
from wireworks._compile.writer import Names, Writer
from wireworks._declare.maker import Maker
from wireworks._model.parameter import Making
from wireworks._model.record import NamedTuple
from wireworks._plan.records import Node
from wireworks._runtime.exits import first_step
from wireworks._text.names import name_of


class Call(NamedTuple):
    """The call of a factory as written, the values of arguments and steps, and what must not be ``None`` for it."""

    text: str
    values: list[str]
    guard: str


class Products:
    """Write the statements from the call of a factory to its finished product.

    Args:
        writer: what they are written to.
        names: what the function refers to.
        owner: the variable of whoever closes what is made here; it may become another one. ``run`` is that of the list
            which it holds as long as nobody else has come, if there is one.
        dispose: gives a product to who disposes of it.
        is_async: tells whether the function is awaited.
    """

    def __init__(
        self, writer: Writer, names: Names, owner: str, dispose: Callable[..., object], *, is_async: bool
    ) -> None:
        self._writer = writer
        self._names = names
        self.owner = owner
        self.run = ""
        self._disposing = dispose
        self._await = "await " if is_async else ""

    def write(self, node: Node, product: str, call: Call) -> None:
        """Write the call, and what follows it; the variable ``product`` then has what was made."""
        line = self._writer.line
        if node.making is Making.GENERATOR:
            self._generator(node, product, call.text)
        elif node.making is Making.ASYNC_GENERATOR:
            self._async_generator(node, product, call.text)
        else:
            line(f"{product} = {'await ' if node.making is Making.AWAIT else ''}{call.text}")
            self._dispose(node, product, call.values)
        for step, value in zip(node.steps, call.values[len(node.arguments) :], strict=True):
            line(setting(product, step, value))
        self._check(node, product)

    def _name(self, value: object, hint: str) -> str:
        return self._names.constant(value, hint)

    def _node(self, node: Node) -> str:
        return self._name(node, f"{name_of(node.key)}_node")

    def _dispose(self, node: Node, product: str, values: list[str]) -> None:
        """Write the handing over of what is to be disposed of; what a function made is looked at first."""
        if node.seen is not None:
            supplies = zip(node.arguments, values, strict=False)
            given = [value for argument, value in supplies if not isinstance(argument.supply, Maker)]
            seen = self._name(node.seen, f"{name_of(node.key)}_seen")
            with self._writer.block(f"if {product}.__class__ is not {seen}.plain:"):
                self._dispose_later(node, product, f", [{', '.join(given)}]")
        elif node.disposes:
            self._dispose_later(node, product)

    def _dispose_later(self, node: Node, product: str, given: str = "") -> None:
        dispose = self._name(self._disposing, "dispose_later")
        self._writer.line(f"{self._await}{dispose}({self._node(node)}, {self.owner}, {product}{given})")

    def _generator(self, node: Node, product: str, call: str) -> None:
        generator = self._writer.local("generator")
        self._writer.line(f"{generator} = {call}")
        # What `next` does; but a loop resumes generators without a call.
        self._writer.line(f"for {product} in {generator}: break")
        with self._writer.block("else:"):
            self._never(node)
        key = self._name(node.key, f"{name_of(node.key)}_key")
        with self._kept(f"{key}, {generator}", is_async=False):
            self._writer.line(f"{self.owner}.refuse_at_once({key}, {generator})")

    @contextmanager
    def _kept(self, resource: str, *, is_async: bool) -> Generator[None]:
        """Write what has the owner close a resource; what is written inside is for the case that he is closed."""
        line, owner = self._writer.line, self.owner
        if not self.run:
            head = f"if not {owner}.keeps({resource}{', True' if is_async else ''}):"
        else:  # `keeps` does all of this; here is what it comes to for most
            entries = self._writer.local("entries")
            line(f"{entries} = [({resource}, {is_async})]")
            # On one line that makes nothing, nobody comes in between.
            line(f"if {owner}.exits is None: {owner}.exits = {entries}")
            line(f"else: {owner}.exits += {entries}")
            head = f"if {owner}.made is not {self.run} and not {owner}.reaches({entries}[0]):"
        with self._writer.block(head):
            yield

    def _async_generator(self, node: Node, product: str, call: str) -> None:
        generator, first = self._writer.local("generator"), self._name(first_step, "first_step")
        self._writer.line(f"{generator} = {call}")
        with self._writer.block("try:"):
            self._writer.line(f"{product} = await {first}({generator})")
        with self._writer.block("except StopAsyncIteration:"):
            self._never(node, " from None")
        key = self._name(node.key, f"{name_of(node.key)}_key")
        with self._kept(f"{key}, {generator}", is_async=True):
            self._writer.line(f"await {self.owner}.refuse({key}, {generator})")

    def _never(self, node: Node, cause: str = "") -> None:
        never, this = self._name(never_yielded, "never_yielded"), self._node(node)
        self._writer.line(f"raise {never}({this}){cause}")

    def _check(self, node: Node, product: str) -> None:
        """Write the look at what a factory function returned; the cheap one where a class tells."""
        if node.check is None:
            return
        checked, this = self._name(check_product, "check_product"), self._node(node)
        if isinstance(node.check, type):
            with self._writer.block(f"if not isinstance({product}, {self._name(node.check, name_of(node.check))}):"):
                self._writer.line(f"{checked}({this}, {product})")
        else:
            self._writer.line(f"{checked}({this}, {product})")
