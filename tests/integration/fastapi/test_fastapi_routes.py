"""W1: wherever the routes come from, and whatever is imported first."""

import subprocess
import sys

import pytest
from fastapi import APIRouter, FastAPI

from tests.integration.fastapi.parts import client_of, wired
from wireworks import Injected, ServiceContainer


class Greeter:
    def __init__(self, word: str = "hello") -> None:
        self.word = word


def greeting() -> ServiceContainer:
    return ServiceContainer().add_singleton(Greeter)


def friendly() -> Greeter:
    return Greeter("hi")


def test_routes_that_come_late_are_included_or_are_mounted_work_alike() -> None:
    """W1."""
    app = wired(container=greeting())
    router, inner, mounted = APIRouter(), APIRouter(), FastAPI()

    async def greet(greeter: Injected[Greeter]) -> str:
        return greeter.word

    router.include_router(inner, prefix="/inner")
    app.include_router(router, prefix="/included")
    app.mount("/mounted", mounted)
    with client_of(app) as client:
        inner.get("/late")(greet)
        mounted.get("/late")(greet)
        app.get("/late")(greet)
        paths = ["/late", "/included/inner/late", "/mounted/late"]
        assert [client.get(path).json() for path in paths] == ["hello"] * 3


def test_a_mounted_app_with_a_container_of_its_own_keeps_it() -> None:
    """W1: the innermost wins, also for what comes after in the same request."""
    app, mounted = wired(container=greeting()), wired(friendly)

    async def greet(greeter: Injected[Greeter]) -> str:
        return greeter.word

    mounted.get("/")(greet)
    app.get("/")(greet)
    app.mount("/mounted", mounted)
    with client_of(app) as client:
        assert [client.get("/mounted/").json(), client.get("/").json()] == ["hi", "hello"]


PROGRAMS = {
    "the core alone loads no framework": """
        import sys
        import wireworks
        from wireworks import Inject, Injected
        isinstance(Inject(), int)
        assert not {"fastapi", "starlette", "pydantic"} & set(sys.modules)
    """,
    "endpoints come before the integration is imported": """
        from wireworks import Injected, ServiceContainer
        Text = Injected[str]
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/")
        async def text(text: Text) -> str:
            return text
        from wireworks.fastapi import setup
        check(app, setup, ServiceContainer())
    """,
    "FastAPI comes first": """
        from fastapi import FastAPI
        from wireworks.fastapi import setup
        from wireworks import Injected, ServiceContainer
        app = FastAPI()
        @app.get("/")
        async def text(text: Injected[str]) -> str:
            return text
        check(app, setup, ServiceContainer())
    """,
}

CHECK = """
def check(app, setup, container):
    from fastapi.testclient import TestClient
    setup(app, container.add_instance(str, "ours"))
    with TestClient(app) as client:
        assert client.get("/").json() == "ours"
"""


@pytest.mark.parametrize("program", PROGRAMS)
def test_whatever_is_imported_first(program) -> None:
    """W1: in a process of its own, because what is imported stays imported."""
    lines = "\n".join(line[8:] for line in PROGRAMS[program].splitlines())
    done = subprocess.run(
        [sys.executable, "-c", CHECK + lines], capture_output=True, text=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stderr
