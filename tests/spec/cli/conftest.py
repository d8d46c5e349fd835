"""A folder with a module in it, and the command line run in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.sources import SRC
from wireworks.cli import main


class Done(NamedTuple):
    """What a command left behind."""

    code: int | str | None
    out: str
    err: str


Run = Callable[..., Done]
VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in an empty folder, with a path and modules that are as before afterwards, and no say on colours."""
    modules = set(sys.modules)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry not in ("", str(tmp_path))])
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line in this process."""

    def run(*arguments: str, **files: str) -> Done:
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        try:
            code: int | str | None = main(arguments)
        except SystemExit as left:
            code = left.code
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def program(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs `python -m wireworks` as users do."""

    def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        paths = os.pathsep.join(filter(None, (str(SRC), os.environ.get("PYTHONPATH"))))
        said = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        return subprocess.run(
            [sys.executable, "-m", "wireworks", *arguments],
            cwd=folder,
            env={**said, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=50,
        )

    return program
