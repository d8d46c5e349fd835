"""What makes a service when it is asked to: a factory, `Lazy` or `Owned` (L15, L16)."""

from __future__ import annotations

from wireworks._model.consumer import Consumer
from wireworks._model.key import Key
from wireworks._model.parameter import Call, Wants
from wireworks._model.provider import Kept
from wireworks._model.record import NamedTuple
from wireworks._text.names import name_of


class Maker(NamedTuple):
    """What makes the service of ``key`` when it is asked to: a factory, or ``Lazy`` or ``Owned``, as ``wants`` says.

    ``call`` is what its callers pass, each argument by the name of the parameter it is for; ``None`` where nothing is
    said of it. ``consumer`` is who asks, where what is made wants to know. ``kept`` is what a cached service is.
    """

    key: Key
    wants: Wants
    call: Call | None = None
    consumer: Consumer | None = None
    kept: Kept | None = None

    @property
    def spelled(self) -> str:
        """The annotation that asks for it."""
        call, inside = self.call, name_of(self.key)
        if call is not None:
            types = [name_of(each.request.key) for each in call.parameters if each.request is not None]
            inside += f", [{', '.join(types)}]"
        return f"{self.wants.value}[{inside}]" if call is None or call.protocol is None else name_of(call.protocol)


def told_by(item: object) -> tuple[object, ...]:
    """Return the arguments of a generic factory; where nobody says what its callers pass, that is anything."""
    return item if isinstance(item, tuple) else (item, ...)
