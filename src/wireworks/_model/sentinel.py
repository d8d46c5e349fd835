"""The one value that means "nothing is here", so that ``None`` stays an ordinary value."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Missing(Enum):
    """The type of ``MISSING``, for annotations."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
