"""``python -m wireworks``: what the installed program ``wireworks`` does."""

from __future__ import annotations

import sys

from wireworks.cli import main

sys.exit(main())
