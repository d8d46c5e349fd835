"""W11: over sockets, and among processes that share a server."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.integration.fastapi.answering import Calls, keeping
from tests.servers import Valkey, run_app, run_valkey
from wireworks.cache import CacheManager
from wireworks.fastapi import cached_response

PROCESS = str(Path(__file__).with_name("answering_process.py"))


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture(scope="module")
def fleet(valkey: Valkey) -> Iterator[list[str]]:
    """Start two processes, and give where they are."""
    started = [
        subprocess.Popen([sys.executable, PROCESS, valkey.url], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    try:
        urls = []
        for each in started:
            assert each.stdout is not None
            urls.append(f"http://127.0.0.1:{int(each.stdout.readline())}")
        yield urls
    finally:
        for each in started:
            each.terminate()
            each.communicate(timeout=20)


@pytest.mark.timeout(60)
def test_all_who_ask_two_processes_have_one_answer(fleet: list[str]) -> None:
    with ThreadPoolExecutor(20) as threads, httpx2.Client(timeout=20) as client:
        answers = list(threads.map(lambda number: client.get(f"{fleet[number % 2]}/made/emma"), range(20)))
        assert {answer.text[:8] for answer in answers} == {'"emma 1 '}
        assert len({answer.headers["etag"] for answer in answers}) == 1
        known = {"if-none-match": answers[0].headers["etag"]}
        assert [client.get(f"{url}/made/emma", headers=known).status_code for url in fleet] == [304, 304]


@pytest.mark.timeout(60)
def test_what_one_process_invalidates_is_gone_in_the_other(fleet: list[str]) -> None:
    with httpx2.Client(timeout=20) as client:
        assert [client.get(f"{url}/made/ada").text[:7] for url in fleet * 2] == ['"ada 1 '] * 4
        client.post(f"{fleet[0]}/forget/ada")
        assert client.get(f"{fleet[0]}/made/ada").text[:7] == '"ada 2 '
        assert client.get(f"{fleet[1]}/made/ada").text[:7] == '"ada 2 '


@pytest.mark.timeout(60)
def test_a_server_that_is_away_keeps_no_endpoint_from_answering() -> None:
    calls = Calls()
    with run_valkey() as valkey:
        manager = CacheManager()
        manager.init(valkey.url)
        app = keeping(manager=manager)
        app.get("/")(cached_response()(calls.next))
        with run_app(app) as url, httpx2.Client(base_url=url, timeout=20) as client:
            assert [client.get("/").json() for _ in range(2)] == [1, 1]
            valkey.kill()
            # What is in memory is no longer given once it is known that changes are not heard of.
            until = time.monotonic() + 10
            while (answer := client.get("/")).json() == 1:
                assert time.monotonic() < until
            assert answer.status_code == 200


def test_over_a_socket_a_head_and_a_304_have_no_body() -> None:
    app, calls = keeping(), Calls()
    app.api_route("/", methods=["GET", "HEAD"])(cached_response()(calls.next))
    with run_app(app) as url, httpx2.Client(base_url=url, timeout=20) as client:
        got = client.get("/")
        head = client.head("/")
        known = client.get("/", headers={"if-none-match": got.headers["etag"]})
        again = client.get("/")
    assert (head.content, head.headers["content-length"]) == (b"", got.headers["content-length"])
    assert (known.status_code, known.content, again.json()) == (304, b"", 1)


def test_three_hundred_requests_call_the_endpoint_once() -> None:
    app, calls = keeping(), Calls()
    app.get("/")(cached_response()(calls.next))
    with run_app(app) as url, httpx2.Client(base_url=url, timeout=20) as client, ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(client.get, ["/"] * 300))
    assert {answer.json() for answer in answers} == {1}
