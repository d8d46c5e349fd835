"""L28, L30: `wireworks check` prints every problem, and its exit code is for scripts.

After a change that is meant, `make goldens` writes the report anew: read what changed.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from wireworks import ServiceContainer, ServiceGraphError

HERE = Path(__file__).parent
FAULTY = (HERE / "faulty.py.txt").read_text(encoding="utf-8")
GOLDEN = HERE / "faulty.golden.txt"
Program = Callable[..., subprocess.CompletedProcess[str]]


def test_six_planted_faults_are_printed_with_chain_place_and_fix(folder: Path, program: Program) -> None:
    """Issue: six kinds of fault, one report, exit code 1; nothing but the report, and no colours in a file."""
    (folder / "faulty.py").write_text(FAULTY, encoding="utf-8")
    done = program("check", "faulty:container")
    assert done.stderr == ""
    assert done.stdout == GOLDEN.read_text(encoding="utf-8")
    assert done.returncode == 1


def test_report_is_what_validate_raises(run) -> None:
    """L27: the command decides nothing."""
    done = run("check", "faulty:container", faulty=FAULTY)
    import faulty  # type: ignore[import-not-found]

    container: ServiceContainer = faulty.container
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert done.out == f"{caught.value}\n"
    assert "swordfish" not in done.out


def test_sound_wiring_is_confirmed_in_one_line(run) -> None:
    """Exit code 0."""
    text = "from wireworks import ServiceContainer\nclass A: ...\ncontainer = ServiceContainer().add_singleton(A)\n"
    assert run("check", "sound:container", sound=text) == (0, "1 service, no problems.\n", "")


def test_json_holds_every_problem_and_the_number_of_services(run) -> None:
    """L30: for scripts; the schema is that of the graph."""
    done = run("check", "faulty:container", "--format", "json", faulty=FAULTY)
    told = json.loads(done.out)
    assert done.code == 1
    assert (told["services"], told["version"], len(told["problems"])) == (9, 1, 6)
    assert {problem["error"] for problem in told["problems"]} == {
        "ServiceAsyncError",
        "ServiceCircularDependencyError",
        "ServiceNotFoundError",
        "ServiceParameterError",
        "ServiceScopeError",
    }
    assert all(problem["chain"] and problem["fix"] for problem in told["problems"])


def test_json_of_sound_wiring_has_no_problems(run) -> None:
    """Exit code 0."""
    done = run(
        "check",
        "empty:container",
        "--format=json",
        empty="import wireworks\ncontainer = wireworks.ServiceContainer()\n",
    )
    assert (done.code, json.loads(done.out)) == (0, {"problems": [], "services": 0, "version": 1})


def test_checking_makes_nothing(run) -> None:
    """L27."""
    text = """\
from wireworks import ServiceContainer
class A:
    def __init__(self) -> None:
        raise AssertionError
container = ServiceContainer().add_singleton(A, eager=True)
"""
    assert run("check", "loud:container", loud=text).code == 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        Path(made, "faulty.py").write_text(FAULTY, encoding="utf-8")
        command = [sys.executable, "-m", "wireworks", "check", "faulty:container", "-o", str(GOLDEN)]
        subprocess.run(command, cwd=made, check=False, timeout=50)
