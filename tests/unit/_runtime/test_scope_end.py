"""What no test can time: something comes into a scope between the last look and its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, cast

from wireworks import ServiceContainer, ServiceScope
from wireworks.adapters import open_scope


class Session: ...


class Crowded(ServiceScope):
    """A scope into which a resource comes between the last look and its end."""

    __slots__ = ()

    late: ClassVar[list[Any]]

    @property
    def made(self) -> Any:
        return ServiceScope.made.__get__(self)

    @made.setter
    def made(self, made: Any) -> None:
        ServiceScope.made.__set__(self, made)
        self.exits = self.late


def test_resource_that_comes_while_a_scope_ends_is_closed() -> None:
    """L20, L26: by whoever ends it."""
    closed: list[str] = []

    def session() -> Iterator[Session]:
        yield Session()
        closed.append("session")

    container = ServiceContainer().add_scoped(session)
    other = container.create_scope()
    other.__enter__()
    other.get(Session)
    Crowded.late = cast("list[Any]", other.exits)
    scope = open_scope(container, {})
    scope.__class__ = Crowded

    scope.exit()

    assert closed == ["session"]
