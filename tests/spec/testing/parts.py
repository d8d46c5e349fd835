"""What the tests of the clients name."""

from __future__ import annotations

LIMIT = 10


class Boom(Exception):
    """What goes wrong in the application."""


class Pool:
    """Opened and closed by the container."""

    def __init__(self) -> None:
        self.closed = False
