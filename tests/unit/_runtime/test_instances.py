"""What is made as its owner ends, at the one moment that no test can time: the look is taken by a dictionary."""

from collections.abc import Generator

import pytest

from wireworks import ServiceClosedError
from wireworks._model.key import Key
from wireworks._runtime.instances import Instances


class EndsAtTheLook(dict[object, object]):
    """The instances of an owner that ends, elsewhere, just after the list of its exits was found."""

    def __init__(self, owner: Instances) -> None:
        super().__init__()
        self._owner = owner

    def setdefault(self, key: object, default: object = None) -> object:
        found = super().setdefault(key, default)
        self._owner.exit()
        return found


def test_resource_that_comes_as_its_owner_ends_is_closed_once() -> None:
    """L20, L25: whoever ended it passed the list by before the newcomer stood in it."""
    log: list[str] = []

    def make() -> Generator[object, None, None]:
        yield "made"
        log.append("closed")

    owner = Instances()
    owner.made = EndsAtTheLook(owner)
    generator = make()
    next(generator)
    with pytest.raises(ServiceClosedError):
        owner.hold(Key(str), generator)
    assert log == ["closed"]
    assert owner.closed
    owner.exit()
    assert log == ["closed"]
