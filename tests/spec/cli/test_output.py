"""L30: what goes where: answers to stdout alone, the rest to stderr; colours only where they are seen."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.sources import SRC
from wireworks.cli import main

SHOP = """\
import sys
print("hello from the module")
from wireworks import ServiceContainer
class Engine: ...
class Session:
    def __init__(self, engine: Engine) -> None: ...
container = ServiceContainer().add_scoped(Session)
def many():
    print("hello from the function")
    for number in range(5_000):
        container.add_singleton(type(f"Service{number}", (), {}))
    return container
"""
Program = Callable[..., subprocess.CompletedProcess[str]]


def test_answer_goes_to_stdout_alone(run) -> None:
    """JSON can be piped, whatever the modules print."""
    done = run("graph", "shop:many", "--format", "json", shop=SHOP)
    assert json.loads(done.out)["version"] == 1
    assert done.err == "hello from the module\nhello from the function\n"


def test_dash_in_place_of_a_file_is_stdout(run, folder: Path) -> None:
    """As in other programs."""
    done = run("graph", "shop:container", "--format", "dot", "-o", "-", shop=SHOP)
    assert done.out == run("graph", "shop:container", "--format", "dot").out
    assert not (folder / "-").exists()


@pytest.mark.parametrize(
    ("choice", "environment", "is_coloured"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"FORCE_COLOR": "0", "CLICOLOR_FORCE": ""}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_colours_are_as_the_user_says_else_the_environment(
    run, monkeypatch: pytest.MonkeyPatch, choice: str, environment: dict[str, str], is_coloured: bool
) -> None:
    """Output that is no terminal has none unless somebody insists."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = run("explain", "shop:container", "Session", "--color", choice, shop=SHOP)
    assert ("\x1b[32mscoped\x1b[0m" in done.out) is is_coloured


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("term", "is_coloured"), [("xterm", True), ("dumb", False)])
def test_terminal_gets_colours_if_it_can_show_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, term: str, is_coloured: bool
) -> None:
    """`TERM=dumb` says that it cannot."""
    (folder / "shop.py").write_text(SHOP, encoding="utf-8")
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", term)
    assert main(["check", "shop:container"]) == 1
    assert ("\x1b[31;1mServiceNotFoundError\x1b[0m: " in stream.getvalue()) is is_coloured


def test_colours_add_nothing_but_themselves(run) -> None:
    """Lifetimes, errors and labels; take them away, and the text is the plain one."""
    plain = run("graph", "shop:container", shop=SHOP).out
    coloured = run("graph", "shop:container", "--color=always").out
    assert coloured != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[1mFix\x1b[0m: " in coloured


@pytest.mark.parametrize("form", ["json", "mermaid", "dot", "html"])
def test_only_text_for_people_has_colours(run, form: str) -> None:
    done = run("graph", "shop:container", "--color=always", "--format", form, shop=SHOP)
    assert "\x1b" not in done.out
    assert "\x1b" not in run("source", "shop:many", "Service1", "--color=always").out


def test_file_has_no_colours(run, folder: Path) -> None:
    """Nor does stdout get anything."""
    done = run("check", "shop:container", "--color=always", "-o", "report.txt", shop=SHOP)
    assert (done.code, done.out) == (1, "")
    assert "\x1b" not in (folder / "report.txt").read_text(encoding="utf-8")


def test_message_about_the_question_is_coloured_by_the_same_rules(run) -> None:
    assert "\x1b[1mFix\x1b[0m: " in run("check", "shop", "--color=always").err
    assert "\x1b" not in run("check", "shop").err


def test_file_that_cannot_be_written_is_told(run) -> None:
    """Exit code 2."""
    done = run("check", "shop:container", "-o", "no/such/folder", shop=SHOP)
    assert done.code == 2
    assert "wireworks: `no/such/folder` cannot be written: No such file or directory.\nFix: " in done.err


@pytest.mark.parametrize(
    "arguments",
    [[], ["chek", "shop:container"], ["check"], ["explain"], ["check", "a:b", "--format=xml"]],
)
def test_usage_is_told_and_ends_with_two(run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: wireworks")


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"]])
def test_help_tells_the_exit_codes(run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 0
    assert "exit codes: 0 all is well, 1 the wiring has problems, 2 what was asked cannot be done" in done.out


def test_what_the_terminal_cannot_encode_is_escaped(folder: Path, program: Program) -> None:
    """A console that knows no line drawing gets no traceback."""
    (folder / "shop.py").write_text(SHOP, encoding="utf-8")
    done = program("explain", "shop:container", "Session", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "\\u2514\\u2500> Engine" in done.stdout


def test_reader_that_goes_away_ends_it_quietly(folder: Path) -> None:
    """`wireworks graph ... | head -1`: no traceback, the code that shells use."""
    (folder / "shop.py").write_text(SHOP, encoding="utf-8")
    command = [sys.executable, "-m", "wireworks", "graph", "shop:many"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(SRC), os.environ.get("PYTHONPATH"))))}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == "hello from the module\nhello from the function\n"
    assert process.returncode == 141


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_control_c_ends_it_quietly(folder: Path) -> None:
    """While the user's module is imported: no traceback, the code that shells use."""
    slow = "signal.signal(signal.SIGINT, signal.default_int_handler)\nprint('ready', flush=True)\nsignal.pause()\n"
    (folder / "slow.py").write_text(f"import signal\n{slow}", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(SRC), os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, "-m", "wireworks", "check", "slow:container"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
    assert process.returncode == 130
