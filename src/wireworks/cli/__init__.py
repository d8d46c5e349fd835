"""The command line: ``wireworks check|graph|explain|source|compile MODULE:ATTRIBUTE``.

It prints, and decides nothing: all that it shows comes from the container and its graph.
"""

from __future__ import annotations

from wireworks.cli._main import main

__all__ = ("main",)
