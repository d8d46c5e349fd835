"""What the documentation shows of the command line is what it prints; `make goldens` writes it anew."""

import io
import re
import shlex
from contextlib import redirect_stdout

import pytest

from tests.architecture.sources import ROOT
from wireworks.cli import main

PAGE = ROOT / "docs" / "looking.md"
BLOCK = re.compile(r"```console\n\$ wireworks (.*?)\n(.*?)```", re.DOTALL)
BLOCKS = BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def printed(command: str) -> str:
    """Return what a command prints where nobody looks at it."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main([*shlex.split(command), "--color=never"]) == 0
    return out.getvalue()


@pytest.mark.parametrize(("command", "output"), BLOCKS)
def test_command_of_the_page_prints_what_the_page_shows(
    command: str, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert printed(command) == output


def test_page_shows_commands() -> None:
    assert len(BLOCKS) >= 3


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    shown = BLOCK.sub(lambda found: f"```console\n$ wireworks {found[1]}\n{printed(found[1])}```", text)
    PAGE.write_text(shown, encoding="utf-8")
