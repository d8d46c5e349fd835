"""L7: configuration values by name, from mappings, dataclasses and settings."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Literal, NewType

import pytest
from pydantic_settings import BaseSettings

from wireworks import Inject, Injected, ServiceContainer, service
from wireworks.errors import (
    ServiceGraphError,
    ServiceParameterError,
    ServiceRegistrationError,
    ServiceResolutionError,
)

Url = NewType("Url", str)


class Port(int): ...


class Engine:
    def __init__(self, url: Annotated[str, Inject(param="db.url")]) -> None:
        self.url = url


class Dsn:
    def __init__(self, text: Annotated[str, Inject(expr="postgresql://${db.host}:${db.port}/x")]) -> None:
        self.text = text


@dataclass
class Database:
    url: str = "sqlite://"
    host: str = "here"
    port: int = 5432


@dataclass
class Settings:
    db: Database = field(default_factory=Database)


class EnvironmentSettings(BaseSettings):
    db: Database = Database()


SOURCES = {
    "nested mapping": {"db": {"url": "sqlite://", "host": "here", "port": 5432}},
    "flat mapping": {"db.url": "sqlite://", "db.host": "here", "db.port": 5432},
    "dataclass": Settings(),
    "mapping of a dataclass": {"db": Database()},
    "settings": EnvironmentSettings(),
}
every_source = pytest.mark.parametrize("params", SOURCES.values(), ids=SOURCES)


@every_source
def test_param_is_looked_up_by_its_name(params: object) -> None:
    """L7: a mapping, a dataclass or a pydantic(-settings) model."""
    container = ServiceContainer(params=params).add_singleton(Engine)
    container.validate()
    assert container.get(Engine).url == "sqlite://"


@every_source
def test_expression_has_its_names_filled_in(params: object) -> None:
    """L7."""
    assert ServiceContainer(params=params).add_singleton(Dsn).get(Dsn).text == "postgresql://here:5432/x"


def kept_secret(value: object) -> dict[str, object]:
    return {"db": {"url": value, "uri": "secret"}}


def test_missing_parameter_is_a_graph_error_with_near_misses() -> None:
    """L7: it names the parameter and the nearest keys, never a value."""
    container = ServiceContainer(params={"db": {"uri": "secret"}}).add_singleton(Engine)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert isinstance(problem, ServiceParameterError)
    text = str(problem)
    assert "`db.url`" in text
    assert "`db.uri`" in text
    assert "`Engine`" in text
    assert "secret" not in text
    with pytest.raises(ServiceParameterError, match=r"`db\.url`"):
        container.get(Engine)


@every_source
def test_near_misses_are_found_in_every_kind_of_params(params: object) -> None:
    """L7: what a mapping, a dataclass or a model holds, as it is written."""

    class Shard:
        def __init__(self, host: Annotated[str, Inject(param="db.hots")]) -> None: ...

    with pytest.raises(ServiceParameterError, match=r"Did you mean .*`db\.host`"):
        ServiceContainer(params=params).add_singleton(Shard).get(Shard)


def test_type_of_a_configured_value_may_be_a_name() -> None:
    """L5, L7: it is read where it was written."""

    def shop(port: Annotated["Port", Inject(param="port")]) -> Engine:
        return Engine(str(port))

    container = ServiceContainer(params={"port": Port(80)}).add_transient(shop)
    assert container.get(Engine).url == "80"
    wrong = ServiceContainer(params={"port": 80}).add_transient(shop)
    with pytest.raises(ServiceParameterError, match="expected `Port`"):
        wrong.get(Engine)


def test_near_misses_are_looked_for_in_params_that_hold_themselves() -> None:
    """L7: as deep as anybody would write, and no further."""
    params: dict[str, object] = {"db": {"uri": "secret"}}
    params["itself"] = params
    with pytest.raises(ServiceParameterError, match=r"Did you mean .*`db\.uri`"):
        ServiceContainer(params=params).add_singleton(Engine).get(Engine)


def test_container_without_params_says_so() -> None:
    """L7, L28."""
    with pytest.raises(ServiceParameterError, match=r"params="):
        ServiceContainer().add_singleton(Engine).get(Engine)


def test_wrongly_typed_value_is_named_but_not_shown() -> None:
    """L7."""
    container = ServiceContainer(params=kept_secret(b"hush")).add_singleton(Engine)
    with pytest.raises(ServiceParameterError) as caught:
        container.get(Engine)
    text = str(caught.value)
    assert "`db.url`" in text
    assert "`bytes`" in text
    assert "hush" not in text


def test_expression_with_a_missing_name_is_an_error() -> None:
    """L7."""
    with pytest.raises(ServiceParameterError, match=r"db\.port"):
        ServiceContainer(params={"db": {"host": "h"}}).add_transient(Dsn).get(Dsn)


def test_default_stands_in_for_a_missing_value_but_not_for_a_wrong_one() -> None:
    """L6, L7."""

    class Pool:
        def __init__(self, size: Annotated[int, Inject(param="size")] = 3) -> None:
            self.size = size

    assert ServiceContainer(params={}).add_transient(Pool).get(Pool).size == 3
    assert ServiceContainer(params={"size": 5}).add_transient(Pool).get(Pool).size == 5
    with pytest.raises(ServiceParameterError):
        ServiceContainer(params={"size": "many"}).add_transient(Pool).get(Pool)


FITTING = [
    (int, 1, True),
    (int, True, False),
    (int, "1", False),
    (float, 1, True),
    (float, False, False),
    (str | None, None, True),
    (str | None, 1, False),
    (None, None, True),
    (None, 1, False),
    (Literal["a", "b"], "a", True),
    (Literal["a", "b"], "c", False),
    (list[str], ["x"], True),
    (list[str], "x", False),
    (Annotated[str, "a note"], "x", True),
    (Annotated[str, "a note"] | None, "x", True),
    (Annotated[str, "a note"] | None, 1, False),
    (Url, "x", True),
    (Url, 1, False),
    (object, 1, True),
]


@pytest.mark.parametrize(("annotation", "value", "fits"), FITTING)
def test_value_has_to_be_of_the_annotated_type(annotation: object, value: object, fits: bool) -> None:
    """L7: as far as its outermost type says; nothing is converted."""

    def make(value: Annotated[annotation, Inject(param="value")]) -> Engine:
        return Engine(str(value))

    container = ServiceContainer(params={"value": value}).add_transient(make)
    if fits:
        assert container.get(Engine).url == str(value)
    else:
        with pytest.raises(ServiceParameterError):
            container.get(Engine)


def test_missing_value_without_default_is_an_error_even_where_none_is_allowed() -> None:
    """L7: saying `None` is the configuration's business."""

    def make(url: Annotated[str | None, Inject(param="url")]) -> Engine:
        return Engine(url or "none")

    assert ServiceContainer(params={"url": None}).add_transient(make).get(Engine).url == "none"
    with pytest.raises(ServiceResolutionError):
        ServiceContainer(params={}).add_transient(make).get(Engine)


def test_injected_functions_take_configuration_and_the_caller_wins() -> None:
    """L7, L13."""
    container = ServiceContainer(params={"name": "Ada"}).add_transient(Url, lambda_free_url)

    @container.inject
    def greet(url: Injected[Url], name: Annotated[str, Inject(param="name")]) -> str:
        return f"{name} at {url}"

    assert greet() == "Ada at there"
    assert greet(name="Bo") == "Bo at there"
    assert container.call(greet) == "Ada at there"


def lambda_free_url() -> Url:
    return Url("there")


def test_configured_value_can_be_asked_for() -> None:
    """L7, L10: by the annotation a parameter would have."""
    container = ServiceContainer(params={"name": "Ada"})
    wanted = Annotated[str, Inject(param="name")]
    assert container.get(wanted) == "Ada"
    with container.create_scope() as scope:
        assert asyncio.run(scope.aget(wanted)) == "Ada"
    with pytest.raises(ServiceParameterError):
        container.get(Annotated[str, Inject(param="nam")])


def test_marked_factories_take_configuration() -> None:
    """L7 as seed 004 uses it."""

    @service
    def engine(url: Annotated[str, Inject(param="url")]) -> Engine:
        return Engine(url)

    assert ServiceContainer(engine, params={"url": "x"}).get(Engine).url == "x"


def test_marker_asks_for_one_thing_only() -> None:
    """L7, L8."""
    with pytest.raises(ServiceRegistrationError):
        Inject(param="a", expr="${a}")
    assert Inject(param="a") == Inject(param="a") != Inject(expr="a")
    assert repr(Inject(param="a")) == "Inject(param='a')"
