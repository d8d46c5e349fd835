"""The one value that means "nothing is here", so that ``None`` stays an ordinary value."""

from __future__ import annotations

from typing import Final

from wireworks._model.record import Enum


class Missing(Enum):
    """The type of ``MISSING``, for annotations."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
