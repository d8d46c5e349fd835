"""W12: rooms of two processes on one server, which dies and comes back, as they do."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.integration.realtime.sockets import LIMIT, joined, until
from tests.servers import Valkey, run_valkey

SERVER = str(Path(__file__).with_name("server.py"))


class Process:
    """A process that serves rooms."""

    def __init__(self, valkey: Valkey) -> None:
        self._process = subprocess.Popen([sys.executable, SERVER, valkey.url], stdout=subprocess.PIPE, text=True)

    def wait(self) -> None:
        """Wait until it serves."""
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        self.url = f"ws://127.0.0.1:{port}/ws"
        self._http = f"http://127.0.0.1:{port}"
        until(lambda: self.ask("/connected") is True)

    def ask(self, path: str) -> object:
        """Ask it something, and read the answer."""
        with urllib.request.urlopen(self._http + path, timeout=LIMIT) as answer:
            return json.load(answer)

    def kill(self) -> None:
        """End it as a crash does."""
        self._process.kill()

    def end(self) -> None:
        """End it as a deployment does."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(LIMIT)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@contextmanager
def fleet(valkey: Valkey) -> Iterator[tuple[Process, Process]]:
    """Start two processes."""
    with ExitStack() as stack:
        one, other = Process(valkey), Process(valkey)
        stack.callback(one.end)
        stack.callback(other.end)
        one.wait()
        other.wait()
        yield one, other


def test_rooms_reach_from_process_to_process_and_survive_the_death_of_their_server(valkey: Valkey) -> None:
    with fleet(valkey) as (one, other), joined(one.url, "lobby?user=ada") as ada:
        with joined(other.url, "lobby?user=bob") as bob, joined(other.url, "cellar") as stranger:
            for number in range(100):
                ada.send(f"{number}")
            ada.send(b"bytes")
            assert [bob.recv(LIMIT) for _ in range(101)] == [*(f"{number}" for number in range(100)), b"bytes"]
            bob.send("hello ä")
            assert ada.recv(LIMIT) == "hello ä"
            assert one.ask("/present/lobby") == other.ask("/present/lobby") == ["ada", "bob"]

            valkey.kill()
            until(lambda: not one.ask("/connected") and not other.ask("/connected"))
            assert one.ask("/present/lobby") == ["ada"]
            bob.send("nobody hears")
            valkey.start()
            until(lambda: one.ask("/connected") is True and other.ask("/connected") is True)

            bob.send("back again")
            assert ada.recv(LIMIT) == "back again"
            stranger.send("alone")
            until(lambda: one.ask("/present/lobby") == ["ada", "bob"])
            other.kill()
        until(lambda: one.ask("/present/lobby") == ["ada"])
