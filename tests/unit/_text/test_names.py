"""Names and places of things that say little about themselves."""

import functools
import os
import sys
import types
from collections.abc import Callable
from enum import Enum
from typing import (
    Annotated,
    Any,
    Concatenate,
    ForwardRef,
    Generic,
    Literal,
    NewType,
    ParamSpec,
    TypeVar,
    Union,
)

import pytest

from wireworks import qualified
from wireworks._text.names import name_of, place_of, shown


class Made:
    """An object that can be called and has no name."""

    def __call__(self) -> None: ...


class Odd:
    """An object whose name is no text."""

    __name__ = 3  # type: ignore[assignment]


def here() -> None: ...


def test_thing_without_a_name_goes_by_its_class_or_by_what_it_shows() -> None:
    assert name_of(Made()) == "Made"
    assert name_of(42) == "42"
    assert name_of("text") == "'text'"


def test_name_that_is_no_text_is_not_used() -> None:
    """Nor is a text that tells nothing but where the object lies in memory."""
    assert name_of(Odd()) == "Odd"


class Colour(Enum):
    RED = 1


T = TypeVar("T")
P = ParamSpec("P")
UserId = NewType("UserId", int)


class Repo(Generic[T, P]): ...


WRITTEN: dict[str, object] = {
    "Made | None": Made | None,
    "Made | UserId": Union[Made, UserId],
    "Made": Annotated[Made, "well"],
    "list[Made]": list[Annotated[Made, "well"]],
    "dict[str, list[Made | None]]": dict[str, list[Made | None]],
    "type[Made]": type[Made],
    "tuple[Made, ...]": tuple[Made, ...],
    "tuple[()]": tuple[()],
    "Literal['red', 3, Colour.RED]": Literal["red", 3, Colour.RED],
    "Callable[[int, str], Made]": Callable[[int, str], Made],
    "Callable[[], None]": Callable[[], None],
    "Callable[..., Made]": Callable[..., Made],
    "Callable[P, T]": Callable[P, T],
    "Callable[Concatenate[int, P], T]": Callable[Concatenate[int, P], T],
    "Repo[Made, [int, str]]": Repo[Made, [int, str]],
    "Later": ForwardRef("Later"),
    "UserId": UserId,
    "Any": Any,
    "Repo['red']": qualified(Repo, "red"),
    "Repo[Colour.RED]": qualified(Repo, Colour.RED),
    "list[Made][UserId]": qualified(list[Made], UserId),
}


@pytest.mark.parametrize(("written", "thing"), WRITTEN.items(), ids=WRITTEN)
def test_type_is_named_as_it_is_written(written: str, thing: object) -> None:
    """L28: in the reader's own names."""
    assert name_of(thing) == written


def test_local_things_are_named_without_the_function_around_them() -> None:
    class Local(Enum):
        HERE = 1

    assert name_of(Local) == "Local"
    assert name_of(Local.HERE) == "Local.HERE"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 syntax")
def test_alias_goes_by_its_own_name() -> None:
    names: dict[str, Any] = {}
    exec("type Row = dict[str, int]\ntype Many[T] = list[T]", names)
    assert name_of(names["Row"]) == "Row"
    assert name_of(names["Many"][Made]) == "Many[Made]"


PASSED: dict[str, object] = {
    "`None`": None,
    "`'text'`": "text",
    "`64`": 64,
    f"`'{'x' * 59}...`": "x" * 100,
    "`Made`": Made,
    "`here`": here,
    "`list[Made]`": list[Made],
    "an object of type `list`": [Made],
    "an object of type `Made`": Made(),
}


@pytest.mark.parametrize(("words", "thing"), PASSED.items(), ids=PASSED)
def test_thing_passed_by_mistake_is_told_without_its_insides(words: str, thing: object) -> None:
    assert shown(thing) == words


def test_partial_goes_by_what_it_calls() -> None:
    assert name_of(functools.partial(here, 1)) == "here"
    assert place_of(functools.partial(here)) == place_of(here)


def test_class_of_a_module_without_a_file_has_no_place() -> None:
    """Such as a builtin, or a class made where no module is."""
    assert place_of(int) == ""
    assert place_of(types.new_class("Nowhere", exec_body=lambda names: names.update(__module__="nowhere"))) == ""
    assert place_of(3) == ""


def test_place_on_another_drive_is_told_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no relative path from one drive to another."""

    def fail(path: str) -> str:
        raise ValueError(path)

    monkeypatch.setattr(os.path, "relpath", fail)
    assert place_of(here).startswith(__file__)


def test_place_outside_the_working_directory_is_told_in_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A path that climbs is harder to follow than one from the root."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert place_of(here).startswith(__file__)
