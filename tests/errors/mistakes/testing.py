"""Fixtures of the pytest plugin, and what they ask of a project (W13)."""

from types import SimpleNamespace

from fastapi import FastAPI

from wireworks.testing import RunningApp, _fixtures


def when_a_client_is_asked_of_an_app_that_is_not_running() -> object:
    return RunningApp(FastAPI()).client()


def when_a_fixture_asks_for_the_app_and_there_is_none() -> object:
    return _fixtures.app.__wrapped__()


def when_a_fixture_asks_for_headers_and_there_are_none() -> object:
    return _fixtures.auth_headers.__wrapped__()


def when_a_fixture_asks_for_the_container_of_an_app_without_one() -> object:
    return _fixtures.container.__wrapped__(FastAPI())


def when_a_sync_test_asks_for_an_async_client() -> object:
    plugins = SimpleNamespace(hasplugin=lambda _: False)
    request = SimpleNamespace(fixturenames=[], config=SimpleNamespace(pluginmanager=plugins))
    return _fixtures.async_client.__wrapped__(request, FastAPI())


def when_a_test_on_trio_asks_for_an_async_client() -> object:
    request = SimpleNamespace(fixturenames=["anyio_backend"], getfixturevalue=lambda _: "trio")
    return _fixtures.async_client.__wrapped__(request, FastAPI())
