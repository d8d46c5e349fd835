"""What every scope of one container shares, and what takes its place when a scope has ended."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from contextvars import ContextVar, Token
from typing import Any, NoReturn

from wireworks._model.record import NamedTuple
from wireworks._runtime.instances import Instances


class Around(NamedTuple):
    """What a scope was opened in, and with; all that have neither share one."""

    parent: Any
    name: str | None
    context: Mapping[Any, object] | None


class Left(Around):
    """What a scope was entered in, and opened with, that was left while another was the current one."""


NOTHING = Around(None, None, None)


def step_back(token: Token[Any]) -> None:
    """Make the scope that was current before current again, or where it was closed the nearest open one around it."""
    before = _before(token)
    if before is not None:
        token.var.set(before.innermost_open())
        return
    try:
        token.var.reset(token)
    except ValueError:  # entered in another context, of which this one is a copy
        token.var.set(None)


def left_behind(scope: Any, token: Token[Any]) -> Left:
    """Return what leads whoever comes back to ``scope``, which was left, to the one that was current before it."""
    before = outer = scope.parent or _before(token)
    while outer is not None and outer is not scope:
        outer = outer.parent
    return Left(before if outer is None else None, scope.name, scope.context)


def _before(token: Token[Any]) -> Any:
    return None if token.old_value is Token.MISSING else token.old_value


class Tables:
    """What every scope of one container shares: the resolvers by key, and the variable that holds the current scope.

    ``root`` is the container's own; ``innermost`` is the last of the names that its scopes may have. ``enter`` makes a
    scope the current one, ``now`` returns that, and ``leave`` undoes ``enter``. ``open_scope`` opens one inside
    another. ``closed``: the container is. ``quick`` and ``aquick`` have some of ``gets`` and ``agets``, as plain
    dictionaries, which are faster.
    """

    __slots__ = (
        "agets", "aquick", "closed", "current", "enter", "gets", "innermost", "leave", "now", "open_scope", "quick",
        "root",
    )  # fmt: skip

    def __init__(self, open_scope: Callable[..., Any], root: Instances, innermost: str | None = None) -> None:
        self.gets: Mapping[object, Callable[[Any], Any]] = {}
        self.agets: Mapping[object, Callable[[Any], Coroutine[Any, Any, Any]]] = {}
        self.quick: dict[object, Callable[[Any], Any]] = {}
        self.aquick: dict[object, Callable[[Any], Any]] = {}
        self.open_scope = open_scope
        self.closed = False
        self.root = root
        self.innermost = innermost
        self.current: ContextVar[Any] = ContextVar("wireworks_scope", default=None)
        self.enter = self.current.set
        self.now = self.current.get
        self.leave = self.current.reset


class _EndedTable(dict[Any, Any]):
    """Answer for every key of a scope that has ended."""

    def __init__(self, answer: Callable[[Any], object]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, key: object) -> Callable[[Any], object]:
        return self._answer


def _refuse(scope: Instances) -> NoReturn:
    raise scope.gone()


async def _arefuse(scope: Instances) -> NoReturn:
    raise scope.gone()


def _open_no_scope(scope: Instances, *_: object) -> NoReturn:
    raise scope.gone()


ENDED = Tables(_open_no_scope, Instances())
ENDED.gets, ENDED.agets = _EndedTable(_refuse), _EndedTable(_arefuse)
