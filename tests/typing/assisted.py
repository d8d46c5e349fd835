"""What type checkers must see of typed factories: checked by mypy --strict and basedpyright, never run."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, assert_type

from wireworks import AsyncFactory, Factory, Injected, KwArg, ServiceContainer


class Report: ...


class BigReport(Report): ...


def make_report(title: str) -> Report:
    return Report()


class MakeReport(Protocol):
    def __call__(self, title: str, copies: int = 1) -> Report: ...


class MakeReportLater(Protocol):
    async def __call__(self, title: str) -> Report: ...


class Office:
    def __init__(
        self,
        plain: Factory[Report],
        listed: Factory[Report, [int, str]],
        nothing: Factory[Report, []],
        anything: Factory[Report, ...],
        named: MakeReport,
    ) -> None:
        assert_type(plain(1, "x", copies=3), Report)
        assert_type(listed(1, "x"), Report)
        assert_type(nothing(), Report)
        assert_type(anything(1, copies=3), Report)
        assert_type(named("x", copies=3), Report)
        listed("x", 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        listed(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        listed(1, "x", copies=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        nothing(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        assert_type(anything, Factory[Report])
        self.wants_plain(listed)
        self.wants_listed(plain)
        self.wants_a_callable(listed)
        self.wants_named(plain)

    def wants_plain(self, make: Factory[Report]) -> None: ...

    def wants_listed(self, make: Factory[Report, [int, str]]) -> None: ...

    def wants_a_callable(self, make: Callable[[int, str], Report]) -> None: ...

    def wants_named(self, make: MakeReport) -> None: ...

    async def later(
        self, plain: AsyncFactory[Report], listed: AsyncFactory[Report, [int, str]], named: MakeReportLater
    ) -> None:
        assert_type(await plain(title="x"), Report)
        assert_type(await listed(1, "x"), Report)
        assert_type(await named("x"), Report)
        await listed("x", 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        await listed(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        self.wants_an_async_callable(listed)

    def wants_an_async_callable(self, make: Callable[[int, str], Coroutine[Any, Any, Report]]) -> None: ...


def values() -> Factory[Report]:
    assert_type(Factory(Report), Factory[Report])
    assert_type(Factory(make_report, "x"), Factory[Report])
    assert_type(Factory(BigReport, KwArg("x", 3))(1, y=2), BigReport)
    return Factory(make_report)


async def asked(container: ServiceContainer) -> None:
    assert_type(container.get(Factory[Report, [int, str]]), Factory[Report, [int, str]])
    assert_type(container.get(MakeReport), MakeReport)
    assert_type(await container.aget(AsyncFactory[Report, [str]]), AsyncFactory[Report, [str]])
    assert_type(container[Report], Factory[Report])
    assert_type(container.afactory(Report), AsyncFactory[Report])


container = ServiceContainer()


@container.inject
def injected(listed: Injected[Factory[Report, [int]]], named: Injected[MakeReport]) -> int:
    assert_type(listed(3), Report)
    assert_type(named("x"), Report)
    return 3
