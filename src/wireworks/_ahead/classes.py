"""The classes of the module: what they are opened with, what they keep, and the methods in them."""

from __future__ import annotations

from wireworks._ahead.layout import Layout, Level
from wireworks._ahead.settings import Setting, Settings
from wireworks._ahead.supplies import Supplies
from wireworks._ahead.text import Call, Text
from wireworks._model.provider import Source


class Classes:
    """Write one class after the other, around methods that are written already.

    Args:
        layout: which services are written where.
        settings: what is passed.
        supplies: spells types.
        kit: collects the names of the pieces of the kit that are needed.
    """

    def __init__(self, layout: Layout, settings: Settings, supplies: Supplies, kit: set[str]) -> None:
        self._layout = layout
        self._settings = settings
        self._supplies = supplies
        self._kit = kit
        self._owner = "_AsyncOwner" if "_AsyncOwner" in kit else "_Owner"

    def write(self, level: Level, methods: str) -> str:
        """Return the class of one level."""
        text = Text()
        with text.block(f"class {level.title}({self._base(level)}):"):
            if level.rank == 0:
                text.line('"""Keep what is made once for all; end it with a `with` statement, or `close` it."""')
                self._begin(text, level, [])
                self._start(text, level)
            else:
                text.line('"""Keep what is made once in a scope, for the length of a `with` statement."""')
                around = self._layout.levels[level.rank - 1]
                self._begin(text, level, [f"{around.attribute}: {around.title}"])
            if level.rank + 1 < len(self._layout.levels):
                self._open(text, self._layout.levels[level.rank + 1])
        return f"{text.source()}{methods}".rstrip("\n") + "\n"

    def _base(self, level: Level) -> str:
        """Return the class of the kit to extend: who is asked for the current scope needs scopes that say so."""
        if level.rank == 0 or "_current" not in self._kit:
            return self._owner
        self._kit.add(found := self._owner.replace("Owner", "Current"))
        return found

    def _begin(self, text: Text, level: Level, first: list[str]) -> None:
        """Write what happens when an object is made."""
        passed = self._passed() if level.rank == 0 else self._supplied(level)
        kept = [node for node in self._layout.written(level.rank) if node.shared]
        text.line("")
        named = ["*", *(f"{each.name}: {each.type}" for each in passed)] if passed else []
        with text.function("def __init__", [*first, *named], "None"):
            text.line("super().__init__()")
            for outer in reversed(self._layout.levels[: level.rank]):
                if outer.rank == level.rank - 1:
                    text.line(f"self.outer = self.{outer.attribute} = {outer.attribute}")
                else:
                    text.line(
                        f"self.{outer.attribute} = {self._layout.levels[level.rank - 1].attribute}.{outer.attribute}"
                    )
            for each in passed:
                text.line(f"self.{'' if level.rank == 0 else '_'}{each.name} = {each.name}")
            for node in kept:
                spelled = self._supplies.type_of(node)
                text.line(f"self._{self._layout.title(node)}: {spelled} | _Missing = _MISSING")

    def _passed(self) -> list[Setting]:
        params = [Setting("params", "Params")] if self._settings.configured else []
        return [*params, *self._settings.passed]

    def _supplied(self, level: Level) -> list[Setting]:
        """Return the values of the context, which may be left out where nothing asks for them."""
        nodes = [node for node in self._layout.written(level.rank) if node.source is Source.CONTEXT]
        return [
            Setting(self._layout.title(node), f"{self._supplies.type_of(node)} | _Missing = _MISSING") for node in nodes
        ]

    def _open(self, text: Text, inner: Level) -> None:
        supplied = self._supplied(inner)
        text.line("")
        named = ["*", *(f"{each.name}: {each.type}" for each in supplied)] if supplied else []
        with text.function(f"def {inner.attribute}", named, inner.title):
            text.line('"""Return a new scope, to be used in a `with` statement."""')
            given = [f"{each.name}={each.name}" for each in supplied]
            text.call("return ", Call(f"{inner.title}(", ["self", *given]))

    def _start(self, text: Text, level: Level) -> None:
        eager = [node for node in self._layout.public if node.provider.terms.eager and node.shared]
        if not eager:
            return
        for is_async in sorted({any(node.is_async for node in eager)}):
            text.line("")
            with text.block(f"{'async def astart' if is_async else 'def start'}(self) -> None:"):
                text.line('"""Make every eager service now; what was made is closed if one fails."""')
                with text.block("try:"):
                    for node in eager:
                        text.line(self._supplies.service(node, level.rank))
                with text.block("except BaseException as error:"):
                    text.line(f"{'await self._aclose' if is_async else 'self._close'}(error)")
                    text.line("raise")
