"""L30: `container.graph` tells as records what there is, and makes nothing."""

import enum
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import pytest

from wireworks import (
    AsyncFactory,
    Attribute,
    Factory,
    Inject,
    KwArg,
    Lifetime,
    Method,
    ServiceClosedError,
    ServiceContainer,
    ServiceGraphError,
    ServiceScope,
    qualified,
)
from wireworks.graph import Gives, Need, Service, ServiceGraph


class Engine: ...


class Session: ...


class Request: ...


class Orders:
    def __init__(self, session: Session, request: Request, scope: ServiceScope, text: str = "") -> None: ...


class Postage: ...


class Invoice:
    def __init__(self, postage: Postage, number: int) -> None: ...


class Desk:
    def __init__(self, invoices: Factory[Invoice], orders: AsyncFactory[Orders]) -> None: ...


def open_session(engine: Engine) -> Iterator[Session]:
    raise AssertionError
    yield Session()


async def connect() -> AsyncIterator[Engine]:
    raise AssertionError
    yield Engine()


def shop() -> ServiceContainer:
    container = ServiceContainer().add_singleton(connect, eager=True).add_scoped(open_session).add_context(Request)
    return container.add_scoped(Orders).add_singleton(Postage).add_transient(Invoice).add_scoped(Desk)


def service_of(graph: ServiceGraph, key: object) -> Service:
    (found,) = [service for service in graph.services if service.key == key]
    return found


def test_services_stand_in_the_order_they_were_registered_then_what_is_only_needed() -> None:
    """L30: `ServiceScope` was never registered, and belongs to the picture."""
    names = [service.name for service in shop().graph.services]
    assert names == ["Engine", "Session", "Request", "Orders", "Postage", "Invoice", "Desk", "ServiceScope"]


def test_record_tells_how_a_service_is_made_and_kept() -> None:
    """L30: lifetime, kind of factory, place, await, scope, start."""
    graph = shop().graph
    engine, session = service_of(graph, Engine), service_of(graph, Session)
    assert (engine.lifetime, engine.source, engine.making) == (Lifetime.SINGLETON, "factory", "async generator")
    assert (engine.is_async, engine.needs_scope, engine.eager, engine.height) == (True, False, True, 1)
    assert (session.lifetime, session.making, session.factory) == (Lifetime.SCOPED, "generator", "open_session")
    assert (session.is_async, session.needs_scope, session.eager, session.height) == (True, True, False, 2)
    line = open_session.__code__.co_firstlineno
    assert session.place.endswith(f"test_graph_records.py:{line}")
    assert session.id == f"{__name__}:Session"
    assert session.type is Session


def test_what_is_not_made_says_where_it_comes_from() -> None:
    """L3, L14: instances, values of the context, the scope itself."""
    graph = ServiceContainer().add_instance(Engine, Engine()).add_context(Request).add_scoped(Orders).graph
    sources = {
        service.name: (service.source, service.making, service.factory, service.place) for service in graph.services
    }
    assert sources["Engine"] == ("instance", "", "", "")
    assert sources["Request"] == ("context", "", "", "")
    assert sources["ServiceScope"] == ("scope", "", "", "")


def test_needs_lead_to_the_ids_of_services() -> None:
    """L6: parameters in order; what keeps its default is no need."""
    graph = shop().graph
    ids = {service.name: service.id for service in graph.services}
    assert service_of(graph, Orders).needs == (
        Need("session", "argument", Gives.SERVICE, ids["Session"], "Session"),
        Need("request", "argument", Gives.SERVICE, ids["Request"], "Request"),
        Need("scope", "argument", Gives.SERVICE, ids["ServiceScope"], "ServiceScope"),
    )


def test_factories_are_told_apart_from_services() -> None:
    """L15."""
    graph = shop().graph
    gives = {need.parameter: (str(need.gives), need.name) for need in service_of(graph, Desk).needs}
    assert gives == {"invoices": ("factory", "Invoice"), "orders": ("async factory", "Orders")}


def test_parameter_that_only_the_caller_of_a_factory_can_fill_says_so() -> None:
    """L15, L27: it is no problem, so it is none here."""
    graph = shop().graph
    assert service_of(graph, Invoice).needs[-1] == Need("number", "argument", Gives.CALLER, None, "int")
    assert graph.problems == ()


def test_explicit_wiring_shows_its_values_settings_and_inner_factories() -> None:
    """L17, L19: an inner factory is a service of nobody else; a value is never shown."""
    secret = "swordfish"
    wiring = Factory(
        Invoice, Factory(Session), KwArg("number", secret), Attribute("note", secret), Method("log", Factory(Engine))
    )
    graph = ServiceContainer().add_transient(Invoice, wiring).graph
    invoice = graph.services[0]
    assert [(need.parameter, need.by, str(need.gives), need.name) for need in invoice.needs] == [
        ("postage", "argument", "service", "Session"),
        ("number", "argument", "value", ""),
        ("note", "attribute", "value", ""),
        ("log", "method", "service", "Engine"),
    ]
    assert [service.name for service in graph.services] == ["Invoice", "Session", "Engine"]
    assert secret not in repr(graph)


def test_configured_value_is_a_value() -> None:
    """L7: and never shown."""

    class Database:
        def __init__(self, url: Annotated[str, Inject(param="url")]) -> None: ...

    graph = ServiceContainer(params={"url": "swordfish"}).add_singleton(Database).graph
    assert graph.services[0].needs == (Need("url", "argument", Gives.VALUE, None, ""),)
    assert "swordfish" not in repr(graph) + graph.text() + graph.json() + graph.html() + graph.dot() + graph.mermaid()


class Colour(enum.Enum):
    RED = 1


def test_qualifier_is_part_of_name_id_and_key() -> None:
    """L8: whatever its type is."""
    container = ServiceContainer().add_singleton(Session).add_singleton(Session, qualifier="replica")
    container.add_singleton(Session, qualifier=Colour.RED)
    plain, replica, red = container.graph.services
    assert [plain.name, replica.name, red.name] == ["Session", "Session['replica']", "Session[Colour.RED]"]
    assert (plain.qualifier, replica.qualifier, red.qualifier) == (None, "replica", Colour.RED)
    assert replica.id == f"{__name__}:Session['replica']"
    assert replica.key == qualified(Session, "replica")
    assert container.get(red.key) is container.get(qualified(Session, Colour.RED))


def test_qualifier_without_a_text_of_its_own_is_shown_without_its_address() -> None:
    """The graph of the same registrations is the same in every process."""

    class Mark: ...

    (service,) = ServiceContainer().add_singleton(Session, qualifier=Mark()).graph.services
    assert service.name == "Session[Mark]"


def test_two_services_that_look_alike_have_ids_of_their_own() -> None:
    """Classes made by one function share their name."""

    def make() -> type:
        class Same: ...

        return Same

    container = ServiceContainer()
    for _ in range(3):
        container.add_singleton(make())
    ids = [service.id for service in container.graph.services]
    assert ids == [f"{__name__}:Same", f"{__name__}:Same#2", f"{__name__}:Same#3"]


def test_id_of_a_numbered_look_alike_is_not_taken_twice() -> None:
    """However users call their classes."""
    names = ["Same", "Same#2", "Same"]
    container = ServiceContainer()
    for name in names:
        container.add_singleton(type(name, (), {"__module__": "app"}))
    assert [service.id for service in container.graph.services] == ["app:Same", "app:Same#2", "app:Same#3"]


class Orphan:
    def __init__(self, bare, session: Session, *, later: "Nowhere") -> None: ...  # noqa: F821


def test_problems_are_those_of_validate() -> None:
    """L27, L28: the same, in the same order, as data."""
    container = ServiceContainer().add_singleton(Desk).add_singleton(Orphan).add_scoped(Orders).add_transient(Invoice)
    container.add_singleton(connect)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    problems = container.graph.problems
    assert [problem.text for problem in problems] == [str(error) for error in caught.value.exceptions]
    assert [problem.error for problem in problems] == [type(error).__name__ for error in caught.value.exceptions]
    first = next(problem for problem in problems if problem.parameter == "session")
    assert (first.service, first.see) == (f"{__name__}:Orphan", "not-found")
    assert first.fix.startswith("register it")
    assert [step.name for step in first.chain] == ["Orphan", "Session"]
    assert first.what in first.text


def test_service_has_its_problems_and_what_is_missing_among_its_needs() -> None:
    """L27: a parameter that nobody can fill is shown too, whatever the reason."""
    graph = ServiceContainer().add_singleton(Orphan).graph
    (orphan,) = graph.services
    assert orphan.problems == graph.problems
    assert [(need.parameter, str(need.gives), need.name) for need in orphan.needs] == [
        ("bare", "missing", ""),
        ("session", "missing", "Session"),
        ("later", "missing", ""),
    ]


def test_graph_is_data_that_does_not_change_with_the_container() -> None:
    """L30: records are frozen and equal as long as the registrations are the same."""
    container = shop()
    before = container.graph
    assert container.graph == before
    container.add_singleton(Orphan)
    assert len(container.graph.services) == len(before.services) + 1
    with pytest.raises(AttributeError):
        before.services[0].name = "other"  # type: ignore[misc]


def test_part_of_the_graph_begins_with_what_was_asked_for() -> None:
    """L30: `graph_of` has what the service needs, and what its factories may make."""
    container = shop()
    assert [service.name for service in container.graph_of(Session).services] == ["Session", "Engine"]
    assert {service.name for service in container.graph_of(Desk).services} >= {"Desk", "Invoice", "Orders", "Session"}


def test_services_are_found_by_what_they_are_called() -> None:
    """L30: as messages name them, with the qualifier or without, with the module or without."""
    graph = ServiceContainer().add_singleton(Session).add_singleton(Session, qualifier="a").add_singleton(Engine).graph
    plain, qualified_, engine = graph.services
    assert graph.named("Session") == graph.named(f"{__name__}:Session") == [plain, qualified_]
    assert graph.named("Session['a']") == graph.named(f"{__name__}:Session['a']") == [qualified_]
    assert graph.named("Engine") == [engine]
    assert graph.named("Request") == []


def test_summary_counts() -> None:
    assert shop().graph.summary == "8 services, no problems"
    assert ServiceContainer().add_singleton(Session).graph.summary == "1 service, no problems"
    assert ServiceContainer().add_scoped(Session).add_singleton(Invoice).graph.summary == "2 services, 2 problems"


def test_looking_makes_nothing() -> None:
    """L30: every factory of the shop fails when called."""
    container = shop()
    graph = container.graph
    for show in (graph.text, graph.tree, graph.mermaid, graph.dot, graph.json, graph.html):
        assert show()


def test_closed_container_has_no_graph() -> None:
    """L25."""
    container = shop()
    container.close()
    with pytest.raises(ServiceClosedError):
        _ = container.graph
    with pytest.raises(ServiceClosedError):
        container.graph_of(Session)
