"""L15: `Factory[T, [int, str]]` says what its callers pass, by position."""

import asyncio
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, NewType

import pytest

from wireworks import (
    AsyncFactory,
    Factory,
    Inject,
    Injected,
    KwArg,
    ServiceContainer,
    ServiceParameterError,
    ServiceResolutionError,
)


class Printer: ...


class Report:
    def __init__(self, printer: Printer, title: str, copies: int = 1, *, big: bool = False) -> None:
        self.printer = printer
        self.told = (title, copies, big)


class Office:
    def __init__(
        self,
        by_title: Factory[Report, [str]],
        by_copies: Factory[Report, [int, str]],
        all_of_it: AsyncFactory[Report, [bool, int, str]],
    ) -> None:
        self.by_title = by_title
        self.by_copies = by_copies
        self.all_of_it = all_of_it


def office(compile_after: int | None = 1) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Printer).add_transient(Report).add_transient(Office)
    container._resolvers._compile_after = compile_after  # noqa: SLF001 - the seam for tests of both modes
    return container


@pytest.mark.parametrize("compile_after", [None, 0], ids=["interpreted", "compiled"])
def test_callers_pass_what_is_listed_in_that_order(compile_after: int | None) -> None:
    """L15: each type finds its parameter; the container fills the rest."""
    container = office(compile_after)
    container.validate()
    found = container.get(Office)
    report = found.by_title("sales")
    assert report.told == ("sales", 1, False)
    assert report.printer is container.get(Printer)
    assert found.by_copies(3, "stock").told == ("stock", 3, False)
    assert asyncio.run(found.all_of_it(True, 2, "staff")).told == ("staff", 2, True)


def test_factory_is_shown_as_its_annotation() -> None:
    """L15, L28."""
    found = office().get(Office)
    shown = [repr(found.by_title), repr(found.by_copies), repr(found.all_of_it), repr(office()[Report])]
    assert shown == [
        "Factory[Report, [str]]",
        "Factory[Report, [int, str]]",
        "AsyncFactory[Report, [bool, int, str]]",
        "Factory[Report]",
    ]


def test_factory_that_lists_nothing_in_particular_takes_anything_by_name() -> None:
    """L15: `Factory[T, ...]` is `Factory[T]`."""

    class Shop:
        def __init__(self, one: Factory[Report], other: Factory[Report, ...]) -> None:
            self.one, self.other = one, other

    shop = office().add_transient(Shop).get(Shop)
    assert shop.one(title="a", big=True).told == shop.other(title="a", big=True).told == ("a", 1, True)
    assert repr(shop.other) == "Factory[Report]"


def test_typed_factory_is_got_from_the_container_and_injected_into_functions() -> None:
    """L13, L15."""
    container = office()

    @container.inject
    def run(reports: Injected[Factory[Report, [str]]]) -> Report:
        return reports("run")

    assert run().told == container.get(Factory[Report, [str]])("run").told == ("run", 1, False)
    assert container.get(Factory[Report, [str]])("run").told == ("run", 1, False)


UserId = NewType("UserId", int)


class Animal: ...


class Dog(Animal): ...


class Puppy(Dog): ...


@dataclass
class Zoo:
    first: Dog
    second: Animal
    user: UserId
    number: float
    either: bytes | list[int]
    word: Literal["a", "b"]
    names: dict[str, int]
    later: Factory[Printer]
    anything: Any


LISTED: list[tuple[Any, list[Any], list[int]]] = [
    # what is listed, what is passed, and at which places of `Zoo` it arrives
    ([Dog, Animal], ["dog", "animal"], [0, 1]),
    ([Animal, Dog], ["animal", "dog"], [1, 0]),
    ([Dog, Dog], ["one", "two"], [0, 1]),
    ([Puppy, Dog], ["puppy", "dog"], [1, 0]),
    ([UserId, int], ["user", "number"], [2, 3]),
    ([float], ["number"], [3]),
    ([bytes], ["either"], [4]),
    ([list[int]], ["either"], [4]),
    ([bytes | list[int]], ["either"], [4]),
    ([Literal["a", "b"]], ["word"], [5]),
    ([dict[str, int]], ["names"], [6]),
    ([dict], ["names"], [6]),
    ([Factory[Printer]], ["later"], [7]),
    ([object, Dog], ["anything", "dog"], [8, 0]),
    ([Any, Dog], ["any", "dog"], [8, 0]),
    ([Any], ["any"], [6]),
]


@pytest.mark.parametrize(("listed", "values", "places"), LISTED, ids=[str(each[0]) for each in LISTED])
def test_type_goes_to_the_parameter_that_it_fits_best(listed: list[Any], values: list[Any], places: list[int]) -> None:
    """L15: the very type first, then a base class of it, then what nobody can tell; from left to right."""
    names = [field.name for field in fields(Zoo)]
    wired = {name: None for place, name in enumerate(names) if place not in places}
    container = ServiceContainer().add_transient(Zoo, Factory(Zoo, **wired))
    zoo = container.get(Factory[Zoo, listed])(*values)
    assert [getattr(zoo, names[place]) for place in places] == values


@pytest.mark.parametrize(
    "listed",
    [
        [str],
        [int],
        [list[str]],
        [Literal["c", 1]],
        [bytes | None],
        [bytes | str],
        [dict[str, str]],
        [Factory[Report]],
        [AsyncFactory[Printer]],
        [Printer],
    ],
    ids=str,
)
def test_type_that_fits_no_parameter_is_refused(listed: list[Any]) -> None:
    """L15: an int is no UserId, a word no Literal, and what may be missing is not what has to be there."""

    class Narrow:
        def __init__(
            self,
            user: UserId,
            either: bytes | list[int],
            word: Literal["a", "b"],
            names: dict[str, int],
            later: Factory[Printer],
        ) -> None: ...

    with pytest.raises(ServiceParameterError, match="has no parameter left for"):
        ServiceContainer().add_transient(Narrow).get(Factory[Narrow, listed])


def test_optional_parameter_takes_what_may_be_missing() -> None:
    """L15."""

    class Letter:
        def __init__(self, stamp: str | None) -> None:
            self.stamp = stamp

    container = ServiceContainer().add_transient(Letter)
    assert container.get(Factory[Letter, [str | None]])(None).stamp is None
    assert container.get(Factory[Letter, [str]])("penny").stamp == "penny"


def test_type_that_the_container_would_fill_is_the_callers_when_it_is_listed() -> None:
    """L15: after the parameters that are free."""
    container = office()
    printer = Printer()
    report = container.get(Factory[Report, [Printer, str]])(printer, "mine")
    assert report.printer is printer
    assert report.told == ("mine", 1, False)


def test_parameter_of_a_registered_factory_value_is_not_free() -> None:
    """L15, L19: what it says already, callers do not have to."""
    container = ServiceContainer().add_singleton(Printer)
    container.add_transient(Report, Factory(Report, KwArg("title", "wired")))
    assert container.get(Factory[Report, [int]])(3).told == ("wired", 3, False)
    container.unregister(Report)
    container.add_transient(Report, Factory(Report, Printer(), "wired"))
    assert container.get(Factory[Report, [int]])(3).told == ("wired", 3, False)
    with pytest.raises(ServiceParameterError, match="no parameter left for the `str`"):
        container.get(Factory[Report, [str]])


def test_configured_parameter_is_not_free() -> None:
    """L7, L15."""

    class Mail:
        def __init__(self, host: Annotated[str, Inject(param="host")], to: str) -> None:
            self.told = (host, to)

    container = ServiceContainer(params={"host": "localhost"}).add_transient(Mail)
    assert container.get(Factory[Mail, [str]])("ada").told == ("localhost", "ada")


def test_service_is_asked_for_with_a_qualifier() -> None:
    """L8, L15."""
    container = office().add_transient(Report, Factory(Report, copies=9), qualifier="many")

    class Shop:
        def __init__(self, make: Annotated[Factory[Report, [str]], Inject(qualifier="many")]) -> None:
            self.make = make

    assert container.add_transient(Shop).get(Shop).make("x").told == ("x", 9, False)


def test_arguments_for_a_shared_service_come_too_late_once_it_exists() -> None:
    """L11, L15."""
    container = ServiceContainer().add_singleton(Printer).add_singleton(Report)
    make = container.get(Factory[Report, [str]])
    assert make("first").told == ("first", 1, False)
    with pytest.raises(ServiceResolutionError, match="exists already"):
        make("second")


def report_of(container: ServiceContainer) -> Factory[Report, [int, str]]:
    return container.get(Factory[Report, [int, str]])


def test_call_that_is_not_what_the_annotation_says_is_refused() -> None:
    """L11, L15: too many, too few, or by name."""
    make: Any = report_of(office())
    with pytest.raises(ServiceParameterError, match="takes `copies: int`, `title: str`, but got 3 by position"):
        make(1, "a", True)
    with pytest.raises(ServiceParameterError, match="but `title` is missing"):
        make(1)
    with pytest.raises(ServiceParameterError, match="but got `title` by name"):
        make(1, title="a")
    with pytest.raises(ServiceParameterError, match="but `title` is given twice"):
        make(1, "a", title="b")
    nothing: Any = ServiceContainer().add_transient(Printer).get(Factory[Printer, []])
    assert isinstance(nothing(), Printer)
    with pytest.raises(ServiceParameterError, match=r"`Factory\[Printer, \[\]\]` takes no arguments, but got 1"):
        nothing(1)


def test_async_call_that_is_not_what_the_annotation_says_is_refused() -> None:
    """L11, L15."""
    make: Any = office().get(Office).all_of_it
    with pytest.raises(ServiceParameterError, match="but `copies` is missing"):
        make(True)


def test_plain_factory_takes_nothing_by_position() -> None:
    """L11, L15: and says how to have it otherwise."""
    make: Any = office()[Report]
    with pytest.raises(ServiceParameterError, match="takes its arguments by name, but got 1 by position") as caught:
        make("title")
    assert caught.value.fix == "name them, or list their types in the annotation, as in `Factory[Report, [...]]`."
    later: Any = office().afactory(Report)
    with pytest.raises(ServiceParameterError, match="by position"):
        later("title")
