"""L22, L29: what the container made because of an override is disposed of when it ends; what was handed in is not."""

from wireworks import ServiceContainer


class Line:
    """A connection that notes which class of it was disposed of."""

    ended: list[str] = []  # noqa: RUF012 - one for all classes

    def dispose(self) -> None:
        self.ended.append(type(self).__name__)


class FakeLine(Line): ...


class Phone(Line):
    def __init__(self, line: Line) -> None:
        self.line = line


def test_what_was_made_inside_is_disposed_of() -> None:
    """L22, L29: the fake as well, if the container made it."""
    container = ServiceContainer().add_singleton(Line).add_singleton(Phone)
    Line.ended.clear()

    with container.override(Line, FakeLine):
        container.get(Phone)
    assert Line.ended == ["Phone", "FakeLine"]
    with container.override(Line, FakeLine()):
        container.get(Phone)
    assert Line.ended == ["Phone", "FakeLine", "Phone"]


def test_real_ones_are_disposed_of_with_the_container() -> None:
    """L22, L25, L29: and not before."""
    container = ServiceContainer().add_singleton(Line).add_singleton(Phone)
    container.get(Phone)
    Line.ended.clear()

    with container.override(Line, FakeLine()):
        pass
    assert Line.ended == []
    container.close()
    assert Line.ended == ["Phone", "Line"]
