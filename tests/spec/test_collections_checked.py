"""L8: collections with nothing to put in, and with members that are scoped, async, broken or in a circle."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

import pytest

from tests.support.plugins import Audit, Directory, Host, Mail, Plugin, Search, kinds, three_plugins
from wireworks import Factory, ServiceContainer, qualified
from wireworks.errors import (
    ServiceAsyncError,
    ServiceCircularDependencyError,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceScopeError,
)


class Easy:
    def __init__(self, plugins: Sequence[Plugin] = (), by_name: Mapping[str, Plugin] | None = None) -> None:
        self.plugins = plugins
        self.by_name = by_name


class Region: ...


def test_default_stands_in_where_nothing_is_registered() -> None:
    """L6, L8: both may be empty only if the parameter has a default."""
    container = ServiceContainer().add_transient(Easy)
    for _ in range(3):
        easy = container.get(Easy)
        assert easy.plugins == ()
        assert easy.by_name is None
    container.validate()
    container.add_transient(Plugin, Mail)
    easy = container.get(Easy)
    assert kinds(easy.plugins) == [Mail]
    assert easy.by_name is None


def test_empty_list_without_a_default_is_a_problem_that_says_so() -> None:
    """L8, L27, L28."""
    container = ServiceContainer().add_singleton(Host)
    with pytest.raises(ServiceNotFoundError) as caught:
        container.get(Host)
    what = "No `Plugin` is registered, so `list[Plugin]` would be empty, but `Host` needs it for parameter `plugins`."
    text = str(caught.value)
    assert text.startswith(what)
    assert "parameter `plugins`" in text
    assert "Fix: register one, as in `container.add_singleton(Plugin, ...)`, or give the parameter a default.\n" in text
    with pytest.raises(ServiceGraphError) as group:
        container.validate()
    assert [str(error) for error in group.value.exceptions] == [text]


def test_empty_mapping_says_which_qualifiers_it_looks_for() -> None:
    """L8, L28."""
    container = ServiceContainer().add_singleton(Plugin, Mail).add_singleton(Directory)
    with pytest.raises(ServiceNotFoundError) as caught:
        container.get(Directory)
    text = str(caught.value)
    assert text.startswith(
        "No `Plugin` is registered with a `str` for a qualifier, so `Mapping[str, Plugin]` would be empty, "
        "but `Directory` needs it for parameter `plugins`."
    )
    assert "`container.add_singleton(Plugin, ..., qualifier=...)`" in text
    assert "`Plugin` is registered without a qualifier." in text


def test_empty_collection_that_is_asked_for_names_near_misses() -> None:
    """L28."""
    container = ServiceContainer().add_singleton(Search)
    with pytest.raises(ServiceNotFoundError) as caught:
        container.get(tuple[Plugin, ...])
    text = str(caught.value)
    assert text.startswith("No `Plugin` is registered, so `tuple[Plugin, ...]` would be empty.\n")
    assert "`container.add_singleton(Plugin, Search)`. `Search` is registered, but under its own name." in text


def test_factory_of_an_empty_collection_is_refused() -> None:
    """L8, L15."""
    container = ServiceContainer()
    with pytest.raises(ServiceNotFoundError, match="would be empty"):
        container[list[Plugin]]
    with pytest.raises(ServiceNotFoundError, match="would be empty"):
        container.get(Factory[list[Plugin]])


def test_collection_takes_no_arguments() -> None:
    """L11: its members are no parameters."""
    container = three_plugins()
    for name in ("plugins", "[0]"):
        with pytest.raises(ServiceParameterError, match="it takes none"):
            container[list[Plugin]](**{name: 1})


# what the members are, the collection is


def test_singleton_may_not_keep_a_collection_with_a_scoped_member() -> None:
    """L8, L27: the chain leads through the collection."""
    container = ServiceContainer().add_singleton(Plugin, Audit).add_scoped(Plugin, Mail, qualifier="mail")
    container.add_singleton(Host)
    for check in (container.validate, lambda: container.get(Host)):
        with pytest.raises((ServiceScopeError, ServiceGraphError)) as caught:
            check()
        error = caught.value.exceptions[0] if isinstance(caught.value, ServiceGraphError) else caught.value
        text = str(error)
        assert text.startswith("`Host` (singleton) would keep `Plugin['mail']` (scoped) past its scope.")
        assert "list[Plugin]" in text
        assert "parameter `[1]`" in text


def test_collection_with_a_scoped_member_needs_a_scope() -> None:
    """L8, L23."""
    container = ServiceContainer().add_scoped(Plugin, Mail).add_transient(Host)
    with pytest.raises(ServiceScopeError):
        container.get(list[Plugin])
    with container.create_scope() as scope:
        for _ in range(3):
            assert scope.get(Host).plugins == [scope.get(Plugin)]
            assert container.get(Mapping[None, Plugin]) == {None: scope.get(Plugin)}


def test_collection_with_an_async_member_takes_await() -> None:
    """L8, L10."""

    async def connect() -> Plugin:
        return Mail()

    container = ServiceContainer().add_transient(Plugin, Audit).add_transient(Plugin, connect, qualifier="mail")
    container.add_transient(Host)
    with pytest.raises(ServiceAsyncError, match="connect"):
        container.get(Host)

    async def main() -> None:
        for _ in range(3):
            assert kinds((await container.aget(Host)).plugins) == [Audit, Mail]

    asyncio.run(main())


def test_sync_factory_of_an_async_collection_is_a_problem() -> None:
    """L27."""

    async def connect() -> Plugin:
        return Mail()

    class Consumer:
        def __init__(self, make: Factory[list[Plugin]]) -> None: ...

    container = ServiceContainer().add_transient(Plugin, connect).add_transient(Consumer)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert "takes a `Factory[list[Plugin]]`" in str(caught.value.exceptions[0])


def test_members_are_closed_newest_first() -> None:
    """L8, L20."""
    closed: list[str] = []

    def first() -> Iterator[Plugin]:
        yield Audit()
        closed.append("first")

    async def second() -> AsyncIterator[Plugin]:
        yield Mail()
        closed.append("second")

    container = ServiceContainer().add_scoped(Plugin, first).add_scoped(Plugin, second, qualifier="second")

    async def main() -> None:
        for _ in range(3):
            async with container.create_scope() as scope:
                assert kinds(await scope.aget(list[Plugin])) == [Audit, Mail]
            assert closed == ["second", "first"]
            closed.clear()

    asyncio.run(main())


def test_member_that_takes_the_collection_is_a_cycle() -> None:
    """L8, L27: found by `validate` too, once."""

    class Composite(Plugin):
        def __init__(self, plugins: list[Plugin]) -> None: ...

    container = ServiceContainer().add_transient(Plugin, Audit).add_transient(Plugin, Composite, qualifier="all")
    for key in (qualified(Plugin, "all"), list[Plugin], Sequence[Plugin]):
        with pytest.raises(ServiceCircularDependencyError, match=r"list\[Plugin\]"):
            container.get(key)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert [type(error) for error in caught.value.exceptions] == [ServiceCircularDependencyError]


def test_member_may_take_a_factory_of_the_collection() -> None:
    """L15: which breaks the cycle."""

    class Composite(Plugin):
        def __init__(self, plugins: Factory[list[Plugin]]) -> None:
            self.plugins = plugins

    container = ServiceContainer().add_singleton(Plugin, Audit).add_singleton(Plugin, Composite, qualifier="all")
    container.validate()
    composite = container.get(qualified(Plugin, "all"))
    assert isinstance(composite, Composite)
    for _ in range(3):
        assert composite.plugins()[1] is composite


def test_broken_member_breaks_the_collection_whatever_the_default() -> None:
    """L6: a default does not hide that a registered service cannot be made."""

    class Broken(Plugin):
        def __init__(self, region: Region) -> None: ...

    container = ServiceContainer().add_transient(Plugin, Broken).add_transient(Easy)
    with pytest.raises(ServiceNotFoundError, match="`Region` is not registered"):
        container.get(Easy)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert len(caught.value.exceptions) == 1


def test_threads_get_the_same_singletons_in_their_collections() -> None:
    """L8, L26."""
    container = three_plugins().add_transient(Host)
    barrier = threading.Barrier(8)
    found: list[list[Plugin]] = []

    def ask() -> None:
        barrier.wait()
        found.extend(container.get(Host).plugins for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert {id(plugins[1]) for plugins in found} == {id(container.get(Plugin))}


def test_many_collections_are_planned_in_one_go() -> None:
    """L27: linear in the size of the graph."""
    container = ServiceContainer()
    names = [type(f"Service{number}", (), {}) for number in range(300)]
    consumers: list[type] = []
    for name in names:
        container.add_transient(name)

        def begin(self: object, each: list[name], other: Mapping[object, name]) -> None: ...  # type: ignore[valid-type]

        consumers.append(type("Consumer", (), {"__init__": begin}))
        container.add_transient(consumers[-1])
    container.validate()
    assert len(container.get(list[names[7]])) == 1  # type: ignore[valid-type]
