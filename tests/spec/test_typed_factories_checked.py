"""L15, L27: what typed factories say is held against what they make, when the graph is checked."""

import re
from typing import Any, Literal, NewType, Protocol

import pytest

from wireworks import (
    AsyncFactory,
    Factory,
    ServiceAsyncError,
    ServiceContainer,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceParameterError,
)


def name_of(annotation: Any) -> str:
    return re.sub(r"\w+\.", "", str(annotation))


class Printer: ...


class Report:
    def __init__(self, printer: Printer, title: str, copies: int = 1) -> None: ...


class Misnamed(Protocol):
    def __call__(self, titel: str) -> Report: ...


class Mistyped(Protocol):
    def __call__(self, title: bytes) -> Report: ...


class Unrelated(Protocol):
    def __call__(self, title: str, colour: str) -> Report: ...


class Lacking(Protocol):
    def __call__(self, copies: int) -> Report: ...


class Wavering(Protocol):
    def __call__(self, title: str = ...) -> Report: ...


FREE = "`title: str`, `copies: int = ...`"
MISTAKES: list[tuple[Any, str, str]] = [
    (Factory[Report, [bytes]], "`Report` has no parameter left for the `bytes`", f"list the types of {FREE}."),
    (Factory[Report, [str, str]], "`Report` has no parameter left for the `str`", f"list the types of {FREE}."),
    (Factory[Report, [int]], "`title: str` of `Report` would be left to nobody", f"list the types of {FREE}."),
    (Factory[Report, []], "`title: str` of `Report` would be left to nobody", f"list the types of {FREE}."),
    (AsyncFactory[Report, [int]], "`title: str` of `Report` would be left", f"list the types of {FREE}."),
    (Misnamed, "`Report` has no parameter `titel`", "name it `title`."),
    (Mistyped, "`Report` takes `title: str`, and not `bytes`", f"let `Mistyped` take {FREE}."),
    (Unrelated, "`Report` has no parameter `colour`", f"let `Unrelated` take {FREE}."),
    (Lacking, "`title: str` of `Report` would be left to nobody", f"let `Lacking` take {FREE}."),
    (Wavering, "`title: str` of `Report` would be left to nobody", f"let `Wavering` take {FREE}."),
]


@pytest.mark.parametrize(("annotation", "why", "fix"), MISTAKES, ids=[name_of(each[0]) for each in MISTAKES])
def test_factory_that_does_not_fit_what_it_makes_is_a_problem(annotation: Any, why: str, fix: str) -> None:
    """L15, L28: with the parameters that are free, and their types."""

    class Shop:
        def __init__(self, make: annotation) -> None: ...

    container = ServiceContainer().add_singleton(Printer).add_transient(Report).add_transient(Shop)
    with pytest.raises(ServiceGraphError, match="1 problem") as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert isinstance(problem, ServiceParameterError)
    assert problem.what.startswith("Parameter `make` of `Shop` is `")
    assert why in problem.what
    assert problem.fix == fix
    with pytest.raises(ServiceParameterError, match="Parameter `make` of `Shop`"):
        container.get(Shop)
    with pytest.raises(ServiceParameterError, match="What is asked for is `"):
        container.get(annotation)


def test_service_that_takes_nothing_says_so() -> None:
    """L15, L28: also what was handed in."""
    container = ServiceContainer().add_singleton(Printer).add_instance(Report, Report(Printer(), "x"))
    for key in (Factory[Printer, [int]], Factory[Report, [str]]):
        with pytest.raises(ServiceParameterError, match="let its callers pass nothing: the container fills all"):
            container.get(key)
    assert container.get(Factory[Report, []])() is container.get(Report)


def test_parameter_that_cannot_be_read_takes_what_is_left() -> None:
    """L5, L15: nobody can tell what it is."""

    class Odd:
        def __init__(self, what: "Unheard", title: str) -> None:  # noqa: F821
            self.told = (what, title)

    container = ServiceContainer().add_transient(Odd)
    assert container.get(Factory[Odd, [int, str]])(3, "x").told == (3, "x")
    with pytest.raises(ServiceParameterError, match="`what` of `Odd` would be left to nobody"):
        container.get(Factory[Odd, [str]])


async def connect() -> Printer:
    return Printer()


class MakeReport(Protocol):
    def __call__(self, title: str) -> Report: ...


class MakeReportOn(Protocol):
    def __call__(self, printer: Printer, title: str) -> Report: ...


def test_sync_factory_of_what_takes_await_is_a_problem() -> None:
    """L15, L27."""

    class Shop:
        def __init__(self, listed: Factory[Report, [str]], named: MakeReport) -> None: ...

    container = ServiceContainer().add_singleton(connect).add_transient(Report).add_transient(Shop)
    with pytest.raises(ServiceGraphError, match="2 problems") as caught:
        container.validate()
    listed, named = caught.value.exceptions
    assert isinstance(listed, ServiceAsyncError)
    assert "takes a `Factory[Report, [str]]` for parameter `listed`, which cannot await" in str(listed)
    assert listed.fix == "let it take `AsyncFactory[Report, [str]]`, or make `connect` sync."
    assert named.fix == "let `MakeReport.__call__` be async, or make `connect` sync."


def test_sync_factory_may_make_what_takes_await_but_for_what_its_callers_pass() -> None:
    """L15, L27: that is not made."""

    class Shop:
        def __init__(self, listed: Factory[Report, [Printer, str]], named: MakeReportOn) -> None:
            self.listed, self.named = listed, named

    container = ServiceContainer().add_singleton(connect).add_transient(Report).add_transient(Shop)
    container.validate()
    shop = container.get(Shop)
    assert isinstance(shop.listed(Printer(), "x"), Report)
    assert isinstance(shop.named(Printer(), "x"), Report)


@pytest.mark.parametrize("annotation", [Factory[Report, int], Factory[Report, [Factory, 3]]], ids=str)
def test_list_that_holds_no_types_cannot_be_read(annotation: Any) -> None:
    """L15, L27."""

    class Shop:
        def __init__(self, make: annotation) -> None: ...

    container = ServiceContainer().add_singleton(Printer).add_transient(Report).add_transient(Shop)
    with pytest.raises(ServiceParameterError, match="The annotation of `make` of `Shop` cannot be read"):
        container.get(Shop)


def test_strings_in_the_list_are_names() -> None:
    """L5, L15."""

    class Shop:
        def __init__(self, make: Factory["Report", ["str", "int"]]) -> None:
            self.make = make

    container = ServiceContainer().add_singleton(Printer).add_transient(Report).add_transient(Shop)
    container.validate()
    assert isinstance(container.get(Shop).make("x", 3), Report)


def test_decorator_takes_its_part_of_what_callers_pass() -> None:
    """L15: what it leaves open is as free as what is open below it."""

    class Signed(Report):
        def __init__(self, report: Report, by: bytes) -> None:
            self.told = (report, by)

    container = ServiceContainer().add_singleton(Printer).add_transient(Report).decorate(Report, Signed)
    report = container.get(Factory[Report, [str, bytes]])("x", b"ada")
    assert isinstance(report, Signed)
    assert report.told[1] == b"ada"
    assert not isinstance(report.told[0], Signed)
    with pytest.raises(ServiceParameterError, match="`by: bytes` of `Report` would be left to nobody"):
        container.get(Factory[Report, [str]])
    with pytest.raises(ServiceParameterError, match="no parameter left for the `Report`"):
        container.get(Factory[Report, [Report, str, bytes]])


UserId = NewType("UserId", int)


class Note:
    def __init__(self, other="x", text: str = "", number: int = 0, thing: object = None) -> None:
        self.said = (other, text, number, thing)


@pytest.mark.parametrize(
    ("passed", "given", "said"),
    [
        (UserId, 3, ("x", "", 3, None)),
        (Literal["a", "b"], "a", ("x", "a", 0, None)),
        (Literal[1], 1, ("x", "", 1, None)),
        (bytes, b"", ("x", "", 0, b"")),
    ],
    ids=str,
)
def test_argument_goes_to_the_parameter_whose_type_it_is(passed: Any, given: object, said: tuple[object, ...]) -> None:
    """L15: before it goes to one that says nothing; a new type is what it is based on, a literal what it is."""
    make = ServiceContainer().add_transient(Note).get(Factory[Note, [passed]])
    assert make(given).said == said


class Caller:
    """Has no more than a protocol of factories would have, and is none."""

    def __call__(self) -> Report:
        raise NotImplementedError


def test_class_with_nothing_but_a_call_is_a_service() -> None:
    """L15: it has to be registered like any other."""

    class Shop:
        def __init__(self, call: Caller) -> None: ...

    with pytest.raises(ServiceNotFoundError, match="`Caller` is not registered, but `Shop` needs it"):
        ServiceContainer().add_singleton(Printer).add_transient(Report).add_transient(Shop).get(Shop)
