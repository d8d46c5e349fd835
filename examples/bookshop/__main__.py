"""Open the shop, show visitors around, and stay open; with ``TOUR=1`` close after the tour."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress

import httpx2
import uvicorn

from examples.bookshop.app import create_app, create_container
from examples.bookshop.guide import Guide
from examples.bookshop.journal import Journal
from examples.bookshop.tour import closing_time, show_around
from wireworks import ServiceContainer
from wireworks.fastapi import Stopping


class ServerLog(logging.Handler):
    """Write what the web server and the tasks complain about into the journal."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self._journal.note(f"logged {type(error).__name__}: {error}" if error else f"logged {record.getMessage()}")


@contextmanager
def errors_in(journal: Journal) -> Generator[None]:
    logs = [logging.getLogger(name) for name in ("uvicorn.error", "wireworks.tasks")]
    handler = ServerLog(journal)
    for log in logs:
        log.addHandler(handler)
        log.propagate = False
    try:
        yield
    finally:
        for log in logs:
            log.propagate = True
            log.removeHandler(handler)


async def serve(server: uvicorn.Server, listener: socket.socket) -> None:
    with suppress(SystemExit):  # how uvicorn says that the application did not start
        await server.serve(sockets=[listener])


async def open_shop(container: ServiceContainer, *, stay: bool) -> bool:
    """Serve the shop and show around in it; say whether all that was promised was true.

    Args:
        container: the services of the shop; closed at the end.
        stay: stay open after the tour, until Ctrl-C.
    """
    journal = container.get(Journal)
    config = uvicorn.Config(create_app(container), log_config=None, log_level="error", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    with errors_in(journal), socket.create_server(("127.0.0.1", int(os.environ.get("PORT", "0")))) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        print(f"A tour of the bookshop at {url}")
        serving = asyncio.create_task(serve(server, listener))
        async with httpx2.AsyncClient(base_url=url) as client:
            guide = Guide(client, container)
            touring = asyncio.create_task(show_around(guide))
            await asyncio.wait({serving, touring}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            touring.cancel()
            print("The shop did not stay open.", *journal.lines, sep="\n")
            return False
        await touring
        if stay:
            print(f"\nLook around at {url} (Ctrl-C closes the shop).", flush=True)
        if not stay:
            # Signals are heard without that; here nobody sends one.
            container.get(Stopping).stop()
            server.should_exit = True
        try:
            await serving
        finally:
            closing_time(guide)
    return guide.failures == 0


if __name__ == "__main__":
    try:
        sys.exit(0 if asyncio.run(open_shop(create_container(Journal()), stay=os.environ.get("TOUR") != "1")) else 1)
    except KeyboardInterrupt:
        sys.exit(0)
