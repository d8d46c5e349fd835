"""L7, L8: an `Inject(...)` is a value: equal to its like, and itself again after copying."""

import copy
import dataclasses
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


def test_marker_does_not_change() -> None:
    """It is shared by all who use an alias that it stands in."""
    marker = Inject(qualifier="replica")

    with pytest.raises(AttributeError, match="qualifier"):
        setattr(marker, "qualifier", "primary")  # noqa: B010  # type checkers refuse the plain assignment
    with pytest.raises(AttributeError, match="qualifier"):
        delattr(marker, "qualifier")  # as above

    assert marker == Inject(qualifier="replica")


def test_frameworks_may_copy_a_marker_by_its_fields() -> None:
    """As `dataclasses.replace` does, whatever a framework made of the class meanwhile."""
    assert dataclasses.is_dataclass(Inject)
    assert [field.name for field in dataclasses.fields(Inject)] == ["qualifier", "param", "expr"]
