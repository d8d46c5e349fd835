"""W1 where annotations are strings, as in every module that says so at its top."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from tests.integration.fastapi.parts import client_of, wired
from wireworks import Inject, Injected, ServiceContainer


class Greeter:
    word = "hello"


class Friendly(Greeter):
    word = "hi"


def sync_word(greeter: Injected[Greeter]) -> str:
    return greeter.word


async def async_word(greeter: Annotated[Greeter, Inject(qualifier="friendly")]) -> str:
    return greeter.word


async def greet(
    greeter: Injected[Greeter], first: Annotated[str, Depends(sync_word)], second: Annotated[str, Depends(async_word)]
) -> list[str]:
    return [greeter.word, first, second]


def test_annotations_that_are_strings_work_in_endpoints_and_dependencies() -> None:
    """W1."""
    container = ServiceContainer().add_singleton(Greeter).add_singleton(Greeter, Friendly, qualifier="friendly")
    app = wired(container=container)
    app.get("/")(greet)
    with client_of(app) as client:
        assert client.get("/").json() == ["hello", "hello", "hi"]
