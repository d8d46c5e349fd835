"""What a registration says beside its key, its factory and its lifetime."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from wireworks._model.record import NamedTuple


class Terms(NamedTuple):
    """The qualifier and the options of one registration, ``when`` being a condition or ``None``."""

    qualifier: Hashable = None
    eager: bool = False
    scope: str | None = None
    enter: bool = False
    when: Any = None


PLAIN: Final = Terms()
"""Those of a registration that says nothing."""
