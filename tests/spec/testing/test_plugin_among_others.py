"""W13: what the plugin of pytest asks of a project, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

import wireworks.testing
from tests.spec.testing.project import Run


def test_async_client_says_what_a_test_without_an_event_loop_lacks(run: Run) -> None:
    said = run("def test(async_client): ...")

    said.assert_outcomes(errors=1)
    said.stdout.fnmatch_lines(
        ["*`async_client` was asked for by a test that has no event loop.", "*pytest.mark.anyio*"]
    )


def test_async_client_says_that_it_knows_asyncio_alone(run: Run) -> None:
    said = run("""
        import pytest

        @pytest.fixture
        def anyio_backend_name():
            return "trio"

        @pytest.mark.anyio
        async def test(async_client): ...
    """)

    said.assert_outcomes(errors=1)
    said.stdout.fnmatch_lines(["*by a test that runs on trio*"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("client", ["*from the fixture `app`, and there is none.", "*Fix: write one in `conftest*"]),
        ("auth_headers", ["*from the fixture `auth_headers`, and there is none.", "*Fix: write one*"]),
    ],
)
def test_fixture_that_is_missing_is_asked_for(run: Run, pytester: pytest.Pytester, asked: str, said: list[str]) -> None:
    pytester.makeconftest("")
    told = run(f"def test({asked}): ...")

    told.assert_outcomes(errors=1)
    told.stdout.fnmatch_lines(said)


def test_app_without_a_container_is_told_so(run: Run) -> None:
    said = run("""
        import fastapi, pytest

        @pytest.fixture
        def app():
            return fastapi.FastAPI()

        def test(override): ...

        def test_serves_all_the_same(client):
            assert client.get("/").status_code == 404
    """)

    said.assert_outcomes(passed=1, errors=1)
    said.stdout.fnmatch_lines(["*asks for the container of the fixture `app`, which has none.*"])


def test_container_may_be_a_fixture_without_an_app_or_something_else_altogether(run: Run) -> None:
    run("""
        import pytest
        from shop import Fake, Mailer
        from wireworks import ServiceContainer

        class TestOfServices:
            @pytest.fixture
            def app(self):
                raise AssertionError

            @pytest.fixture
            def container(self):
                return ServiceContainer().add_singleton(Mailer)

            def test(self, override, container):
                override(Mailer, Fake())
                assert container.get(Mailer).name == "fake"

        class TestOfShips:
            @pytest.fixture
            def container(self):
                return "forty feet"

            def test(self, override, container, client):
                override(Mailer, Fake())
                assert client.get("/").json() == "fake nobody"
                assert container == "forty feet"
    """).assert_outcomes(passed=2)


def test_fixtures_of_the_project_and_of_other_plugins_win(run: Run, pytester: pytest.Pytester) -> None:
    """Such as `client` and `live_server` of pytest-django."""
    pytester.makepyfile(
        other="""
        import pytest

        @pytest.fixture
        def live_server():
            return "a server of another plugin"
        """
    )
    pytester.syspathinsert()

    run(
        """
        import pytest

        @pytest.fixture
        def client():
            return "mine"

        def test(client, live_server, auth_client):
            assert (client, live_server) == ("mine", "a server of another plugin")
            assert auth_client.get("/").json() == "real ada"
        """,
        "-p",
        "other",
    ).assert_outcomes(passed=1)


def test_plugin_loads_nothing_that_a_project_may_not_use() -> None:
    """W13: pytest starts as fast as without it."""
    heavy = "{'anyio', 'fastapi', 'httpx2', 'starlette', 'uvicorn', 'wireworks.adapters', 'wireworks._plan'}"
    program = f"import sys, wireworks.testing.plugin, wireworks.testing._fixtures; print({heavy} & {{*sys.modules}})"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


def test_package_lists_what_it_loads_when_it_is_named() -> None:
    assert set(wireworks.testing.__all__) <= set(dir(wireworks.testing))
    with pytest.raises(AttributeError, match="Nothing"):
        _ = wireworks.testing.Nothing
