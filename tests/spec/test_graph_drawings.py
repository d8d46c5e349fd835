"""L30: the graph as text, Mermaid, DOT, JSON and one HTML page; names of users never become grammar."""

import json
import re
from functools import cache
from html.parser import HTMLParser

import pytest

from tests.architecture.sources import ROOT
from tests.support.office import Desk, Engine, Invoice, Mailer, Session, Users, connect_mailer, open_session
from wireworks import ServiceContainer
from wireworks.graph import ServiceGraph


@pytest.fixture(autouse=True)
def places_are_told_from_the_root_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def office() -> ServiceGraph:
    """Return a graph with everything in it: a factory, what its caller passes, and something missing."""
    container = ServiceContainer().add_scoped(open_session).add_singleton(connect_mailer, eager=True)
    return container.add_transient(Invoice).add_scoped(Desk).add_scoped(Users).graph


EVIL = 'A"]; x --> y %% </script><b>&amp;\\`#quot;\n|{}'


def evil() -> ServiceGraph:
    """Return a graph whose names mean something in every format."""
    service = type(EVIL, (), {"__module__": "app"})

    class Consumer:
        def __init__(self, service: service) -> None: ...  # type: ignore[valid-type]

    return (
        ServiceContainer().add_singleton(service, qualifier=EVIL).add_singleton(service).add_singleton(Consumer).graph
    )


def test_text_lists_services_needs_and_problems() -> None:
    """L30."""
    text = office().text()
    assert text.splitlines()[:13] == [
        "5 services, 2 problems.",
        "",
        "scoped     Session <- open_session   generator        tests/support/office.py:14",
        "               engine: Engine, missing",
        "singleton  Mailer <- connect_mailer  async generator  tests/support/office.py:37  eager",
        "transient  Invoice                                    tests/support/office.py:41",
        "               engine: Engine, left to the caller",
        "               number: int, left to the caller",
        "scoped     Desk                                       tests/support/office.py:45",
        "               invoices: Factory[Invoice]",
        "               mailers: AsyncFactory[Mailer]",
        "               users: Users",
        "scoped     Users                                      tests/support/office.py:18",
    ]


def test_text_ends_with_the_problems_as_validate_tells_them() -> None:
    """L28."""
    graph = office()
    for problem in graph.problems:
        assert f"\n\n{problem.error}: {problem.text}\n" in graph.text()


def test_text_of_an_empty_graph_says_so() -> None:
    assert ServiceContainer().graph.text() == "no services, no problems.\n"


def test_mermaid_has_a_line_for_each_box_and_each_arrow() -> None:
    """L30: dotted arrows lead through factories, what is missing has a box of its own."""
    lines = [line.strip() for line in office().mermaid().splitlines()]
    assert lines[0] == "flowchart LR"
    assert 's0["Session<br/>scoped generator"]:::scoped' in lines
    assert 's3["Desk<br/>scoped"]:::scoped' in lines
    assert 's3 -.->|"invoices"| s2' in lines
    assert 's3 -->|"users"| s4' in lines
    assert 'm0["Engine<br/>missing"]:::missing' in lines
    assert 's0 -->|"engine"| m0' in lines
    assert "class s0 faulty" in lines


def test_mermaid_means_nothing_by_the_names_of_users() -> None:
    """L30: between quotes stand letters, digits and entities alone."""
    for line in evil().mermaid().splitlines():
        for label in re.findall(r'"(.*?)"', line):
            assert re.fullmatch(r"(?:[\w ,.:()\[\]\-=/+*']|#\d+;|<br/>)*", label), label
        assert line.count('"') in (0, 2)


def test_dot_has_a_line_for_each_box_and_each_arrow() -> None:
    """L30: dashed arrows lead through factories."""
    lines = [line.strip() for line in office().dot().splitlines()]
    assert (lines[0], lines[-1]) == ("digraph wireworks {", "}")
    assert r's0 [label="Session\nscoped generator", fillcolor="#c8e6c9", color="#c62828", penwidth="3"]' in lines
    assert 's3 -> s2 [label="invoices", style="dashed"]' in lines
    assert 's3 -> s4 [label="users"]' in lines
    assert 's0 -> m0 [label="engine"]' in lines


def test_dot_means_nothing_by_the_names_of_users() -> None:
    """L30: every label is one quoted string, and backslashes and entities in it are themselves."""
    for line in evil().dot().splitlines()[3:-1]:
        assert re.fullmatch(r'    \w+(?: -> \w+)? \[\w+="(?:[^"\\]|\\.)*"(?:, \w+="[^"\\]*")*\]', line), line
    assert r"A\"]; x --> y %% </script><b>&amp;amp;\\`#quot; |{}" in evil().dot()


def test_json_is_sorted_and_has_the_fields_of_the_records() -> None:
    """L30: the schema that the documentation tells."""
    told = json.loads(office().json())
    assert list(told) == ["problems", "services", "version"]
    assert told["version"] == 1
    ids = [service["id"] for service in told["services"]]
    assert ids == sorted(ids)
    desk = next(service for service in told["services"] if service["name"] == "Desk")
    assert desk == {
        "eager": False,
        "factory": "Desk",
        "height": 3,
        "id": "tests.support.office:Desk",
        "is_async": False,
        "lifetime": "scoped",
        "making": "class",
        "name": "Desk",
        "needs": [
            need("invoices", "factory", "Invoice"),
            need("mailers", "async factory", "Mailer"),
            need("users", "service", "Users"),
        ],
        "needs_scope": True,
        "place": "tests/support/office.py:45",
        "problems": [],
        "qualifier": None,
        "scope": None,
        "source": "factory",
        "ttl": None,
    }


def need(parameter: str, gives: str, name: str) -> dict[str, str]:
    service = f"tests.support.office:{name}"
    return {"by": "argument", "gives": gives, "name": name, "parameter": parameter, "service": service}


def test_json_tells_problems_with_their_chains() -> None:
    """L28."""
    graph = office()
    told = json.loads(graph.json())["problems"]
    assert [problem["text"] for problem in told] == [problem.text for problem in graph.problems]
    assert told[0]["chain"] == [
        {
            "lifetime": "scoped",
            "name": "Session <- open_session",
            "parameter": None,
            "place": "tests/support/office.py:14",
        },
        {"lifetime": "missing", "name": "Engine", "parameter": "engine", "place": ""},
    ]


def test_json_holds_any_name() -> None:
    """L30: qualifiers stand there as Python shows them."""
    told = json.loads(evil().json())["services"]
    assert {service["qualifier"] for service in told} == {None, repr(EVIL)}


class Page(HTMLParser):
    """What a page consists of: its elements, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_page_stands_alone() -> None:
    """L30: nothing is loaded from anywhere, and every link leads to the page itself."""
    page = Page(office().html("The office"))
    for tag, attributes in page.elements:
        assert tag not in {"link", "img", "iframe"}
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in page.text
    assert "@import" not in page.text
    assert "The office" in page.text


def test_every_link_of_a_page_that_names_a_service_finds_it() -> None:
    """L30: both ways, from who needs it and to who needs it; what is missing has no article."""
    page = Page(office().html())
    ids = {attributes["id"] for tag, attributes in page.elements if tag == "article"}
    links = {attributes["href"][1:] for tag, attributes in page.elements if tag == "a" and attributes["href"]}
    assert ids == {"s0", "s1", "s2", "s3", "s4"}
    assert links == ids | {"m0"}


def test_page_shows_what_the_text_shows() -> None:
    """L30: every service, need and problem."""
    graph = office()
    text = Page(graph.html()).text
    for service in graph.services:
        assert service.id in text
        assert service.place in text
    for shown in ("invoices: Factory[Invoice]", "engine: Engine, left to the caller", "needed by Desk"):
        assert shown in text
    for problem in graph.problems:
        assert f"{problem.error}: {problem.text}" in text


def test_page_means_nothing_by_the_names_of_users() -> None:
    """L30: they are text, in the title too."""
    names = {tag for tag, _ in Page(office().html()).elements}
    page = Page(evil().html(EVIL))
    assert {tag for tag, _ in page.elements} <= names | {"pre"}
    assert page.text.count(EVIL) >= 4
    assert sum(tag == "script" for tag, _ in page.elements) == 1


def test_page_of_an_empty_graph_is_a_page() -> None:
    assert "no services, no problems." in Page(ServiceContainer().graph.html()).text


@pytest.mark.parametrize("form", ["text", "tree", "mermaid", "dot", "json", "html"])
def test_drawing_is_the_same_each_time(form: str) -> None:
    """L30: and has no addresses in it."""
    first, second = getattr(office(), form)(), getattr(office(), form)()
    assert first == second
    assert " at 0x" not in first


@cache
def layers(count: int) -> ServiceGraph:
    """Return a graph of `count` services, each of which needs the three before it."""
    container, keys = ServiceContainer(), []
    for number in range(count):
        below = {f"p{index}": key for index, key in enumerate(keys[-3:])}
        keys.append(type(f"S{number}", (), {"__init__": taking(below)}))
        container.add_transient(keys[-1])
    return container.graph


def length(graph: ServiceGraph, form: str) -> int:
    """Return how long a drawing is; a tree is that of the uppermost service."""
    return len(graph.tree(graph.services[-1].id) if form == "tree" else getattr(graph, form)())


def taking(parameters: dict[str, type]) -> object:
    names = "".join(f", {name}" for name in parameters)
    made: dict[str, object] = {}
    exec(f"def __init__(self{names}): ...", made)
    function = made["__init__"]
    function.__annotations__ = parameters  # type: ignore[attr-defined]
    return function


@pytest.mark.parametrize("form", ["text", "tree", "mermaid", "dot", "json", "html"])
def test_drawing_grows_with_the_graph_and_no_faster(form: str) -> None:
    """reliability: ten thousand services, ten thousand levels; ten times the graph is about ten times the text."""
    small, large = (length(layers(count), form) for count in (1_000, 10_000))
    assert 8 * small < large < 14 * small


def test_root_of_a_tree_may_be_any_service_of_the_graph() -> None:
    """L30: by its id."""
    graph = office()
    assert graph.tree() == graph.tree(graph.services[0].id)
    assert graph.tree("tests.support.office:Users").startswith("scoped   Users")
    with pytest.raises(KeyError):
        graph.tree("nobody")
    assert [key.__name__ for key in (Engine, Mailer, Session)] == ["Engine", "Mailer", "Session"]
