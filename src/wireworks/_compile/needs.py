"""What a function asks for by its own markers, for those who call it later (L13)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from wireworks._compile.filling import Asked, Filling
from wireworks._compile.wrapper import marked
from wireworks._model.parameter import Root
from wireworks._model.sentinel import MISSING
from wireworks._runtime.scope import ServiceScope


class Needs:
    """The parameters that a function marks, and what fills them.

    Args:
        caller: who is asked.
        function: any but a generator function.
        defaults: values that stand for no default, where a type checker wants one.
    """

    __slots__ = ("_filling", "names", "root")

    def __init__(self, caller: Asked, function: Callable[..., object], defaults: Iterable[object]) -> None:
        parameters = tuple(
            each._replace(default=MISSING) if any(each.default is other for other in defaults) else each
            for each in marked(function)
        )
        self.root = Root(function, parameters)
        self.names = frozenset(each.name for each in parameters)
        self._filling = Filling(caller, function, parameters)

    def fill(self, names: frozenset[str], scope: ServiceScope) -> Coroutine[Any, Any, dict[str, object]]:
        """Return, when awaited, what is injected into the parameters of these names, made in ``scope``."""
        return self._filling.afill(names, scope)

    def check(self) -> None:
        """Look whether all that is asked for can be made.

        Raises:
            ServiceError: it cannot.
        """
        if self.names:
            self._filling.ready(self.names)
