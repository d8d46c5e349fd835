"""The variables of functions that run at this moment: what a name means that was written inside one of them."""

from __future__ import annotations

import sys
from types import CodeType, FrameType

_INSIDE = ".<locals>."


def variables_around(name: str, text: str, module: dict[str, object]) -> dict[str, object]:
    """Return those variables of the functions around a thing that ``text`` mentions; inner ones hide outer ones.

    They are found as long as the functions run and have called who asks, which is so where a program, and nearly always
    a test, writes its classes inside a function. Values are looked at in no other frame, and only where a name fits.

    Args:
        name: the qualified name of the thing, such as ``"run.<locals>.Shop.__init__"``.
        text: an expression; what is none mentions nothing.
        module: the names of the module that all of it stands in.
    """
    *functions, _ = name.split(_INSIDE)
    around = {_INSIDE.join(functions[: depth + 1]): depth for depth in range(len(functions))}
    frames: dict[int, FrameType] = {}
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - what `inspect` does, which takes long to import
    while frame is not None and len(frames) < len(around):
        depth = around.get(frame.f_code.co_qualname)
        if depth is not None and frame.f_globals is module:
            frames.setdefault(depth, frame)
        frame = frame.f_back
    mentioned = _names_in(text) if frames else ()
    found: dict[str, object] = {}
    for depth in sorted(frames):
        names = [each for each in mentioned if each in _variables_of(frames[depth].f_code)]
        values = frames[depth].f_locals if names else {}
        found.update((each, values[each]) for each in names if each in values)
    return found


def _names_in(text: str) -> tuple[str, ...]:
    try:
        return compile(text, "<annotation>", "eval").co_names
    except (SyntaxError, ValueError):  # told by whoever reads it
        return ()


def _variables_of(code: CodeType) -> tuple[str, ...]:
    return (*code.co_varnames, *code.co_cellvars, *code.co_freevars)
