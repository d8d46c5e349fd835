"""From the arguments to the exit code: what is printed where, and how it ends when it cannot go on."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TextIO

from wireworks.cli._answer import REFUSED, STDOUT, Answer
from wireworks.cli._arguments import parser
from wireworks.cli._commands import COMMANDS
from wireworks.cli._paint import painted, wants_colour
from wireworks.cli._refusal import Refusal
from wireworks.cli._target import container_of
from wireworks.errors import ServiceError

_INTERRUPTED, _CUT_OFF = 130, 141
"""What shells report of a program that ended by Ctrl-C, or because nobody reads what it writes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code: 0 all is well, 1 problems found, 2 it cannot be done.

    Args:
        arguments: what stands behind the name of the program; ``sys.argv`` where it is left out.

    Raises:
        SystemExit: the arguments are not understood (2), or help was asked for (0).
    """
    asked = parser().parse_args(arguments)
    try:
        answer = answer_to(asked)
        if asked.output in (None, STDOUT) or not answer.for_file:
            colour = answer.for_people and wants_colour(sys.stdout, asked.color)
            _write(sys.stdout, painted(answer.text) if colour else answer.text)
        else:
            save(asked.output, answer.text)
    except Refusal as refusal:
        return _refuse(asked, str(refusal), refusal.trace)
    except ServiceError as error:
        return _refuse(asked, f"{type(error).__name__}: {error}")
    except BrokenPipeError:
        # Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CUT_OFF
    except KeyboardInterrupt:
        return _INTERRUPTED
    return answer.code


def answer_to(asked: Namespace) -> Answer:
    """Return what to print, and nothing else: what the user's modules print while they are imported goes to stderr.

    Raises:
        ServiceError: what was asked cannot be done; a ``Refusal`` if it is not the container that says so.
    """
    with redirect_stdout(sys.stderr):
        return COMMANDS[asked.command](container_of(asked.target), asked)


def save(file: str, text: str) -> None:
    """Write ``text`` into a file.

    Raises:
        Refusal: the file cannot be written.
    """
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal(f"`{file}` cannot be written: {error.strerror}.", "name a file that can be.") from None


def _write(stream: TextIO, text: str) -> None:
    """Write all of ``text`` now; what the stream cannot encode is written as an escape."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def _refuse(asked: Namespace, message: str, trace: str = "") -> int:
    colour = wants_colour(sys.stderr, asked.color)
    _write(sys.stderr, f"{trace}wireworks: {painted(message) if colour else message}\n")
    return REFUSED
