"""The mistakes of the folder ``mistakes``, made: what their maker is told, and where in the source that was worded.

Each file there is a topic. Its functions whose names begin with ``when_`` make one mistake each, as a user would, and
raise; the name, read as a sentence, is the heading of what is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import re
import sys
from collections.abc import Callable, Coroutine, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

import wireworks.errors
from tests.architecture.sources import ROOT, module_name
from tests.errors.wording import OWN, Place, private_errors
from wireworks._plan.records import Fault, Problem

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "golden"
MISTAKES = FOLDER / "mistakes"
TOPICS = sorted(path.stem for path in MISTAKES.glob("*.py"))
PRIVATE = private_errors()


class Told(NamedTuple):
    """What one mistake leads to: the text, the errors in it by class, and the faults and places that it came from."""

    text: str
    classes: frozenset[str]
    faults: frozenset[Fault]
    places: frozenset[Place]

    @property
    def pages(self) -> frozenset[str]:
        """The pages that the text sends its reader to."""
        return frozenset(re.findall(r"^ *See: errors/(\S+)$", self.text, flags=re.MULTILINE))


def golden_of(topic: str) -> str:
    """Return the golden text of a topic as it has to be."""
    return "\n".join(f"# {heading}\n\n{told.text}\n" for heading, told in topic_of(topic).items())


@cache
def topic_of(topic: str) -> dict[str, Told]:
    """Make every mistake of a topic, and return what is told, by heading."""
    with _standing_in(MISTAKES), _collector_off():
        module = import_module(f"tests.errors.mistakes.{topic}")
        return {name.replace("_", " "): _told(mistake) for name, mistake in _mistakes(module)}


def everything() -> list[Told]:
    """Make every mistake there is."""
    return [told for topic in TOPICS for told in topic_of(topic).values()]


def _mistakes(module: ModuleType) -> Iterator[tuple[str, Callable[[], object]]]:
    return ((name, value) for name, value in vars(module).items() if name.startswith("when_"))


@contextlib.contextmanager
def _standing_in(folder: Path) -> Iterator[None]:
    """Change the working directory, which messages tell places from."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _collector_off() -> Iterator[None]:
    """Leave freeing to reference counts: where a mistake uses up the stack, the finalizers of others could not run."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _told(mistake: Callable[[], object]) -> Told:
    places: set[Place] = set()
    faults: set[Fault] = set()
    with _recording(places, faults):
        error = _caught(mistake)
    for each in _behind(error):
        places.update(_raised_at(each))
    kinds = {type(each).__name__ for each in _within(error)} & OWN
    return Told("\n".join(_text(error)), frozenset(kinds), frozenset(faults), frozenset(places))


def _caught(mistake: Callable[[], object]) -> BaseException:
    try:
        done = mistake()
        if isinstance(done, Coroutine):
            asyncio.run(done)
    except Exception as error:  # noqa: BLE001 - whatever users are told
        return error
    raise AssertionError(mistake)


def _text(error: BaseException, indent: str = "") -> Iterator[str]:
    """Yield the lines that a reader sees: the message, notes, and the errors of a group that does not show them."""
    shown = f"{type(error).__name__}: {error}"
    for part in (shown, *getattr(error, "__notes__", ())):
        yield from (f"{indent}{line}".rstrip() for line in part.splitlines())
    if isinstance(error, BaseExceptionGroup) and not isinstance(error, wireworks.errors.ServiceGraphError):
        for each in error.exceptions:
            yield from _text(each, f"{indent}  | ")


def _within(error: BaseException) -> Iterator[BaseException]:
    yield error
    for each in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _within(each)


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those it was raised from, in the place of, or with."""
    for each in _within(error):
        here: BaseException | None = each
        while here is not None:
            yield here
            here = here.__cause__ or here.__context__


def _raised_at(error: BaseException) -> Iterator[Place]:
    trace = error.__traceback__
    while trace is not None:
        yield from _place(trace.tb_frame, trace.tb_lasti)
        trace = trace.tb_next


@contextlib.contextmanager
def _recording(places: set[Place], faults: set[Fault]) -> Iterator[None]:
    """Note from where errors and problems are made, and for which faults."""

    def note() -> None:
        frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the one who makes the error
        while frame is not None:
            places.update(_place(frame, frame.f_lasti))
            problem = frame.f_locals.get("problem")
            if isinstance(problem, Problem):
                faults.add(problem.fault)
            frame = frame.f_back

    def noting(make: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **kwargs: Any) -> Any:
            note()
            return make(*args, **kwargs)

        return noted

    with contextlib.ExitStack() as patches:
        for kind in (*(getattr(wireworks.errors, name) for name in OWN), *map(_loaded, PRIVATE.items())):
            if "__init__" in vars(kind):
                patches.enter_context(patch.object(kind, "__init__", noting(kind.__init__)))
        patches.enter_context(patch.object(Problem, "__new__", noting(Problem.__new__)))
        yield


def _loaded(named: tuple[str, str]) -> type:
    found: type = getattr(import_module(module_name(named[1])), named[0])
    return found


@cache
def _positions(code: CodeType) -> list[tuple[int | None, ...]]:
    return list(code.co_positions())


def _place(frame: FrameType, instruction: int) -> Iterator[Place]:
    file = Path(frame.f_code.co_filename)
    if file.is_relative_to(ROOT / "src"):
        _, line, _, column = _positions(frame.f_code)[instruction // 2]
        yield Place(file.relative_to(ROOT).as_posix(), line or 0, column or 0)
