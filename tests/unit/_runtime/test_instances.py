"""What is made as its owner ends, at the one moment that no test can time: a subclass takes the look."""

from collections.abc import Generator

import pytest

from wireworks import ServiceClosedError
from wireworks._model.key import Key
from wireworks._runtime.exits import Exit
from wireworks._runtime.instances import Instances


class EndsAtTheLook(Instances):
    """An owner that ends, elsewhere, just after the list of its exits was found."""

    def _begun(self) -> list[Exit]:
        found = super()._begun()
        self.exit()
        return found


def test_resource_that_comes_as_its_owner_ends_is_closed_once() -> None:
    """L20, L25: whoever ended it passed the list by before the newcomer stood in it."""
    log: list[str] = []

    def make() -> Generator[object, None, None]:
        yield "made"
        log.append("closed")

    owner = EndsAtTheLook()
    generator = make()
    next(generator)
    with pytest.raises(ServiceClosedError):
        owner.hold(Key(str), generator)
    assert log == ["closed"]
    assert owner.closed
    owner.exit()
    assert log == ["closed"]


def test_what_was_closed_takes_nothing_in() -> None:
    """L25: between a look and the claim that follows it, the end may have come."""
    with pytest.raises(ServiceClosedError):
        Instances.ended.setdefault("place", "made")
