"""What a parameter wants of the configuration."""

from __future__ import annotations

from wireworks._model.record import NamedTuple


class Configured(NamedTuple):
    """A value of the configuration: the one named ``param``, or the text ``expr`` with its ``${names}`` filled in.

    ``annotation`` is the type it has to have.
    """

    annotation: object
    param: str | None = None
    expr: str | None = None
