"""The module written ahead of time does on random programs what the container does (L30)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.architecture.sources import ROOT, SRC
from tests.property.programs import Program, large_programs, programs
from tests.property.services_as_text import text_of
from tests.property.test_programs import EXAMPLES, assert_same
from tests.property.written import Written, as_written, predict, run_written, services
from tests.support.examples import examples


def assert_written_as_predicted(program: Program) -> None:
    """Run the program by its module, and compare transcripts."""
    program = as_written(program)
    assert_same(predict(program), run_written(program))


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
@given(program=programs())
def test_written_modules_run_as_the_rules_say(program) -> None:
    """Counts, identities, order of teardown and the errors delivered."""
    assert_written_as_predicted(program)


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(program=large_programs())
def test_large_graphs_are_written_as_the_rules_say(program) -> None:
    """The same where graphs are deep and wide."""
    assert_written_as_predicted(program)


@pytest.mark.parametrize("program", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_chosen_programs_are_written_as_the_rules_say(program) -> None:
    """A few programs worth reading, checked on every run."""
    assert_written_as_predicted(program)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with modules of random programs, and with modules that have the services of those."""
    folder = tmp_path_factory.mktemp("written")
    found: list[Program] = []

    @settings(max_examples=examples(15), derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(program=programs())
    def collect(program) -> None:
        found.append(as_written(program))

    collect()
    for program in found:
        with services() as place:
            text = Written(program, place).text
            (folder / f"wired_{place.__name__}.py").write_text(text, encoding="utf-8")
            (folder / f"{place.__name__}.py").write_text(text_of(place), encoding="utf-8")
    return folder


@pytest.mark.once
def test_written_modules_pass_mypy_strict(folder) -> None:
    """Where the services do."""
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--follow-imports=silent"]
    command.append("--explicit-package-bases")
    said = {**os.environ, "MYPYPATH": os.pathsep.join((str(SRC), str(ROOT)))}
    files = sorted(folder.glob("*.py"))
    done = subprocess.run(
        [*command, "--explicit-package-bases", *files],
        cwd=folder,
        env=said,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"Success: no issues found in {len(files)} source files\n", done.stdout + done.stderr


@pytest.mark.once
def test_written_modules_are_formatted(folder) -> None:
    """As ruff formats lines of 120 characters."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=120", "--diff"]
    files = sorted(folder.glob("wired_*.py"))
    done = subprocess.run([*command, *files], cwd=folder, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
