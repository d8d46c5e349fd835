"""L7, L8: an `Inject(...)` is a value: equal to its like, and itself again after copying."""

import copy
import pickle

import pytest

from wireworks import Inject

MARKERS = [
    Inject(),
    Inject(qualifier="replica"),
    Inject(qualifier=3),
    Inject(param="db.url"),
    Inject(expr="${db.url}/x"),
]


@pytest.mark.parametrize("marker", MARKERS, ids=repr)
def test_marker_equals_its_like_alone(marker: Inject) -> None:
    """Annotations that mean the same compare equal, and may stand in sets."""
    like = Inject(qualifier=marker.qualifier, param=marker.param, expr=marker.expr)
    assert marker == like
    assert hash(marker) == hash(like)
    assert [other for other in MARKERS if other == marker] == [marker]
    assert marker != marker.qualifier


@pytest.mark.parametrize("marker", MARKERS, ids=repr)
def test_marker_survives_copying_and_pickling(marker: Inject) -> None:
    """Frameworks copy annotations."""
    assert copy.copy(marker) is marker
    assert copy.deepcopy(marker) is marker
    again = pickle.loads(pickle.dumps(marker))
    assert again == marker
    assert type(again) is Inject


@pytest.mark.parametrize("marker", MARKERS, ids=repr)
def test_marker_reads_as_it_is_written(marker: Inject) -> None:
    """It stands in signatures and error messages."""
    assert eval(repr(marker)) == marker
