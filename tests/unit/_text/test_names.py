"""Names and places of things that say little about themselves."""

import functools
import os
import types

import pytest

from wireworks._text.names import name_of, place_of


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
    thing = Odd()
    assert name_of(thing) == repr(thing)


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
