"""W14: what the bookshop answers is what its OpenAPI document says; schemathesis asks, on a real socket."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import uvicorn

from examples.bookshop.app import create_app, create_container
from examples.bookshop.journal import Journal

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.once, pytest.mark.timeout(180)]


@pytest.fixture
def url(tmp_path):
    server = uvicorn.Server(
        uvicorn.Config(create_app(create_container(Journal())), port=0, log_config=None, log_level="critical")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    (listener,) = server.servers[0].sockets
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


def test_nothing_is_found_that_the_document_does_not_say(url, tmp_path):
    """Every operation but the endless one: by the bounds of its parameters and by chance, well and badly asked."""
    program = Path(sys.executable).with_name("schemathesis")
    how = ["--header=X-User: ada", "--exclude-path=/sales", "--max-examples=10", "--seed=1", "--no-color"]
    found = subprocess.run(
        [program, "run", f"{url}/openapi.json", *how],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )

    assert found.returncode == 0, found.stdout + found.stderr
    assert "Operations:       8 selected / 9 total" in found.stdout
