"""W14: what the bookshop answers is what its OpenAPI document says; schemathesis asks, on a real socket."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from examples.bookshop.app import create_app, create_container
from examples.bookshop.journal import Journal
from wireworks.testing import LiveServer

pytestmark = [pytest.mark.once, pytest.mark.timeout(180)]


@pytest.fixture
def url():
    with LiveServer(create_app(create_container(Journal()))) as server:
        yield server.url


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
