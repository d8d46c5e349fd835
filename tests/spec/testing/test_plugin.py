"""W7, W13: what the plugin of pytest gives to a project that has a fixture `app`."""

from __future__ import annotations

import pytest

from tests.spec.testing.project import Run


def test_sync_tests_have_clients_servers_and_overrides(run: Run) -> None:
    run("""
        import httpx2
        from shop import Fake, Mailer

        def test_clients_are_apart(client, auth_client):
            assert auth_client.get("/").json() == "real ada"
            assert client.get("/").json() == "real nobody"

        def test_override(client, live_server, override):
            assert override(Mailer, Fake()).name == "fake"
            assert client.get("/").json() == "fake nobody"
            with client.websocket_connect("/socket") as socket:
                assert socket.receive_text() == "fake"
            assert httpx2.get(live_server.url).json() == "fake nobody"

        def test_container(client, container, override):
            assert container.get(Mailer).name == "real"
            with container.override(Mailer, Fake("other")):
                assert client.get("/").json() == "other nobody"

        def test_nothing_is_left(client):
            assert client.get("/").json() == "real nobody"
    """).assert_outcomes(passed=4)


def test_override_of_a_failing_test_is_undone(run: Run) -> None:
    """The naive test clears `dependency_overrides` in its last line, which a failure never reaches."""
    run("""
        from shop import Fake, Mailer

        def test_fails(client, override):
            override(Mailer, Fake())
            assert client.get("/").json() == "real nobody"

        def test_is_not_harmed(client):
            assert client.get("/").json() == "real nobody"
    """).assert_outcomes(passed=1, failed=1)


ASYNC_TESTS = """
    import pytest, shop
    from shop import Fake, Mailer

    @pytest.fixture
    def mailer(async_client, override):
        return override(Mailer, Fake())

    @pytest.mark.{library}
    async def test_override_of_a_fixture_that_comes_after_the_client(async_client, mailer):
        assert (await async_client.get("/")).json() == "fake nobody"

    @pytest.mark.{library}
    async def test_clients_are_apart(async_client, async_auth_client, override):
        assert (await async_auth_client.get("/")).json() == "real ada"
        override(Mailer, Fake())
        assert (await async_client.get("/")).json() == "fake nobody"

    @pytest.mark.{library}
    async def test_live_server(live_server, override):
        import anyio.to_thread, httpx2
        override(Mailer, Fake())
        assert (await anyio.to_thread.run_sync(httpx2.get, live_server.url)).json() == "fake nobody"

    @pytest.mark.{library}
    async def test_task_sees_the_fake_though_the_client_closes_first(async_client, override, container):
        override(Mailer, Fake())
        await async_client.post("/later")

    @pytest.mark.{library}
    async def test_nothing_is_left(async_client):
        assert (await async_client.get("/")).json() == "real nobody"
        assert shop.later == ["fake"]
"""


def test_async_tests_of_anyio_have_a_client(run: Run) -> None:
    run(ASYNC_TESTS.format(library="anyio")).assert_outcomes(passed=5)


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_async_tests_of_pytest_asyncio_have_a_client(run: Run, pytester: pytest.Pytester, mode: str) -> None:
    pytest.importorskip("pytest_asyncio")
    pytester.makeini(f"[pytest]\nasyncio_mode = {mode}\nasyncio_default_fixture_loop_scope = function")

    run(ASYNC_TESTS.format(library="asyncio"), asyncio=True).assert_outcomes(passed=5)


@pytest.mark.parametrize(("scope", "starts"), [("function", 3), ("module", 1)])
def test_setting_says_how_long_one_run_of_the_app_serves(run: Run, scope: str, starts: int) -> None:
    """Whatever it is, clients, servers and overrides are those of one test."""
    run(
        f"""
        import pytest, shop
        from shop import Fake, Mailer

        @pytest.fixture(scope="{scope}")
        def app():
            return shop.app

        @pytest.mark.parametrize("name", "abc")
        def test_starts(client, live_server, override, name):
            override(Mailer, Fake(name))
            assert client.headers.setdefault("Authorization", name) == name
            assert client.get("/").json() == f"{{name}} {{name}}"
            assert live_server.client(headers={{"Authorization": "x"}}).get("/").json() == f"{{name}} x"

        def test_count():
            assert len(shop.starts) == {starts}
        """,
        "-o",
        f"wireworks_app_scope={scope}",
    ).assert_outcomes(passed=4)


def test_app_may_have_parameters(run: Run) -> None:
    run("""
        import pytest
        from fastapi import FastAPI

        @pytest.fixture(params=["one", "two"])
        def app(request):
            return FastAPI(title=request.param)

        def test_sync(client, app):
            assert client.get("/openapi.json").json()["info"]["title"] == app.title

        @pytest.mark.anyio
        async def test_async(async_client, app):
            assert (await async_client.get("/openapi.json")).json()["info"]["title"] == app.title
    """).assert_outcomes(passed=4)
