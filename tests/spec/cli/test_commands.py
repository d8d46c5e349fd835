"""L30: `wireworks graph`, `explain` and `source` show what the container shows."""

import json
from pathlib import Path

import pytest

SHOP = """\
from enum import Enum
from wireworks import Factory, ServiceContainer

class Kind(Enum):
    MAIN = 1

class Engine: ...
class Outer:
    class Engine: ...
class Session:
    def __init__(self, engine: Engine) -> None: ...
class Replica: ...
class Desk:
    def __init__(self, sessions: Factory[Session]) -> None: ...
class Missing: ...
class Broken:
    def __init__(self, missing: Missing) -> None: ...

container = ServiceContainer().add_singleton(Engine).add_scoped(Session).add_singleton(Desk).add_transient(Broken)
container.add_singleton(Replica, qualifier="a").add_singleton(Replica, qualifier=Kind.MAIN)
container.add_singleton(Outer.Engine).add_singleton(Engine, qualifier="spare")
"""


def container_of(run):
    """Return the container of the shop."""
    assert run("graph", "shop:container", shop=SHOP).code == 0
    import shop  # type: ignore[import-not-found]

    return shop.container, shop


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "json"])
def test_graph_is_printed_in_each_format(run, form: str) -> None:
    """L30: that it has problems is not what was asked, so the code is 0."""
    container, _ = container_of(run)
    done = run("graph", "shop:container", "--format", form)
    assert (done.code, done.out, done.err) == (0, getattr(container.graph, form)(), "")


def test_graph_as_a_page_is_written_into_a_file(run, folder: Path) -> None:
    """L30: `-o`; the page is called after the target."""
    container, _ = container_of(run)
    done = run("graph", "shop:container", "--format=html", "-o", "page.html")
    assert done == (0, "", "")
    assert (folder / "page.html").read_text(encoding="utf-8") == container.graph.html("shop:container")


def test_graph_of_one_service_has_what_it_needs(run) -> None:
    """L30: a large graph is drawn in part."""
    container, shop = container_of(run)
    done = run("graph", "shop:container", "Desk", "--format", "mermaid")
    assert done.out == container.graph_of(shop.Desk).mermaid()


def test_explain_prints_the_tree(run) -> None:
    """L30: of a broken service too."""
    container, shop = container_of(run)
    assert run("explain", "shop:container", "Session") == (0, container.explain(shop.Session), "")
    done = run("explain", "shop:container", "Broken")
    assert done.code == 0
    assert "! ServiceNotFoundError: `Missing` is not registered" in done.out


def test_explain_as_json_has_the_part_of_the_graph(run) -> None:
    """L30."""
    done = run("explain", "shop:container", "Session", "--format", "json", shop=SHOP)
    assert [service["name"] for service in json.loads(done.out)["services"]] == ["Engine", "Session"]


def test_every_service_is_explained_where_none_is_named(run) -> None:
    """L30: one tree after the other; as JSON, the graph."""
    container, _ = container_of(run)
    keys = [service.key for service in container.graph.services]
    assert run("explain", "shop:container") == (0, "\n".join(map(container.explain, keys)), "")
    assert run("explain", "shop:container", "--format", "json").out == container.graph.json()


def test_source_of_every_service_is_printed_where_none_is_named(run) -> None:
    """L30."""
    container, _ = container_of(run)
    sound = [service.key for service in container.graph.services if not service.problems]
    container.unregister(next(s.key for s in container.graph.services if s.name == "Broken"))
    assert run("source", "shop:container") == (0, "\n\n".join(map(container.source, sound)), "")


def test_source_prints_the_python(run) -> None:
    """L30."""
    container, shop = container_of(run)
    assert run("source", "shop:container", "Session") == (0, container.source(shop.Session), "")


def test_source_of_a_broken_service_is_the_error_of_get(run) -> None:
    """L28: exit code 2."""
    done = run("source", "shop:container", "Broken", shop=SHOP)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("wireworks: ServiceNotFoundError: `Missing` is not registered, but `Broken` needs it")
    assert "Fix: register it" in done.err


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (["Session"], "Session"),
        (["shop:Session"], "Session"),
        (["shop.Session"], "Session"),
        (["Outer.Engine"], "Outer.Engine"),
        (["shop:Outer.Engine"], "Outer.Engine"),
        (["Engine"], "Engine"),
        (["Engine", "--qualifier", "spare"], "Engine['spare']"),
        (["Engine['spare']"], "Engine['spare']"),
        (["shop:Engine['spare']"], "Engine['spare']"),
        (["shop:Engine", "--qualifier=spare"], "Engine['spare']"),
        (["shop.Outer.Engine"], "Outer.Engine"),
        (["shop.Engine['spare']"], "Engine['spare']"),
        (["Replica", "--qualifier", "a"], "Replica['a']"),
        (["Replica", "--qualifier", "MAIN"], "Replica[Kind.MAIN]"),
        (["Replica", "--qualifier", "Kind.MAIN"], "Replica[Kind.MAIN]"),
    ],
)
def test_service_is_found_by_name_module_and_qualifier(run, said: list[str], found: str) -> None:
    """L8, L30: without a qualifier the service that has none goes first, as for `get`."""
    done = run("explain", "shop:container", *said, shop=SHOP)
    assert (done.code, done.err) == (0, "")
    assert done.out.split(maxsplit=1)[1].split("  ")[0] == found


def test_service_is_found_where_a_module_imported_it(run) -> None:
    """L30: users know a class by the name they import."""
    files = {"shop": SHOP, "front": "from shop import Session as Transaction, Missing, container\n"}
    assert run("explain", "front:container", "front:Transaction", **files).out.startswith("scoped     Session")


def test_name_that_several_services_have_is_an_error_that_lists_them(run) -> None:
    """L30."""
    done = run("explain", "shop:container", "Replica", shop=SHOP)
    assert done.code == 2
    assert done.err.splitlines() == [
        "wireworks: Several services are called `Replica`: `shop:Replica['a']`, `shop:Replica[Kind.MAIN]`.",
        "Fix: write MODULE:NAME, and `--qualifier` where they have one.",
        "See: errors/command-line",
    ]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (["Sesion"], "No service is called `Sesion`. Did you mean `Session`?"),
        (["Engine", "--qualifier", "b"], "No service `Engine` has the qualifier `b`."),
        (["shop:Nothing"], "`shop` has no attribute `Nothing`."),
        (["nowhere:Session"], "There is no module `nowhere`."),
        (["shop:Missing"], "ServiceNotFoundError: `Missing` is not registered."),
        (["shop:__name__"], "ServiceNotFoundError: Expected a type as the key of a service"),
    ],
)
@pytest.mark.parametrize("command", ["explain", "source", "graph"])
def test_service_that_is_not_there_is_told_with_what_to_write(run, command: str, said: list[str], what: str) -> None:
    """L28: exit code 2."""
    done = run(command, "shop:container", *said, shop=SHOP)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"wireworks: {what}")
    assert "\nFix: " in done.err


def test_closed_container_shows_nothing(run) -> None:
    """L25."""
    text = "from wireworks import ServiceContainer\ncontainer = ServiceContainer()\ncontainer.close()\n"
    done = run("check", "ended:container", ended=text)
    assert done.code == 2
    assert done.err.startswith("wireworks: ServiceClosedError: ")
