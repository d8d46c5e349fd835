"""L17: factory values are values; they can be copied and pickled, however often they were called."""

import copy
import pickle
from typing import Any

import pytest

from wireworks import Delegate, Factory

OFTEN = range(4)


class Photo: ...


class User:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs


class Counted(Factory[User]):
    def __init__(self, *injections: object) -> None:
        super().__init__(User, *injections)
        self.label = "counted"


def copies(factory: Any) -> list[Any]:
    pickled = [pickle.loads(pickle.dumps(factory, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    return [copy.copy(factory), copy.deepcopy(factory), *pickled]


def test_copies_make_what_the_original_makes() -> None:
    """L17: before and after functions were written for it."""
    users = Factory(User, 1, photo=Factory(Photo))
    for _ in OFTEN:
        assert users().args == (1,)
        for other in copies(users):
            assert type(other().kwargs["photo"]) is Photo
            assert other(2).args == (1, 2)


def test_copies_of_a_subclass_keep_what_it_has() -> None:
    """L17."""
    users = Counted(1)
    for _ in OFTEN:
        assert users().args == (1,)
        for other in copies(users):
            assert type(other) is Counted
            assert other.label == "counted"
            assert other().args == (1,)


def test_overrides_belong_to_the_factory_they_were_set_on() -> None:
    """L18: an override of one is none of the other."""
    users = Factory(User, 1)
    with users.override("stand-in"):
        other = copy.copy(users)
        assert users() == "stand-in"
        assert other().args == (1,)
    with other.override("stand-in"):
        assert users().args == (1,)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_delegates_are_copied_with_what_they_hand_over(again: Any) -> None:
    """L17."""
    photos = Factory(Photo)
    photos()
    albums = again(Factory(User, photos.delegate(), same=Delegate(photos)))
    made = albums()
    assert made.args[0] is made.kwargs["same"]
    assert type(made.args[0]()) is Photo


def test_delegate_shows_what_it_hands_over() -> None:
    """L17, L28: as in messages, with no address."""
    assert repr(Factory(User).delegate()) == "Delegate(Factory(User))"
