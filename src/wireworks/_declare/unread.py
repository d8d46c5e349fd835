"""Annotations that cannot be read: why that is, in words, and what mends it."""

from __future__ import annotations

from wireworks._model.parameter import Unread
from wireworks._text.names import name_of

MEANT = "write the type that is meant"


class MisreadError(TypeError):
    """An annotation means something that no service can be; ``fix`` says what to write instead."""

    def __init__(self, why: str, fix: str) -> None:
        super().__init__(why)
        self.fix = fix


def unread(annotation: object, error: Exception) -> Unread:
    """Return why ``annotation`` cannot be read, by the error that reading it raised."""
    written = annotation if isinstance(annotation, str) else name_of(annotation)
    match error:
        case MisreadError():
            why, fix = str(error), error.fix
        case NameError(name=str(name)):
            why = str(error) if name == written else f"{error} in `{written}`"
            fix = f"import or define `{name}` where the annotation stands"
        case SyntaxError():
            why, fix = f"{error.msg} in `{written}`", MEANT
        case _:
            why, fix = f"reading `{written}` raises `{error!r}`", MEANT
    return Unread(written, why, fix)
