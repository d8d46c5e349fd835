"""L14: who asks, where that is a function, where it is made later, and where others stand between."""

import asyncio
import gc
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from tests.support.logs import Log, logging_container, make_log, names
from wireworks import (
    AsyncFactory,
    Consumer,
    Factory,
    Injected,
    Lazy,
    Owned,
    ServiceCircularDependencyError,
    ServiceContainer,
    ServiceGraphError,
)


class Mailer:
    def __init__(self, log: Log) -> None:
        self.log = log


def test_injected_functions_ask() -> None:
    """L13."""
    container = logging_container()

    @container.inject
    def report(title: str, log: Injected[Log]) -> Log:
        return log

    for _ in range(4):
        owner = report("sales").owner
        assert names(Log(owner)) == ["report"]
        assert owner.parameter == "log"
        assert owner.service is report.__wrapped__  # type: ignore[attr-defined]


def test_called_functions_ask() -> None:
    """L13."""

    def report(log: Log, *, audit: Log) -> list[str]:
        return [*names(log, audit), log.owner.parameter, audit.owner.parameter]

    container = logging_container()
    assert container.call(report) == ["report", "report", "log", "audit"]


def test_injected_async_functions_and_methods_ask() -> None:
    """L13."""
    container = logging_container()

    class Desk:
        @container.inject
        async def report(self, log: Injected[Log]) -> Log:
            return log

    async def main() -> None:
        for _ in range(4):
            assert names(await Desk().report()) == ["Desk.report"]

    asyncio.run(main())


def test_parameter_of_a_called_function_is_nobodys() -> None:
    """L13: who calls it, Python does not tell."""
    container = logging_container()
    assert container.call(make_log).owner == Consumer()


@dataclass
class Callback:
    """An object that is called, and has no hash."""

    title: str

    def __call__(self, log: Log, later: Factory[Log]) -> list[Consumer]:
        return [log.owner, later().owner]


def test_objects_that_are_called_ask() -> None:
    """L13: one without a hash by its class, so that consumers may always be keys."""
    owners = logging_container().call(Callback("a"))
    assert owners == [Consumer(Callback, None, each, f"{__name__}.Callback", __name__) for each in ("log", "later")]
    assert len(set(owners)) == 2


def test_functions_that_asked_are_let_go() -> None:
    """Functions come and go, and the plan stays."""
    container = logging_container()

    def called() -> "weakref.ref[object]":
        def local(log: Log, logs: list[Log], later: Factory[Log]) -> None:
            assert names(log, *logs, later()) == ["local"] * 3

        container.call(local)
        return weakref.ref(local)

    function = called()
    gc.collect()
    assert function() is None


class Desk:
    def __init__(self, make: Factory[Log], amake: AsyncFactory[Log], lazy: Lazy[Log], own: Owned[Log]) -> None:
        self.make, self.amake, self.lazy, self.own = make, amake, lazy, own


def test_who_holds_a_factory_asks() -> None:
    """L15, L16."""
    container = logging_container().add_transient(Desk)

    async def main() -> None:
        for _ in range(4):
            desk = await container.aget(Desk)
            with desk.own as own:
                logs = [desk.make(), await desk.amake(), desk.lazy.value, own]
            assert names(*logs) == ["Desk"] * 4
            assert [log.owner.parameter for log in logs] == ["make", "amake", "lazy", "own"]
            assert names(await desk.lazy.avalue()) == ["Desk"]

    asyncio.run(main())


def test_arguments_of_a_typed_factory_go_beside_the_consumer() -> None:
    """L15."""

    class Tool:
        def __init__(self, title: str, consumer: Consumer) -> None:
            self.title, self.owner = title, consumer

    class Bench:
        def __init__(self, tool: Factory[Tool, [str]], any_tool: Factory[Tool]) -> None:
            self.tools = [tool("saw"), any_tool(title="file")]

    container = ServiceContainer().add_transient(Tool).add_singleton(Bench)
    container.validate()
    tools = container.get(Bench).tools
    assert [(tool.title, tool.owner.parameter) for tool in tools] == [("saw", "tool"), ("file", "any_tool")]
    assert container[Tool](title="axe").owner == Consumer()


def test_factory_that_is_asked_for_directly_has_nobody() -> None:
    """L13."""
    container = logging_container()
    assert container.get(Factory[Log])().owner == container.get(Lazy[Log]).value.owner == Consumer()


def test_functions_hold_factories() -> None:
    """L13, L15."""
    container = logging_container()

    @container.inject
    def report(make: Injected[Factory[Log]], logs: Injected[list[Factory[Log]]]) -> list[Log]:
        return [make(), logs[0]()]

    for _ in range(4):
        assert names(*report()) == ["report", "report"]


def test_members_of_a_collection_are_for_whoever_asked_for_it() -> None:
    """L8."""

    class Desk:
        def __init__(self, logs: Sequence[Log], by_name: Mapping[str, Log], later: Factory[list[Log]]) -> None:
            self.logs = [*logs, *by_name.values(), *later()]

    container = logging_container().add_transient(make_log, qualifier="second").add_transient(Desk)
    for _ in range(4):
        logs = container.get(Desk).logs
        assert names(*logs) == ["Desk"] * 5
        assert [log.owner.parameter for log in logs] == ["logs", "logs", "by_name", "later", "later"]
        assert [log.owner for log in container.get(list[Log])] == [Consumer()] * 2


def test_collection_without_such_members_is_one_for_all() -> None:
    """L8: members that are shared, or ask nothing, stay what they are."""
    container = ServiceContainer().add_singleton(Mailer, Factory(Mailer, Log(Consumer()))).add_transient(Desk)

    def first(mailers: list[Mailer]) -> Mailer:
        return mailers[0]

    assert container.call(first) is container.get(Mailer)


class Loud(Log):
    """What a decorator puts around a log."""

    def __init__(self, inner: Log, consumer: Consumer, mailer: Mailer) -> None:
        super().__init__(inner.owner)
        self.own, self.mailer = consumer, mailer


def test_decorators_hand_on_who_asks() -> None:
    """Decorating: the wrapper and what it wraps have the same consumer; the wrapper is that of all else it takes."""
    container = logging_container().add_transient(Mailer, Factory(Mailer, Log(Consumer(name="fixed"))))
    container.decorate(Log, Loud)

    class Desk:
        def __init__(self, log: Log) -> None:
            self.log = log

    container.add_transient(Desk)
    for _ in range(4):
        log = container.get(Desk).log
        assert isinstance(log, Loud)
        assert names(log, Log(log.own)) == ["Desk", "Desk"]
        assert log.mailer.log.owner.name == "fixed"


def test_only_the_decorator_may_want_to_know() -> None:
    def note(inner: Mailer, consumer: Consumer, log: Log) -> Mailer:
        inner.log = log
        seen.append(consumer)
        return inner

    def use(mailer: Mailer) -> Mailer:
        return mailer

    seen: list[Consumer] = []
    container = logging_container().add_transient(Mailer).decorate(Mailer, note)
    assert names(container.call(use).log) == ["note"]
    assert names(*map(Log, seen)) == ["use"]


class Hen:
    def __init__(self, egg: "Egg", consumer: Consumer) -> None: ...


class Egg:
    def __init__(self, hen: Hen) -> None: ...


def test_circles_through_it_are_found() -> None:
    """L27: and told once, by everybody."""
    container = ServiceContainer().add_transient(Hen).add_transient(Egg)
    for key in (Hen, Egg):
        with pytest.raises(ServiceCircularDependencyError):
            container.get(key)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert len(caught.value.exceptions) == 1


class Chick:
    def __init__(self, nest: "Lazy[Nest]", consumer: Consumer) -> None:
        self.nest, self.owner = nest, consumer


class Nest:
    def __init__(self, chick: Chick) -> None:
        self.chick = chick


def test_lazy_circles_through_it_are_fine() -> None:
    """L16."""
    container = ServiceContainer().add_transient(Chick).add_singleton(Nest)
    container.validate()
    nest = container.get(Nest)
    assert nest.chick.nest.value is nest
    assert nest.chick.owner.service is Nest
