"""``wireworks compile``: the wiring as a module, or whether the one that is there is up to date."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from wireworks.cli._answer import PROBLEMS, STDOUT, Answer
from wireworks.cli._refusal import Refusal
from wireworks.container import ServiceContainer
from wireworks.errors import ServiceGraphError


def compile_(container: ServiceContainer, asked: Namespace) -> Answer:
    """Write the wiring as a module; with ``--check``, only tell whether the file holds it already."""
    if asked.check and asked.output in (None, STDOUT):
        raise Refusal("`--check` does not say which file to look at.", "name it, as in `-o wired.py --check`.")
    try:
        text = container.module(asked.target)
    except ServiceGraphError as error:
        return Answer(f"{error}\n", PROBLEMS, for_people=True, for_file=False)
    if not asked.check:
        return Answer(text)
    if _held_by(asked.output) == text:
        return Answer(f"`{asked.output}` is up to date.\n", for_people=True, for_file=False)
    command = f"wireworks compile {asked.target} -o {asked.output}"
    what = (
        f"`{asked.output}` is not what `{asked.target}` says now.\nFix: run `{command}`, and look at the difference.\n"
    )
    return Answer(what, PROBLEMS, for_people=True, for_file=False)


def _held_by(file: str) -> str | None:
    """Return what a file holds; nothing where there is none, or no text in it."""
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
