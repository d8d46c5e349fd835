"""Users' code type-checks without a flag: the files beside this one say, with `assert_type`, what each call gives.

A line that must be refused carries `# type: ignore[code]` and `# pyright: ignore[rule]`; both checkers complain about
such a comment where nothing was to be ignored, so it is an assertion too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted(str(path) for path in HERE.glob("*.py") if not path.name.startswith("test_"))

pytestmark = [pytest.mark.once, pytest.mark.timeout(300)]


def test_users_code_type_checks_under_strict_mypy(tmp_path: Path) -> None:
    """With no configuration but `--strict`: what a user of the installed package sees."""
    check("mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", *FILES)


def test_users_code_type_checks_under_basedpyright() -> None:
    """With pyright's standard rules."""
    check("basedpyright", f"--pythonpath={sys.executable}", f"--project={HERE}")


def check(checker: str, *arguments: str) -> None:
    """Run a type checker and show what it said if it refused."""
    done = subprocess.run(
        [sys.executable, "-m", checker, *arguments], capture_output=True, text=True, check=False, timeout=280
    )
    assert done.returncode == 0, done.stdout + done.stderr
