"""Seed 002: the broadcast over WebSockets under a real uvicorn, with real clients."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.seeds.fresh_002 import fresh
from tests.servers import run_app

LIMIT = 20


@pytest.fixture
def example() -> Any:
    return fresh("websocket")


@pytest.fixture
def url(example: Any) -> Iterator[str]:
    with run_app(example.app) as url:
        yield url.replace("http", "ws", 1) + "/ws"


def say(speaker: ClientConnection, text: str, *listeners: ClientConnection) -> list[object]:
    """Let one say something, and tell what each listener hears next."""
    speaker.send(text)
    return [listener.recv(LIMIT) for listener in listeners]


def test_message_reaches_both_sockets(url: str) -> None:
    """Who has heard itself is among those who hear; before that its connection may still be coming about."""
    with connect(url) as one:
        assert say(one, "I am one", one) == ["Message: I am one"]
        with connect(url) as other:
            assert say(other, "I am the other", one, other) == ["Message: I am the other"] * 2
            assert say(one, "hello", one, other) == ["Message: hello"] * 2


def test_one_who_left_is_forgotten_and_the_other_goes_on(example: Any, url: str) -> None:
    forgotten, forget = threading.Event(), example.manager.disconnect

    def disconnect(websocket: object) -> None:
        forget(websocket)
        forgotten.set()

    example.manager.disconnect = disconnect
    with connect(url) as one:
        say(one, "first", one)
        with connect(url) as other:
            say(other, "second", one, other)
            assert len(example.manager.connections) == 2
        assert forgotten.wait(LIMIT)

        assert say(one, "alone", one) == ["Message: alone"]
        assert len(example.manager.connections) == 1


def test_nobody_is_left_when_all_have_gone(example: Any) -> None:
    with run_app(example.app) as url:
        for text in ("one", "another"):
            with connect(url.replace("http", "ws", 1) + "/ws") as client:
                assert say(client, text, client) == [f"Message: {text}"]

    assert example.manager.connections == []
