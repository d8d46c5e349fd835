"""Functions that a container fills, called or handed out (L13)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from wireworks._compile.exchange import Exchange, InContainer
from wireworks._compile.filling import Filling
from wireworks._compile.fused import shape_of
from wireworks._compile.wrapper import Filler, inject, marked, wrap
from wireworks._declare.signature import signature_of
from wireworks._model.parameter import Parameter
from wireworks._model.record import NamedTuple
from wireworks._runtime.scope import ServiceScope, scope_in_force


class Injecting(NamedTuple):
    """Who is asked for what is filled, and what opens a scope inside the current one, by its name if it has any."""

    caller: InContainer
    open_scope: Callable[..., ServiceScope]

    def call(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call ``function`` with all that can be filled."""
        parameters = list(signature_of(function).parameters)
        filler = self._filler(Filling(self.caller, function), new_scope=False)
        return wrap(function, parameters, filler)(*args, **kwargs)

    def inject(self, function: Any, *, new_scope: bool | str) -> Any:
        """Return ``function`` with its marked parameters filled."""
        if isinstance(function, (staticmethod, classmethod)):
            return type(function)(self.inject(function.__func__, new_scope=new_scope))
        parameters = marked(function)
        return inject(function, parameters, *self._ways(function, parameters, new_scope=new_scope))

    def _ways(
        self, function: Callable[..., Any], parameters: list[Parameter], *, new_scope: bool | str
    ) -> tuple[Filler, Exchange | None]:
        """Return how ``parameters`` are filled, and what makes that fast if the function is of a shape for it."""
        filling = Filling(self.caller, function)
        filler = self._filler(filling, new_scope=new_scope)
        shape = shape_of(function, parameters)
        always = new_scope is not False
        return filler, None if shape is None else Exchange(self.caller, shape, filling, filler, always=always)

    def _filler(self, filling: Filling, *, new_scope: bool | str) -> Filler:
        tables = self.caller.tables
        current = _no_scope if new_scope else partial(scope_in_force, tables.current)
        name = new_scope if isinstance(new_scope, str) else tables.innermost
        open_scope = self.open_scope if name is None else partial(self.open_scope, name)
        return Filler(filling.fill, filling.afill, current, open_scope)


def _no_scope() -> None:
    """Tell a function that always opens its own scope that none is in force."""
