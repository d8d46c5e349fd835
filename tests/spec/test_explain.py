"""L30: `container.explain(T)` draws what is made for a service: lifetimes, parameters, places, and what is wrong."""

from inspect import cleandoc
from typing import Annotated

import pytest

from tests.architecture.sources import ROOT
from tests.support.office import (
    Desk,
    Egg,
    Engine,
    Hen,
    Invoice,
    Mailer,
    Nobody,
    Orders,
    ReportJob,
    Session,
    Users,
    connect_mailer,
    open_session,
)
from wireworks import (
    Attribute,
    Factory,
    Inject,
    KwArg,
    Lifetime,
    Method,
    ServiceClosedError,
    ServiceContainer,
    ServiceNotFoundError,
    qualified,
)

FILE = "tests/support/office.py"


@pytest.fixture(autouse=True)
def places_are_told_from_the_root_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def office() -> ServiceContainer:
    container = ServiceContainer().add_singleton(Engine, eager=True).add_scoped(open_session)
    return container.add_scoped(Users).add_transient(Orders)


def test_tree_shows_lifetimes_factories_places_and_parameters() -> None:
    """L28, L30: and what several need has its branches once."""
    assert office().explain(Orders).splitlines() == [
        f"transient  Orders                                      {FILE}:22",
        f"scoped     ├─> Session <- open_session      generator  {FILE}:14  parameter `session`",
        f"singleton  │   └─> Engine                              {FILE}:8   parameter `engine`, eager",
        f"scoped     └─> Users                                   {FILE}:18  parameter `users`",
        f"scoped         ├─> Session <- open_session  generator  {FILE}:14  parameter `session`  (see above)",
        f"singleton      └─> Engine                              {FILE}:8   parameter `engine`, eager",
    ]


def test_missing_service_is_shown_where_it_is_missing() -> None:
    """L30: not raised, with the text of the problem."""
    container = ServiceContainer().add_scoped(Users).add_scoped(Session)
    assert container.explain(Users).splitlines() == [
        "scoped   Users        tests/support/office.py:18",
        "         │ ! ServiceNotFoundError: `Engine` is not registered, but `Users` needs it for parameter `engine`.",
        "         │ ! Fix: register it, as in `container.add_singleton(Engine)`, or give the parameter a default.",
        "         │ ! See: errors/not-found",
        "scoped   ├─> Session  tests/support/office.py:11  parameter `session`",
        "missing  └─> Engine                               parameter `engine`",
    ]


def test_circle_is_shown_where_it_closes() -> None:
    """L30: not raised; the tree ends where it would begin again."""
    container = ServiceContainer().add_singleton(Hen).add_singleton(Egg)
    assert container.explain(Hen).splitlines() == [
        "singleton  Hen          tests/support/office.py:26",
        "singleton  └─> Egg      tests/support/office.py:30  parameter `egg`",
        "               │ ! ServiceCircularDependencyError: `Hen` needs itself: `Hen` -> `Egg` -> `Hen`.",
        "               │ ! Fix: let `Egg` take `Lazy[Hen]`, which makes it later.",
        "               │ ! See: errors/circular-dependency",
        "singleton      └─> Hen  tests/support/office.py:26  parameter `hen`  (a circle, see above)",
    ]


def test_captive_service_is_shown_at_the_one_that_would_keep_it() -> None:
    """L27, L30."""
    container = ServiceContainer().add_scoped(Session).add_singleton(ReportJob)
    assert container.explain(ReportJob).splitlines()[:3] == [
        "singleton  ReportJob    tests/support/office.py:49",
        "           │ ! ServiceScopeError: `ReportJob` (singleton) would keep `Session` (scoped) past its scope.",
        "           │ ! Fix: make `ReportJob` scoped, or let it take `Factory[Session]`.",
    ]


def test_factories_are_branches_of_their_own() -> None:
    """L15: what they may make is drawn too; what their caller passes is no problem."""
    container = office().add_singleton(connect_mailer).add_transient(Invoice).add_scoped(Desk)
    tree = container.explain(Desk)
    assert "transient  ├─> Factory[Invoice] " in tree
    assert "caller     │   └─> int " in tree
    assert "singleton ├─> AsyncFactory[Mailer] async generator" in " ".join(tree.split())
    assert "!" not in tree


def test_service_that_lacks_what_a_caller_passes_is_incomplete_when_asked_for_itself() -> None:
    """L15, L27: `get(Invoice)` would fail, whoever else makes one through a factory."""
    container = office().add_singleton(connect_mailer).add_transient(Invoice).add_scoped(Desk)
    assert "missing    └─> int " in container.explain(Invoice)
    assert "! ServiceNotFoundError: `int` is not registered" in container.explain(Invoice)


def test_every_problem_of_a_service_is_told_below_it() -> None:
    """L27: whatever the parameter is that cannot be filled, and however many problems there are."""
    container = ServiceContainer().add_singleton(connect_mailer).add_singleton(Nobody)
    tree = container.explain(Nobody)
    assert "│ ! ServiceAsyncError: `Nobody` takes a `Factory[Mailer]`" in tree
    assert "│ ! ServiceParameterError: The annotation of `missing` of `Nobody` cannot be read" in tree
    assert "missing    └─> - " in tree


def undecided() -> "Undecided":  # noqa: F821
    raise AssertionError


def test_problem_of_a_service_without_needs_is_told_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """L5, L27: the name exists later, and is the wrong one."""
    container = ServiceContainer().add_singleton(Engine, undecided)
    monkeypatch.setitem(globals(), "Undecided", Session)
    lines = container.explain(Engine).splitlines()
    assert lines[1].startswith("             ! ServiceRegistrationError: `undecided` cannot make `Engine`")


def test_values_settings_and_inner_factories_of_explicit_wiring_are_branches() -> None:
    """L17: in the order they are given; a value is never shown."""
    wiring = Factory(
        Invoice, Factory(Engine), KwArg("number", 12345), Attribute("note", "x"), Method("log", Factory(Hen))
    )
    lines = ServiceContainer().add_transient(Invoice, wiring).explain(Invoice).splitlines()
    assert [line.split("tests/")[0].split("  ", 1)[1].strip() for line in lines[1:]] == [
        "├─> Engine",
        "├─> -                                   parameter `number`",
        "├─> -                                   attribute `note`",
        "└─> Hen",
    ]
    assert "12345" not in "".join(lines)
    assert lines[-1].endswith("method `log`")


def test_key_may_be_whatever_get_takes() -> None:
    """L8, L10, L15: a qualified key, a factory of one, a configured value."""
    container = ServiceContainer(params={"url": "x"}).add_singleton(Engine, qualifier="replica")
    assert container.explain(qualified(Engine, "replica")).startswith("singleton  Engine['replica']")
    assert container.explain(Factory[Annotated[Engine, Inject(qualifier="replica")]]).startswith(
        "singleton  Engine['rep"
    )
    assert "parameter `value`" in container.explain(Annotated[str, Inject(param="url")])


def test_key_that_is_not_registered_is_an_error() -> None:
    """L10, L30: the one that `get` raises."""
    container = office()
    with pytest.raises(ServiceNotFoundError) as explained:
        container.explain(Mailer)
    with pytest.raises(ServiceNotFoundError) as asked:
        container.get(Mailer)
    assert str(explained.value) == str(asked.value)


def test_closed_container_explains_nothing() -> None:
    """L25."""
    container = office()
    container.close()
    with pytest.raises(ServiceClosedError):
        container.explain(Engine)


def test_override_is_shown_while_it_is_open() -> None:
    """L29, L30: what stands in, and the real thing again afterwards."""
    container = office()
    before = container.explain(Users)
    with container.override(Engine, Engine()):
        assert container.explain(Users).splitlines()[-1].startswith("instance  └─> Engine")
        assert {service.name: service.source for service in container.graph.services}["Engine"] == "instance"
        assert "get_engine" not in container.source(Users)
    assert container.explain(Users) == before
    assert "get_engine" in container.source(Users)


def test_explaining_makes_nothing() -> None:
    """L30: not even what a `get` would make outside of a scope."""
    made = []

    class Loud:
        def __init__(self) -> None:
            made.append(self)

    container = ServiceContainer().add_singleton(Loud)
    container.explain(Loud)
    assert made == []
    assert container.get(Loud) is made[0]


def chain(length: int) -> tuple[ServiceContainer, list[type]]:
    """Register a chain of services; return them, the uppermost last."""
    container = ServiceContainer().add_singleton(Engine)
    links: list[type] = [Engine]
    for number in range(length):
        below = links[-1]

        class Link:
            def __init__(self, below: below) -> None: ...  # type: ignore[valid-type]

        links.append(type(f"Link{number}", (Link,), {}))
        container.register(links[-1], links[-1], Lifetime.TRANSIENT)
    return container, links


def test_deep_tree_goes_on_below() -> None:
    """reliability: what would walk off the screen is drawn as a tree of its own further down."""
    container, links = chain(30)
    trees = container.explain(links[-1]).split("\n\n")
    assert [tree.splitlines()[0].split()[1] for tree in trees] == ["Link29", "Link17", "Link5"]
    assert "Link17" in trees[0].splitlines()[-1]
    assert trees[0].splitlines()[-1].endswith("(see below)")
    assert "└─> Engine" in trees[2]


def test_service_that_is_too_deep_once_and_near_later_is_drawn_where_it_is_near() -> None:
    """Choice: each has its branches once, as high up as it comes first."""
    container, links = chain(14)
    deep, low = links[-1], links[3]

    class Both:
        def __init__(self, deep: deep, low: low) -> None: ...  # type: ignore[valid-type]

    container.add_transient(Both)
    tree = container.explain(Both)
    assert tree.count("(see below)") == 1
    assert tree.count("─> Link0") == 1
    assert "\n\n" not in tree


def test_tree_of_ten_thousand_levels_is_as_long_as_the_chain() -> None:
    """reliability: no recursion, and no more text than services."""
    container, links = chain(10_000)
    lines = container.explain(links[-1]).splitlines()
    assert sum("Link" in line and "(see below)" not in line for line in lines) == 10_000
    assert max(map(len, lines)) < 250


def test_docstring_of_the_text_is_not_wrapped() -> None:
    """It ends with a newline and has no blanks at the ends of lines."""
    text = office().explain(Orders)
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())
    assert cleandoc(text) == text.rstrip("\n")
