"""The one place where generated source becomes code; tracebacks and debuggers find its lines."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from itertools import count
from typing import Any
from weakref import finalize

_NUMBERS = count(1)


def load(source: str, name: str, constants: dict[str, Any]) -> Callable[..., Any]:
    """Return the function ``name`` that ``source`` defines; ``constants`` become its globals.

    The source stays in ``linecache``, under a file name of its own, for as long as the function lives.
    """
    file = f"<wireworks {name} {next(_NUMBERS)}>"
    exec(compile(source, file, "exec"), constants)
    function: Callable[..., Any] = constants.pop(name)
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    finalize(function, linecache.cache.pop, file, None)
    return function
