"""What the tests of the FastAPI integration share: a unit of work that tells how it ended, and an app that has it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wireworks import ServiceContainer, ServiceError, ServiceGraphError
from wireworks.fastapi import setup


class Session:
    """A unit of work: what an endpoint writes is stored if its scope ends well."""


class Journal:
    """What happened, in order; `ended` is set when a unit of work has ended."""

    def __init__(self) -> None:
        self.entries: list[object] = []
        self.ended = threading.Event()

    def note(self, entry: object) -> None:
        self.entries.append(entry)

    def get(self) -> Journal:
        return self

    async def session(self) -> AsyncIterator[Session]:
        """Make a unit of work that notes its outcome: "commit", or the exception it was rolled back for."""
        try:
            yield Session()
        except BaseException as error:
            self.note(error)
            raise
        else:
            self.note("commit")
        finally:
            self.ended.set()

    def blocking_session(self) -> Iterator[Session]:
        """Make one without a loop."""
        try:
            yield Session()
        except BaseException as error:
            self.note(error)
            raise
        else:
            self.note("commit")


class Refused(Exception):
    """The database refuses a commit."""


async def refused_session() -> AsyncIterator[Session]:
    """Make a unit of work whose commit fails."""
    yield Session()
    raise Refused


def wired(
    *things: object,
    container: ServiceContainer | None = None,
    close_scope: Literal["before_response", "after_response"] = "before_response",
) -> FastAPI:
    """Return an app set up with a container; each of `things` is a factory of something scoped."""
    app = FastAPI()
    container = ServiceContainer() if container is None else container
    for thing in things:
        container.add_scoped(thing)
    setup(app, container, close_scope=close_scope)
    return app


@contextmanager
def client_of(app: ASGIApp) -> Iterator[TestClient]:
    """Start the app and give a client to which an unhandled exception is a 500, as it is over a socket."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def problems_of(app: FastAPI) -> list[ServiceError]:
    """Start the app, which must not work, and return what is wrong."""
    with pytest.raises(ServiceGraphError) as caught:
        with TestClient(app):
            raise AssertionError
    return list(caught.value.exceptions)


def noting(app: ASGIApp, journal: Journal) -> ASGIApp:
    """Return an app that notes which messages leave `app`."""

    async def outside(scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            if message["type"].startswith("http"):
                journal.note(message["type"])
            await send(message)

        await app(scope, receive, noted)

    return outside
