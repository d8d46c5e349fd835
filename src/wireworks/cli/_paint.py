"""Colours for text on a terminal, and whether there is one."""

from __future__ import annotations

import os
import re
from typing import TextIO

_COLOURS = {
    "singleton": "34",
    "scoped": "32",
    "transient": "36",
    "cached": "35",
    "instance": "33",
    "context": "33",
    "scope": "33",
    "missing": "31;1",
}
_LIFETIME = re.compile(rf"^(\s*)({'|'.join(_COLOURS)})(?=(?: in .*?)?  )", re.MULTILINE)
_ERROR = re.compile(r"^((?:[\s│]*! )?)(Service\w+Error)(?=: )", re.MULTILINE)
_LABEL = re.compile(r"^((?:[\s│]*! )?)(Fix|See)(?=: )", re.MULTILINE)


def wants_colour(stream: TextIO, choice: str) -> bool:
    """Tell whether to colour what goes to ``stream``: as the user says, else the environment, else if it is a terminal.

    ``NO_COLOR`` goes before ``FORCE_COLOR`` and ``CLICOLOR_FORCE``; a variable that is empty says nothing.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def painted(text: str) -> str:
    """Return a text of ours with its lifetimes, errors and labels in colour."""
    text = _LIFETIME.sub(lambda found: f"{found[1]}\x1b[{_COLOURS[found[2]]}m{found[2]}\x1b[0m", text)
    text = _ERROR.sub("\\1\x1b[31;1m\\2\x1b[0m", text)
    return _LABEL.sub("\\1\x1b[1m\\2\x1b[0m", text)
