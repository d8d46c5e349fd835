"""L29: the bookshop's own tests pass side by side, in two processes and in many threads of one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}

# FastAPI makes pydantic keep it to itself by changing the filters of the whole process, in which threads meet.
_NOT_OURS = "ignore:The 'alias' attribute"

pytestmark = [pytest.mark.once, pytest.mark.timeout(120)]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-W", _NOT_OURS, "-m", *command],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_suite_passes_with_xdist() -> None:
    """A shop for each process; the tests override what they want in it."""
    done = run("pytest", "-q", "-n", "2", "examples/bookshop/tests")

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\d\d passed", done.stdout, re.MULTILINE)


def test_suite_passes_in_threads() -> None:
    """One shop, eight tests in it at any time, each three times in all: none sees the fakes of another."""
    done = run("tests.examples.in_threads")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert re.fullmatch(r"(\d\d) of \1 passed, 8 at a time, seed \d+\n", done.stdout)
