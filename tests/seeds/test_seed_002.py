"""Seed 002: dependencies, background tasks and OpenAPI under a real uvicorn, on an app that a container serves.

The examples are kept as they were written, in `seed_002_*.py`, each below the names that it takes as given.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx2

from tests.seeds.fresh_002 import fresh
from tests.servers import run_app


@contextmanager
def served(example: Any) -> Iterator[httpx2.Client]:
    with run_app(example.app) as url, httpx2.Client(base_url=url, timeout=20) as client:
        yield client


def test_profile_comes_through_all_layers() -> None:
    """W1."""
    with served(fresh("layered")) as client:
        answer = client.get("/profile", headers={"Authorization": "Bearer token-of-1"})

    assert (answer.status_code, answer.json()) == (200, {"id": 1, "name": "Ada"})


def test_profile_needs_a_token() -> None:
    with served(fresh("layered")) as client:
        answer = client.get("/profile")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_each_request_has_a_session_of_its_own_that_is_closed_after_it() -> None:
    """W2: many at once, each with the user of its own token; an outcome of 404 closes the session as well."""
    example = fresh("layered")
    database = example.container.get(example.Database)
    users = [1, 2, 3] * 10

    with served(example) as client, ThreadPoolExecutor(8) as threads:
        headers = [{"Authorization": f"Bearer token-of-{user}"} for user in users]
        answers = list(threads.map(lambda header: client.get("/profile", headers=header), headers))

    assert [answer.json().get("name") for answer in answers] == ["Ada", "Grace", None] * 10
    assert [answer.status_code for answer in answers] == [200, 200, 404] * 10
    assert sorted(session.asked for session in database.sessions) == [[1]] * 10 + [[2]] * 10 + [[3]] * 10
    assert not any(session.is_open for session in database.sessions)


def test_each_response_tells_the_id_that_its_request_had() -> None:
    """W2: many at once; the services of a request see the same id."""
    with served(fresh("request_id")) as client, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(client.get, ["/audit"] * 30))

    ids = [answer.headers["X-Request-ID"] for answer in answers]
    assert [answer.json() for answer in answers] == ids
    assert len(set(ids)) == 30
    assert {UUID(each).version for each in ids} == {4}


def test_response_of_the_framework_has_a_request_id_too() -> None:
    with served(fresh("request_id")) as client:
        answer = client.get("/nowhere")

    assert (answer.status_code, UUID(answer.headers["X-Request-ID"]).version) == (404, 4)


def test_mail_is_sent_after_the_response() -> None:
    """The response is there while the mail is still held up."""
    example = fresh("background")
    mail = example.email_service

    with served(example) as client:
        answer = client.post("/register", json={"email": "ada@example.com", "password": "secret"})
        assert mail.taken.wait(20)
        assert mail.sent == []
        mail.post_office_opens.set()
        assert mail.done.wait(20)

    assert (answer.status_code, answer.json()) == (200, {"id": 1, "email": "ada@example.com"})
    assert mail.sent == [("ada@example.com", "Welcome to our service!")]


def test_invalid_user_is_refused_and_gets_no_mail() -> None:
    example = fresh("background")
    with served(example) as client:
        assert client.post("/register", json={"email": "ada@example.com"}).status_code == 422

    assert example.user_service.users == []
    assert not example.email_service.taken.is_set()


def test_openapi_document_tells_the_security_scheme_and_no_injected_parameter() -> None:
    """W1."""
    with served(fresh("openapi")) as client:
        document, again = (client.get("/openapi.json").json() for _ in range(2))
        added = client.post("/items", json={"name": "lamp"})

    assert document == again
    assert document["info"] == {"title": "Secure API", "version": "1.0.0"}
    assert document["components"]["securitySchemes"] == {
        "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    assert "Item" in document["components"]["schemas"]
    assert "stock" not in str(document)
    assert added.json() == [{"name": "lamp"}]
