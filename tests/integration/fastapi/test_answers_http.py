"""W11: what HTTP says of answers that are kept; RFC 9110 and 9111."""

import time
from typing import Annotated

import httpx2
import pytest
from fastapi import Header, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from tests.integration.fastapi.answering import Calls, keeping
from tests.integration.fastapi.parts import client_of
from wireworks.fastapi import cached_response

STORED = "wireworks; fwd=miss; stored"


def statuses(answers: list[httpx2.Response]) -> list[str]:
    return [answer.headers["cache-status"] for answer in answers]


def test_the_same_bytes_have_the_same_strong_etag_whoever_made_them() -> None:
    def etag(body: str) -> str:
        app = keeping()
        app.get("/")(cached_response()(lambda: body))
        with client_of(app) as client:
            return client.get("/").headers["etag"]

    assert etag("Emma") == etag("Emma") != etag("Persuasion")
    assert etag("Emma").startswith('"')


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ("*", 304),
        ('"other", W/"x,y", {} , "more"', 304),
        ('"other"', 200),
        ('W/"other"', 200),
        ("", 200),
    ],
)
def test_who_has_it_already_gets_a_304(if_none_match: str, status: int) -> None:
    """RFC 9110, 13.1.2: a list, compared weakly, or a star; and from the one who made it too."""
    app = keeping()

    @app.get("/")
    @cached_response(vary=("X-Mood",))
    async def greet(response: Response) -> str:
        response.headers["x-more"] = "more"
        return "hello"

    with client_of(app) as client:
        etag = client.get("/").headers["etag"]
        for mood in ("", "new"):
            headers = {"if-none-match": if_none_match.format(etag), **({"x-mood": mood} if mood else {})}
            answer = client.get("/", headers=headers)
            assert answer.status_code == status
            assert (answer.headers["etag"], answer.headers["vary"]) == (etag, "X-Mood")
            assert answer.headers["cache-control"] == "max-age=300"
            if status == 304:
                assert answer.content == b""
                assert not {"content-length", "content-type", "x-more"} & set(answer.headers)


def test_an_etag_of_the_endpoints_own_stays() -> None:
    app = keeping()

    @app.get("/")
    @cached_response()
    async def greet() -> Response:
        return PlainTextResponse("hello", headers={"ETag": 'W/"7"'})

    with client_of(app) as client:
        assert [client.get("/").headers.get_list("etag") for _ in range(2)] == [['W/"7"']] * 2
        assert client.get("/", headers={"if-none-match": '"7"'}).status_code == 304


def test_a_head_is_answered_with_what_a_get_left_and_leaves_nothing() -> None:
    app, calls = keeping(), Calls()

    @app.api_route("/", methods=["GET", "HEAD"])
    @cached_response(vary=())
    async def greet(request: Request) -> Response:
        calls.next()
        return PlainTextResponse("hello" if request.method == "GET" else "", headers={"x-own": "1"})

    with client_of(app) as client:
        assert client.head("/").headers["cache-status"] == "wireworks; fwd=miss; detail=method"
        got = client.get("/")
        head = client.head("/")
        assert client.head("/", headers={"if-none-match": got.headers["etag"]}).status_code == 304
    assert got.text == "hello"
    assert (head.content, head.headers["content-length"], head.headers["etag"]) == (b"", "5", got.headers["etag"])
    assert len(calls) == 2


def test_vary_has_what_is_declared_named_and_said() -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response(vary=("X-Tenant", "Accept"))
    async def greet(response: Response, accept_language: Annotated[str, Header()] = "en") -> str:
        response.headers["Vary"] = "accept"
        return f"{accept_language} {calls.next()}"

    def ask(client: TestClient, **headers: str) -> httpx2.Response:
        return client.get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})

    with client_of(app) as client:
        french = [ask(client, accept_language="fr") for _ in range(2)]
        german = [ask(client, accept_language="de") for _ in range(2)]
        tenant = [ask(client, accept_language="de", x_tenant="1") for _ in range(2)]
        empty = ask(client, accept_language="de", x_tenant="")
    assert [each.json() for each in (*french, *german, *tenant, empty)] == [
        *["fr 1"] * 2,
        *["de 2"] * 2,
        *["de 3"] * 2,
        "de 4",
    ]
    assert {each.headers["vary"] for each in (*french, *german)} == {"accept, Accept-Language, X-Tenant"}


@pytest.mark.parametrize("vary", ["*", "X-Mood", "Accept, X-Mood"])
def test_what_varies_by_more_than_is_named_is_not_kept(vary: str) -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response(vary=("Accept",))
    async def greet(response: Response) -> int:
        response.headers["Vary"] = vary
        return calls.next()

    with client_of(app) as client:
        answers = [client.get("/") for _ in range(2)]
    assert [each.json() for each in answers] == [1, 2]
    assert statuses(answers) == ["wireworks; fwd=miss; detail=vary", "wireworks; fwd=miss; detail=passed"]
    assert answers[0].headers["vary"] == vary


@pytest.mark.parametrize(
    "control", ["no-store", "private, max-age=60", 'No-Cache="set-cookie"', "max-age=0", "s-maxage=x"]
)
def test_what_says_that_it_is_not_to_be_kept_is_not(control: str) -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response()
    async def greet(response: Response) -> int:
        response.headers["Cache-Control"] = control
        return calls.next()

    with client_of(app) as client:
        answers = [client.get("/") for _ in range(2)]
    assert [each.json() for each in answers] == [1, 2]
    assert [each.headers["cache-control"] for each in answers] == [control] * 2


def test_how_long_an_answer_says_that_it_is_fresh_goes_before_ttl() -> None:
    """RFC 9111, 4.2.1: and `s-maxage` before `max-age`."""
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response(ttl=300)
    async def greet(response: Response) -> int:
        response.headers["Cache-Control"] = "public, max-age=600, s-maxage=1"
        return calls.next()

    with client_of(app) as client:
        assert [client.get("/").json() for _ in range(2)] == [1, 1]
        until = time.monotonic() + 5
        while (answer := client.get("/")).json() == 1:
            assert time.monotonic() < until
            time.sleep(0.05)
    assert answer.headers["cache-control"] == "public, max-age=600, s-maxage=1"


@pytest.mark.parametrize(
    ("terms", "control"),
    [
        ({"ttl": 60}, "max-age=60"),
        ({"ttl": 60, "max_age": 5}, "max-age=5"),
        ({"ttl": 60, "max_age": 0}, "no-cache"),
        ({"ttl": 60, "tags": ("page",)}, "no-cache"),
        ({"ttl": 60, "tags": lambda: ("page",), "max_age": 7.9}, "max-age=7"),
    ],
)
def test_what_clients_are_told(terms, control: str) -> None:
    """What can be invalidated must not lie in browsers, which no invalidation reaches."""
    app = keeping()
    app.get("/")(cached_response(**terms)(lambda: "page"))
    with client_of(app) as client:
        assert [client.get("/").headers["cache-control"] for _ in range(2)] == [control] * 2


def test_age_is_what_an_answer_has_been_kept_for(monkeypatch: pytest.MonkeyPatch) -> None:
    app = keeping()
    app.get("/")(cached_response()(lambda: "page"))
    with client_of(app) as client:
        made = client.get("/")
        now = time.time()
        monkeypatch.setattr("wireworks.fastapi._answer.time", lambda: now + 42)
        kept = client.get("/")
        monkeypatch.setattr("wireworks.fastapi._answer.time", lambda: now - 42)
        clock_of_another = client.get("/")
    assert "age" not in made.headers
    assert kept.headers["age"] in {"42", "41"}
    assert "age" not in clock_of_another.headers


def test_clients_cannot_bypass_what_is_kept() -> None:
    """Anybody could have the endpoint called as often as they like."""
    app, calls = keeping(), Calls()
    app.get("/")(cached_response()(calls.next))
    with client_of(app) as client:
        for control in ("no-cache", "no-store", "max-age=0"):
            assert client.get("/", headers={"cache-control": control, "pragma": "no-cache"}).json() == 1


def test_clients_are_obeyed_if_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    app, calls = keeping(), Calls()
    app.get("/")(cached_response(obey_clients=True)(calls.next))

    def ask(client: TestClient, control: str) -> object:
        return client.get("/", headers={"cache-control": control}).json()

    with client_of(app) as client:
        assert [ask(client, each) for each in ("", "max-age=60", "no-store", "")] == [1, 1, 2, 1]
        assert [ask(client, each) for each in ("no-cache", "")] == [3, 3]
        assert [ask(client, each) for each in ("max-age=0", "")] == [4, 4]
        now = time.time()
        monkeypatch.setattr("wireworks.fastapi._answer.time", lambda: now + 42)
        assert [ask(client, each) for each in ("max-age=60", "max-age=30")] == [4, 5]


def test_who_wants_what_is_kept_alone_gets_a_504_if_there_is_nothing() -> None:
    """RFC 9111, 5.2.1.7."""
    app, calls = keeping(), Calls()
    app.get("/")(cached_response()(calls.next))
    with client_of(app) as client:
        assert client.get("/", headers={"cache-control": "only-if-cached"}).status_code == 504
        client.get("/")
        assert client.get("/", headers={"cache-control": "only-if-cached"}).json() == 1
