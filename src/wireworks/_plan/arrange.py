"""Parameters turned into arguments: who fills what, and whether by position or by name (L6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wireworks._model.parameter import Parameter, Passing
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Argument, Constant, Supply


def arrange(parameters: Iterable[Parameter], supplies: Mapping[str, Supply]) -> tuple[Argument, ...]:
    """Return the arguments for ``parameters``, each filled from ``supplies`` or left to its default.

    Arguments go by position as far as that is possible, because such calls are the fastest. A parameter left out makes
    all that stand behind it go by name, except positional-only ones, which get their defaults in so many words.
    """
    arguments = []
    skipped = False
    for parameter in parameters:
        supply = supplies.get(parameter.name)
        if supply is None:
            if parameter.passing is Passing.POSITIONAL and parameter.default is not MISSING:
                arguments.append(Argument(parameter.name, by_name=False, supply=Constant(parameter.default)))
            else:
                skipped = True
        else:
            by_name = parameter.passing is Passing.KEYWORD or (skipped and parameter.passing is Passing.EITHER)
            arguments.append(Argument(parameter.name, by_name, supply))
    return tuple(arguments)
