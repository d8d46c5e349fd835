"""The one place where generated source becomes code; tracebacks and debuggers find its lines."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from weakref import finalize

_NUMBERS = count(1)
_FREE: list[str] = []


def load(source: str, name: str, constants: dict[str, Any]) -> Callable[..., Any]:
    """Return the function ``name`` that ``source`` defines; ``constants`` become its globals.

    The source stays in ``linecache``, under a file name of its own, for as long as the code of the function lives, in
    tracebacks too.
    """
    import linecache  # half of the programs get by without, as what is used once is not compiled

    try:
        file = _FREE.pop()
    except IndexError:
        file = f"<wireworks {next(_NUMBERS)}>"
    exec(compile(source, file, "exec"), constants)
    function: Callable[..., Any] = constants.pop(name)
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    finalize(function.__code__, _forget, file).atexit = False
    return function


def _forget(file: str) -> None:
    import linecache

    # The entry is emptied and its name used again, never taken out: whoever looks through the cache at this moment, in
    # another thread or because collecting garbage came in between, would stumble over a name that is gone.
    linecache.cache[file] = (0, None, [], file)
    _FREE.append(file)
