"""W1: `Injected[T]` in endpoints and in what they depend on, wherever their routes come from."""

import asyncio
from typing import Annotated, Any, TypeAlias

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from tests.integration.fastapi.parts import client_of, wired
from wireworks import AsyncFactory, Factory, Inject, Injected, ServiceContainer, ServiceError
from wireworks.errors import ServiceParameterError


class Greeter:
    def __init__(self, word: str = "hello") -> None:
        self.word = word


class Counter: ...


AGreeter: TypeAlias = Injected[Greeter]
Replica: TypeAlias = Annotated[Greeter, Inject(qualifier="replica")]


REPLICA: Any = Inject(qualifier="replica")


def greeting() -> ServiceContainer:
    container = ServiceContainer().add_singleton(Greeter)
    return container.add_singleton(Greeter, friendly, qualifier="replica")


def friendly() -> Greeter:
    return Greeter("hi")


def word_of(path: str, app: FastAPI) -> object:
    with client_of(app) as client:
        response = client.get(path)
        assert response.status_code == 200, response.text
        return response.json()


def test_an_async_endpoint_gets_its_services() -> None:
    """W1."""
    app = wired(container=greeting())

    @app.get("/")
    async def greet(greeter: Injected[Greeter], replica: Replica, by_alias: AGreeter) -> list[str]:
        return [greeter.word, replica.word, by_alias.word]

    assert word_of("/", app) == ["hello", "hi", "hello"]


def test_a_sync_endpoint_gets_its_services() -> None:
    """W1."""
    app = wired(container=greeting())

    @app.get("/")
    def greet(greeter: Injected[Greeter]) -> str:
        return greeter.word

    assert word_of("/", app) == "hello"


def test_a_sync_endpoint_may_have_what_only_await_can_make() -> None:
    """W1, W6: FastAPI awaits before it calls the endpoint, so this works and is not refused at start-up."""

    async def make() -> Greeter:
        await asyncio.sleep(0)
        return Greeter("slowly")

    app = wired(make)

    @app.get("/")
    def greet(greeter: Injected[Greeter]) -> str:
        return greeter.word

    assert word_of("/", app) == "slowly"


def test_functions_and_classes_given_to_depends_get_their_services() -> None:
    """W1."""
    app = wired(container=greeting())

    def sync_word(greeter: Injected[Greeter]) -> str:
        return greeter.word

    async def async_word(replica: Replica) -> str:
        return replica.word

    class Page:
        def __init__(self, greeter: Injected[Greeter], size: int = 10) -> None:
            self.words = [greeter.word] * size

    @app.get("/")
    async def greet(
        first: Annotated[str, Depends(sync_word)],
        second: Annotated[str, Depends(async_word)],
        page: Annotated[Page, Depends()],
    ) -> list[str]:
        return [first, second, *page.words]

    assert word_of("/?size=1", app) == ["hello", "hi", "hello"]


def test_a_generator_given_to_depends_gets_its_services() -> None:
    """W1: also with the scope of the function alone, which ends before the request's."""
    app = wired(container=greeting())

    async def word(greeter: Injected[Greeter]):
        yield greeter.word

    @app.get("/")
    async def greet(
        first: Annotated[str, Depends(word)], second: Annotated[str, Depends(word, scope="function")]
    ) -> list[str]:
        return [first, second]

    assert word_of("/", app) == ["hello", "hello"]


def test_the_marker_works_as_a_default_value_too() -> None:
    """W1."""
    app = wired(container=greeting())

    @app.get("/")
    async def greet(greeter: Greeter = REPLICA) -> str:
        return greeter.word

    assert word_of("/", app) == "hi"


@pytest.mark.parametrize(("registered", "expected"), [(True, "hello"), (False, None)])
def test_a_service_that_may_be_missing_is_none_when_it_is(registered, expected) -> None:
    """W1, L6."""
    app = wired(container=greeting() if registered else ServiceContainer())

    @app.get("/")
    async def greet(greeter: Injected[Greeter | None] = None) -> str | None:
        return None if greeter is None else greeter.word

    assert word_of("/", app) == expected


def test_a_factory_of_a_service_can_be_injected() -> None:
    """W1, L15: what it makes belongs to the request."""

    async def later() -> Counter:
        return Counter()

    def make(word: str) -> Greeter:
        return Greeter(word)

    app = wired(later, container=ServiceContainer().add_transient(make))

    @app.get("/")
    async def greet(
        new: Injected[Factory[Greeter]], counter: Injected[Counter], again: Injected[AsyncFactory[Counter]]
    ) -> list[object]:
        return [new(word="hey").word, await again() is counter]

    assert word_of("/", app) == ["hey", True]


def test_the_lifetime_decides_what_a_request_shares_and_not_fastapis_cache() -> None:
    """W1: FastAPI would give the first transient twice."""

    def transient() -> Greeter:
        return Greeter()

    app = wired(Counter, container=ServiceContainer().add_transient(transient))

    @app.get("/")
    async def same(
        one: Injected[Counter], two: Injected[Counter], first: Injected[Greeter], second: Injected[Greeter]
    ) -> list[bool]:
        return [one is two, first is second]

    assert word_of("/", app) == [True, False]


def test_an_override_of_a_dependency_may_ask_for_services_itself() -> None:
    """W1: FastAPI reads the override's parameters in each request."""
    app = wired(container=greeting())

    async def original() -> str:
        raise AssertionError

    async def stand_in(replica: Replica) -> str:
        return replica.word

    @app.get("/")
    async def greet(word: Annotated[str, Depends(original)]) -> str:
        return word

    app.dependency_overrides[original] = stand_in
    assert word_of("/", app) == "hi"


def test_injected_parameters_never_appear_in_openapi() -> None:
    """W1."""
    app = wired(container=greeting())

    def dependency(greeter: Injected[Greeter], page: int = 1) -> int:
        return page

    @app.post("/items/{item}")
    async def create(
        item: int,
        greeter: Injected[Greeter],
        text: Injected[Greeter | None],
        page: Annotated[int, Depends(dependency)],
        q: str = "",
    ) -> None: ...

    operation = app.openapi()["paths"]["/items/{item}"]["post"]
    assert [each["name"] for each in operation["parameters"]] == ["item", "q", "page"]
    assert "requestBody" not in operation
    assert "Greeter" not in str(app.openapi())


def test_an_injected_parameter_cannot_be_sent_by_a_client() -> None:
    """W1: not even where its type is one that FastAPI would read from the request."""
    app = wired(container=ServiceContainer().add_instance(str, "ours"))

    @app.post("/")
    async def echo(text: Injected[str]) -> str:
        return text

    with client_of(app) as client:
        assert client.post("/?text=theirs", json="theirs", headers={"text": "theirs"}).json() == "ours"


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_an_app_that_was_not_set_up_says_so_instead_of_passing_the_marker(kind) -> None:
    """W1."""
    app = FastAPI()
    calls: list[object] = []

    async def greet(greeter: Injected[Greeter]) -> None:
        calls.append(greeter)

    def greet_in_a_thread(greeter: Injected[Greeter]) -> None:
        calls.append(greeter)

    app.get("/greeting")(greet if kind == "async" else greet_in_a_thread)
    with pytest.raises(
        ServiceError, match=r"`Greeter` cannot be injected for `/greeting`.*\n.*setup\(app, container\)"
    ):
        TestClient(app).get("/greeting")
    assert calls == []


def test_an_annotation_that_names_nothing_is_refused_where_it_stands() -> None:
    """W1: FastAPI does not evaluate a string inside the brackets."""
    with pytest.raises(ServiceParameterError, match="does not name a service"):

        @FastAPI().get("/")
        async def greet(greeter: Injected["Unknown"]) -> None:  # noqa: F821
            ...


def test_an_annotation_without_a_hash_is_refused_where_it_stands() -> None:
    """W1, L8."""
    with pytest.raises(ServiceParameterError, match="does not name a service"):

        @FastAPI().get("/")
        async def greet(greeter: Annotated[Greeter, Inject(qualifier=[])]) -> None:  # type: ignore[arg-type]
            ...
