"""Each numbered example runs, and prints what stands beside this file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("[0-9][0-9]_*.py"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_numbered_example_prints_what_it_promises(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", f"examples/{name}.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )

    assert done.stderr == ""
    assert done.stdout == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.once
@pytest.mark.parametrize("name", EXAMPLES)
def test_numbered_example_fits_on_a_page(name: str) -> None:
    """The house: 40 lines at most."""
    assert len((ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.once
def test_every_golden_text_has_its_example() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.txt")) == EXAMPLES
    assert len(EXAMPLES) >= 6
