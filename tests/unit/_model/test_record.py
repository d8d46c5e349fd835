"""Records are named tuples, options dictionaries and choices enumerations, whichever way their classes are made."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from wireworks._model.record import Enum, NamedTuple, TypedDict


class Place(NamedTuple):
    """Where something stands."""

    line: int
    column: int = 1

    @property
    def spelled(self) -> str:
        """How people write it."""
        return f"{self.line}:{self.column}"


class Choices(TypedDict, total=False):
    """What may be said."""

    loud: bool


class Colour(Enum):
    """What may be chosen."""

    RED = "red"
    BLUE = "blue"


def test_a_record_is_the_tuple_of_its_fields() -> None:
    place = Place(3)

    assert place == (3, 1)
    assert (place.line, place.column, place.spelled) == (3, 1, "3:1")
    assert Place(column=2, line=1) == (1, 2)
    assert hash(place) == hash((3, 1))
    assert Place.__doc__ == "Where something stands."


def test_a_record_says_what_is_in_it() -> None:
    assert repr(Place(3)) == "Place(line=3, column=1)"
    assert Place(3)._asdict() == {"line": 3, "column": 1}
    assert str(inspect.signature(Place)) == "(line, column=1)"


def test_a_record_is_replaced_in_parts() -> None:
    assert Place(3)._replace(column=5) == Place(3, 5)
    with pytest.raises(TypeError, match="row"):
        Place(3)._replace(row=1)  # type: ignore[call-arg]


def test_a_record_lacks_nothing_that_it_needs() -> None:
    with pytest.raises(TypeError, match=r"Place\.__new__\(\) missing 1 required positional argument: 'line'"):
        Place()  # type: ignore[call-arg]


def test_a_record_is_copied_pickled_and_matched() -> None:
    place = Place(3)

    assert copy.deepcopy(place) == place
    assert pickle.loads(pickle.dumps(place)) == place
    match place:
        case Place(line, column):
            assert (line, column) == place


def test_records_of_one_length_know_their_own_names() -> None:
    class Pair(NamedTuple):
        """Two others."""

        left: int
        right: int

    assert Pair(right=2, left=1) == Pair(1, 2)
    with pytest.raises(TypeError, match="line"):
        Pair(line=1)  # type: ignore[call-arg]


def test_options_are_a_dictionary() -> None:
    assert Choices(loud=True) == {"loud": True}


def test_members_of_an_enumeration_are_objects_of_their_own() -> None:
    assert [member.value for member in Colour] == ["red", "blue"]
    assert isinstance(Colour.RED, Colour)
    assert (Colour.BLUE.name, Colour.BLUE.value) == ("BLUE", "blue")
    assert Colour.__doc__ == "What may be chosen."
    assert {Colour.RED: 1}[Colour.RED] == 1
    assert len({Colour.RED, Colour.BLUE}) == 2


def test_a_member_of_an_enumeration_says_what_it_is() -> None:
    assert repr(Colour.RED) == "<Colour.RED: 'red'>"


def test_a_member_of_an_enumeration_is_itself_again_when_it_is_copied_or_pickled() -> None:
    assert copy.copy(Colour.RED) is copy.deepcopy(Colour.RED) is Colour.RED
    assert pickle.loads(pickle.dumps(Colour.RED)) is Colour.RED


def test_a_member_of_an_enumeration_is_matched() -> None:
    match [*Colour]:
        case [Colour.RED, Colour.BLUE]:
            pass
        case _:
            pytest.fail("matched by what they are")
