"""L8: every registration of a type, as a list, a tuple or a mapping by qualifier."""

import enum
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Dict, List, Literal  # noqa: UP035 - both spellings are cases

import pytest

from tests.support.plugins import Audit, Directory, Host, Mail, Plugin, Search, kinds, three_plugins
from wireworks import ServiceContainer, qualified, service


class Region(enum.Enum):
    EAST = "east"
    WEST = "west"


def test_list_holds_every_registration_in_the_order_of_registration() -> None:
    """L8: those with a qualifier and the one without; also once the making is compiled."""
    container = three_plugins().add_transient(Host)
    for _ in range(4):
        host = container.get(Host)
        assert type(host.plugins) is list
        assert kinds(host.plugins) == [Search, Audit, Mail]


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [(Sequence[Plugin], list), (list[Plugin], list), (List[Plugin], list), (tuple[Plugin, ...], tuple)],  # noqa: UP006
    ids=str,
)
def test_sequences_are_injected_as_what_they_say(annotation: Any, kind: type) -> None:
    """L8."""

    class Consumer:
        def __init__(self, plugins: annotation) -> None:
            self.plugins = plugins

    container = three_plugins().add_transient(Consumer)
    for _ in range(3):
        found = container.get(Consumer).plugins
        assert type(found) is kind
        assert kinds(found) == [Search, Audit, Mail]


@pytest.mark.parametrize("annotation", [Mapping[str, Plugin], dict[str, Plugin], Dict[str, Plugin]], ids=str)  # noqa: UP006
def test_mapping_holds_services_by_their_qualifiers(annotation: Any) -> None:
    """L8: the service without a qualifier has no `str`, so it stays out."""

    class Consumer:
        def __init__(self, plugins: annotation) -> None:
            self.plugins = plugins

    container = three_plugins().add_transient(Consumer)
    for _ in range(3):
        found = container.get(Consumer).plugins
        assert type(found) is dict
        assert [(name, type(plugin)) for name, plugin in found.items()] == [("search", Search), ("mail", Mail)]


def test_each_member_keeps_its_lifetime() -> None:
    """L8: a collection is made anew, what is in it as its own registration says."""
    container = three_plugins().add_transient(Host)
    first, second = container.get(Host).plugins, container.get(Host).plugins
    assert first is not second
    assert first[1] is second[1] is container.get(Plugin)
    assert first[0] is not second[0]


def test_collection_may_be_changed_by_its_owner() -> None:
    """Nobody else has it."""
    container = three_plugins().add_singleton(Host)
    container.get(Host).plugins.clear()
    assert len(container.get(list[Plugin])) == 3


def test_instances_and_values_of_the_scope_are_members() -> None:
    """L8: every registration, however it was made."""
    ready, late = Search(), Mail()
    container = ServiceContainer().add_context(Plugin).add_instance(Plugin, ready, qualifier="ready")
    container.add_scoped(Plugin, Audit, qualifier="scoped")
    with container.create_scope(context={Plugin: late}) as scope:
        for _ in range(3):
            assert scope.get(list[Plugin]) == [late, ready, scope.get(qualified(Plugin, "scoped"))]


def test_only_registrations_of_the_very_type_are_members() -> None:
    """Keys are exact: a subclass registered as itself is another service."""
    container = ServiceContainer().add_singleton(Plugin, Audit).add_singleton(Search)
    assert kinds(container.get(list[Plugin])) == [Audit]


def test_registration_of_later_is_there_at_the_next_get() -> None:
    """L3, L8."""
    container = ServiceContainer().add_singleton(Plugin, Audit).add_transient(Host)
    for _ in range(3):
        assert kinds(container.get(Host).plugins) == [Audit]
    container.add_transient(Plugin, Mail, qualifier="mail")
    for _ in range(3):
        assert kinds(container.get(Host).plugins) == [Audit, Mail]
    container.unregister(Plugin)
    assert kinds(container.get(Host).plugins) == [Mail]


def test_marked_services_are_members() -> None:
    """L1, L8."""
    container = ServiceContainer(service(as_type=Plugin, qualifier="a")(Search), service(as_type=Plugin)(Mail), Host2)
    assert kinds(container.get(Host2).plugins) == [Search, Mail]


@service
class Host2(Host):
    def __init__(self, plugins: "list[Plugin]") -> None:
        super().__init__(plugins)


def test_factory_that_returns_none_leaves_its_place_out() -> None:
    """L2, L8: there is no such service today."""
    available: list[Plugin] = []

    def maybe() -> Plugin | None:
        return available[0] if available else None

    container = three_plugins().add_transient(Plugin, maybe, qualifier="maybe").add_transient(Host)
    container.add_transient(Directory)
    for _ in range(3):
        assert kinds(container.get(Host).plugins) == [Search, Audit, Mail]
        assert kinds(container.get(tuple[Plugin, ...])) == [Search, Audit, Mail]
        assert list(container.get(Directory).plugins) == ["search", "mail"]
    available.append(Search())
    assert kinds(container.get(Host).plugins) == [Search, Audit, Mail, Search]
    assert list(container.get(Directory).plugins) == ["search", "mail", "maybe"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (str, ["east", ""]),
        (Region, [Region.EAST, Region.WEST]),
        (Literal["east", "west"], ["east"]),
        (str | None, [None, "east", ""]),
        (Annotated[str, "a name"], ["east", ""]),
        (int, [7]),
        (type[Plugin], [Audit]),
        (type, [Audit]),
        (tuple[str, int], [("a", 1)]),
        (str | int, ["east", 7, ""]),
        (object, [None, "east", Region.EAST, Region.WEST, 7, True, Audit, ("a", 1), ""]),
        (Any, [None, "east", Region.EAST, Region.WEST, 7, True, Audit, ("a", 1), ""]),
    ],
    ids=str,
)
def test_mapping_takes_the_qualifiers_of_its_type(names: Any, expected: list[object]) -> None:
    """L8: a class, an enum, literals, a union, anything; nothing else is mixed in."""
    container = ServiceContainer()
    for qualifier in (None, "east", Region.EAST, Region.WEST, 7, True, Audit, ("a", 1), ""):
        container.add_singleton(Plugin, Search, qualifier=qualifier)
    for _ in range(3):
        found = container.get(Mapping[names, Plugin])
        assert list(found) == expected
        assert all(found[each] is container.get(qualified(Plugin, each)) for each in expected)
