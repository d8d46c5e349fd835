"""What a service is asked for by: its type and, where one type has several, a qualifier."""

from __future__ import annotations

from collections.abc import Hashable

from wireworks._model.record import NamedTuple


class Key(NamedTuple):
    """Name a service: ``service`` is the type asked for, ``qualifier`` tells apart several of one type."""

    service: object
    qualifier: Hashable = None
