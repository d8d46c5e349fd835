"""L15: a protocol of nothing but `__call__` asks for a factory of what that returns, and says what callers pass."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Protocol

import pytest

from wireworks import (
    Factory,
    Inject,
    Injected,
    ServiceContainer,
    ServiceNotFoundError,
    ServiceParameterError,
)


class Printer: ...


class Report:
    def __init__(self, printer: Printer, title: str, copies: int = 1, *, big: bool = False) -> None:
        self.printer = printer
        self.told = (title, copies, big)


class MakeReport(Protocol):
    def __call__(self, title: str, copies: int = 7) -> Report: ...


class MakeReportLater(Protocol):
    async def __call__(self, title: str, *, big: bool = ...) -> Report: ...


class Office:
    def __init__(self, make: MakeReport, later: MakeReportLater) -> None:
        self.make, self.later = make, later


def office(compile_after: int | None = 1) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Printer).add_transient(Report).add_transient(Office)
    container._resolvers._compile_after = compile_after  # noqa: SLF001 - the seam for tests of both modes
    return container


@pytest.mark.parametrize("compile_after", [None, 0], ids=["interpreted", "compiled"])
def test_callers_pass_what_the_protocol_names(compile_after: int | None) -> None:
    """L15: by position or by name, as it says."""
    container = office(compile_after)
    container.validate()
    found = container.get(Office)
    assert found.make("a", 2).told == found.make("a", copies=2).told == found.make(copies=2, title="a").told
    assert found.make("a", 2).told == ("a", 2, False)
    assert found.make("a").printer is container.get(Printer)
    assert asyncio.run(found.later("b", big=True)).told == ("b", 1, True)
    assert repr(found.make) == "MakeReport"


def test_default_of_the_protocol_is_what_callers_leave_out() -> None:
    """L15: that is what their author reads; `...` leaves it to the factory itself."""
    found = office().get(Office)
    assert found.make("a").told == ("a", 7, False)
    assert asyncio.run(found.later("b")).told == ("b", 1, False)


def test_protocol_is_asked_of_the_container_and_injected_into_functions() -> None:
    """L13, L15."""
    container = office()

    @container.inject
    def run(make: Injected[MakeReport]) -> Report:
        return make("run", 3)

    assert run().told == container.get(MakeReport)("run", 3).told == ("run", 3, False)
    assert container.call(lambda make: make, make=4) == 4


def test_protocol_that_is_registered_is_a_service_like_others() -> None:
    """L3, L15."""

    def make(title: str, copies: int = 7) -> Report:
        raise AssertionError(title, copies)

    def make_one() -> MakeReport:
        return make

    container = office().add_transient(MakeReport, make_one)
    assert container.get(Office).make is make
    assert container.get(MakeReport) is make


def test_parameter_with_a_default_keeps_it_while_the_protocol_is_not_registered() -> None:
    """L6: a protocol with a default is a type like any other."""

    class Sorter:
        def __init__(self, make: MakeReport | None = None) -> None:
            self.make = make

    assert office().add_transient(Sorter).get(Sorter).make is None


def test_parameter_without_a_default_may_be_optional() -> None:
    """L6, L15."""

    class Shop:
        def __init__(self, make: MakeReport | None) -> None:
            self.make = make

    make = office().add_transient(Shop).get(Shop).make
    assert make is not None
    assert make("x").told == ("x", 7, False)


def test_qualifier_is_that_of_the_service() -> None:
    """L8, L15: said of the protocol, or by it."""

    class MakeMany(Protocol):
        def __call__(self, title: str) -> Annotated[Report, Inject(qualifier="many")]: ...

    class Shop:
        def __init__(self, one: Annotated[MakeReport, Inject(qualifier="many")], other: MakeMany) -> None:
            self.one, self.other = one, other

    container = office().add_transient(Report, Factory(Report, big=True), qualifier="many")
    shop = container.add_transient(Shop).get(Shop)
    assert shop.one("x").told == ("x", 7, True)
    assert shop.other("x").told == ("x", 1, True)


def test_protocol_with_open_keywords_lets_callers_pass_anything_else() -> None:
    """L11, L15."""

    class MakeAny(Protocol):
        def __call__(self, **arguments: Any) -> Report: ...

    make = office().get(MakeAny)
    assert make(title="x", big=True).told == ("x", 1, True)
    with pytest.raises(ServiceParameterError, match="has no parameter `tilte`"):
        make(tilte="x")


def test_factory_with_open_keywords_takes_whatever_the_protocol_names() -> None:
    """L15."""

    class Options:
        def __init__(self, **options: object) -> None:
            self.options = options

    class MakeOptions(Protocol):
        def __call__(self, colour: str, depth: int = 3) -> Options: ...

    make = ServiceContainer().add_transient(Options).get(MakeOptions)
    assert make("red").options == {"colour": "red", "depth": 3}


def test_positional_only_parameters_go_by_their_names_too() -> None:
    """L5, L15."""

    class Point:
        def __init__(self, x: int, y: int, /) -> None:
            self.at = (x, y)

    class MakePoint(Protocol):
        def __call__(self, y: int, x: int, /) -> Point: ...

    make: Any = ServiceContainer().add_transient(Point).get(MakePoint)
    assert make(1, 2).at == (2, 1)
    with pytest.raises(ServiceParameterError, match="got `x` by name"):
        make(1, x=2)


def test_call_that_is_not_what_the_protocol_says_is_refused() -> None:
    """L11, L15."""
    make: Any = office().get(MakeReport)
    with pytest.raises(ServiceParameterError, match=r"takes `title: str`, `copies: int = \.\.\.`, but got 3"):
        make("a", 1, True)
    with pytest.raises(ServiceParameterError, match="but `title` is missing"):
        make(copies=2)
    with pytest.raises(ServiceParameterError, match=r"got `titel` by name. Did you mean `title`\?"):
        make("a", titel="b")
    with pytest.raises(ServiceParameterError, match="but `title` is given twice"):
        make("a", title="b")


def test_protocol_of_an_awaitable_is_async() -> None:
    """L15: however it is written."""

    class Later(Protocol):
        def __call__(self, title: str) -> Awaitable[Report]: ...

    make = office().get(Later)

    async def main() -> Report:
        return await make("x")

    assert asyncio.run(main()).told == ("x", 1, False)


def test_protocol_inherits_its_call() -> None:
    """L15."""

    class MakeIt(MakeReport, Protocol):
        """A name of its own."""

    assert office().get(MakeIt)("x").told == ("x", 7, False)


class Named(Protocol):
    name: str

    def __call__(self, title: str) -> Report: ...


class Closing(Protocol):
    def __call__(self, title: str) -> Report: ...
    def close(self) -> None: ...


class Silent(Protocol):
    def __call__(self, title: str): ...


class Nothing(Protocol):
    def __call__(self, title: str) -> None: ...


class MakeMaker(Protocol):
    def __call__(self) -> Factory[Report]: ...


class NotAProtocol:
    def __call__(self, title: str) -> Report:
        raise AssertionError(title)


def test_protocol_that_asks_for_more_than_a_call_is_no_factory() -> None:
    """L15: nothing but the factory itself could have the rest."""
    for key in (Named, Closing, Silent, Nothing, MakeMaker, NotAProtocol, Callable[[str], Report]):
        with pytest.raises(ServiceNotFoundError):
            office().get(key)


def test_protocol_of_what_is_not_registered_is_not_registered_either() -> None:
    """L15, L28: with both ways out."""

    class Lost: ...

    class MakeLost(Protocol):
        def __call__(self) -> Lost: ...

    class Shop:
        def __init__(self, make: MakeLost) -> None: ...

    with pytest.raises(ServiceNotFoundError, match="`MakeLost` is not registered, but `Shop` needs it") as caught:
        ServiceContainer().add_transient(Shop).get(Shop)
    assert "or register `Lost`, which it is then a factory of" in str(caught.value)
    with pytest.raises(ServiceNotFoundError, match="or register `Lost`"):
        ServiceContainer().get(MakeLost)


def test_product_that_has_no_name_yet_is_not_found() -> None:
    """L5, L15."""

    class MakeLater(Protocol):
        def __call__(self) -> "Later": ...  # noqa: F821

    with pytest.raises(ServiceNotFoundError, match="`MakeLater` is not registered"):
        ServiceContainer().get(MakeLater)


def test_parameter_that_a_factory_of_it_would_fill_is_not_free() -> None:
    """L15: a protocol among the parameters of what is made."""

    class Press:
        def __init__(self, make: MakeReport, name: str) -> None:
            self.make, self.name = make, name

    press = office().add_transient(Press).get(Factory[Press, [str]])("big")
    assert press.name == "big"
    assert press.make("x").told == ("x", 7, False)


def test_protocol_of_what_exists_already_takes_no_names() -> None:
    """L11, L15: an instance was made without them."""
    container = ServiceContainer().add_instance(Report, Report(Printer(), "old")).add_transient(Desk)
    with pytest.raises(ServiceParameterError, match="`Report` has no parameter `title`"):
        container.get(Desk)


class Desk:
    def __init__(self, make: MakeReport) -> None: ...
