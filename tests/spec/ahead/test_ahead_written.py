"""L30: what is written is typed, formatted and tidy, and changes only on purpose.

After a change that is meant, write the texts anew and read what changed:

    python -m tests.spec.ahead.test_ahead_written
    git diff tests/spec/ahead/golden
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from examples.bookshop.app import wiring
from tests.architecture.sources import ROOT, SRC
from tests.spec.ahead.wirings import awaited, called, named, odd, plain
from wireworks import ServiceClosedError, ServiceContainer

GOLDEN = Path(__file__).parent / "golden"
OTHERS = {"odd": odd, "called": called}
CONTAINERS = {"awaited": awaited.container, "named": named.container, "plain": plain.container}

pytestmark = pytest.mark.once


def text_of(name: str) -> str:
    return CONTAINERS[name].module(f"tests.spec.ahead.wirings.{name}:container")


@pytest.mark.parametrize("name", CONTAINERS)
def test_module_is_what_it_was(name: str) -> None:
    """Look at the difference: is it what was meant? Then write the golden text anew, as said above."""
    assert text_of(name) == (GOLDEN / f"{name}.py.txt").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with all the modules in it, those of the bookshop and of nothing among them."""
    texts = {name: text_of(name) for name in CONTAINERS}
    texts |= {name: each.container.module(each.__name__ + ":container") for name, each in OTHERS.items()}
    texts |= {"bookshop": wiring().module("examples.bookshop.app:wiring"), "nothing": ServiceContainer().module()}
    for name, text in texts.items():
        (tmp_path / f"wired_{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


def test_modules_pass_mypy_strict(folder: Path) -> None:
    """Whatever is in them: factories, collections, closed generic services, context values."""
    said = {**os.environ, "MYPYPATH": os.pathsep.join((str(SRC), str(ROOT)))}
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--explicit-package-bases",
        "--config-file=",
        "--follow-imports=silent",
    ]
    files = sorted(folder.glob("*.py"))
    done = subprocess.run(
        [*command, *files], cwd=folder, env=said, check=False, capture_output=True, text=True, timeout=55
    )
    assert done.stdout == f"Success: no issues found in {len(files)} source files\n", done.stdout + done.stderr


def test_modules_are_formatted(folder: Path) -> None:
    """As ruff formats lines of 120 characters."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=120", "--diff", "."]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=55)
    assert (done.returncode, done.stdout) == (0, "")


def test_closed_container_writes_nothing() -> None:
    """L25: nothing can be had from it any more."""
    container = ServiceContainer()
    assert "class Singletons" in container.module()
    container.close()
    with pytest.raises(ServiceClosedError):
        container.module()


if __name__ == "__main__":
    for title in CONTAINERS:
        (GOLDEN / f"{title}.py.txt").write_text(text_of(title), encoding="utf-8")
