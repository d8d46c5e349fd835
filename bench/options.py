"""What the command lines of the bench have in common."""

from __future__ import annotations

import argparse
import sys

from bench.libraries import LIBRARIES, Library
from bench.workloads import WORKLOADS


def parser(name: str, description: str) -> argparse.ArgumentParser:
    """Return a parser with the options that every command has."""
    made = argparse.ArgumentParser(prog=name, description=description)
    made.add_argument("--libraries", type=libraries, default=libraries(""), help="some of them: wireworks,wireup")
    made.add_argument("--workloads", type=names, help=f"some of {','.join(one.name for one in WORKLOADS)}")
    made.add_argument("--python", default=sys.executable, help="interpreter that measures")
    return made


def names(text: str) -> list[str]:
    """Read a list of names."""
    return text.split(",") if text else []


def libraries(text: str) -> list[Library]:
    """Return the libraries that take part: those that are installed, or those of them that are wanted."""
    wanted = names(text)
    return [one for one in LIBRARIES if one.version() is not None and (not wanted or one.name in wanted)]
