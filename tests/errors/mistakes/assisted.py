"""Typed factories that do not fit what they make, and calls that do not fit them (L15)."""

from typing import Any, Protocol

from wireworks import AsyncFactory, Factory, ServiceContainer


class Printer: ...


class Report:
    def __init__(self, printer: Printer, title: str, copies: int = 1) -> None: ...


class MakeReport(Protocol):
    def __call__(self, title: str, copies: int = 1) -> Report: ...


class MakeTitled(Protocol):
    def __call__(self, titel: str) -> Report: ...


class MakeCounted(Protocol):
    def __call__(self, copies: str) -> Report: ...


class Office:
    def __init__(self, reports: Factory[Report, [int]]) -> None: ...


class Press:
    def __init__(self, reports: Factory[Report, [bytes, str]], titled: MakeTitled, counted: MakeCounted) -> None: ...


class Shop:
    def __init__(self, printers: Factory[Printer, [int]]) -> None: ...


class Later:
    def __init__(self, reports: AsyncFactory[Report, int]) -> None: ...


class Archive:
    def __init__(self, reports: MakeReport) -> None: ...


def printing() -> ServiceContainer:
    return ServiceContainer().add_singleton(Printer).add_transient(Report)


async def connect() -> Printer:
    return Printer()


def when_a_factory_leaves_a_parameter_to_nobody() -> object:
    return printing().add_transient(Office).get(Office)


def when_factories_pass_what_does_not_fit() -> object:
    return printing().add_transient(Press).validate()


def when_a_factory_of_what_takes_nothing_lists_something() -> object:
    return printing().add_transient(Shop).get(Shop)


def when_a_factory_that_does_not_fit_is_asked_for() -> object:
    return printing().get(Factory[Report, []])


def when_the_types_of_the_arguments_are_no_list() -> object:
    return printing().add_transient(Later).get(Later)


def when_such_a_factory_is_asked_for() -> object:
    return printing().get(Factory[Report, int])


def when_what_a_protocol_makes_is_not_registered() -> object:
    return ServiceContainer().add_transient(Archive).get(Archive)


def when_what_a_protocol_makes_takes_await() -> object:
    container = ServiceContainer().add_singleton(connect).add_transient(Report)
    return container.add_transient(Archive).validate()


def when_a_typed_factory_is_called_with_too_much() -> object:
    make: Any = printing().get(Factory[Report, [int, str]])
    return make(3, "sales", "stock")


def when_a_typed_factory_is_called_with_too_little() -> object:
    make: Any = printing().get(MakeReport)
    return make()


def when_a_typed_factory_is_called_with_another_name() -> object:
    make: Any = printing().get(MakeReport)
    return make(titel="sales")


def when_a_typed_factory_is_given_something_twice() -> object:
    make: Any = printing().get(MakeReport)
    return make("sales", title="stock")


def when_a_plain_factory_is_called_by_position() -> object:
    make: Any = printing()[Report]
    return make("sales")
