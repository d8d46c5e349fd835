"""What a command gives back."""

from __future__ import annotations

from typing import NamedTuple

OK, PROBLEMS, REFUSED = 0, 1, 2
STDOUT = "-"
"""What a file is called that is none, as in other programs."""


class Answer(NamedTuple):
    """What to print, and the exit code.

    ``for_people``: it is text for people, which may be coloured. ``for_file``: it goes into the file that was named.
    """

    text: str
    code: int = OK
    for_people: bool = False
    for_file: bool = True
