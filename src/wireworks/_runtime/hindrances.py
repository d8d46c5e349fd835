"""Why somebody cannot wait for a making, told with names."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from wireworks._model.provider import Provider
from wireworks._text.message import Link
from wireworks._text.names import name_of, place_of
from wireworks.errors import ServiceAsyncError, ServiceCircularDependencyError


def circular(circle: Iterable[Provider]) -> ServiceCircularDependencyError:
    """Return the error for services each of which waits for the next, and the last for the first."""
    # A `Lazy` has a flight beside that of the service it is about to keep: two flights, one link.
    labels = [label for label, _ in groupby(circle)]
    labels *= 2 if len(labels) == 1 else 1
    names = " -> ".join(f"`{name_of(label.key)}`" for label in labels)
    return ServiceCircularDependencyError(
        f"`{name_of(labels[0].key)}` asks for itself while it is made: {names}.",
        chain=[Link(str(label.lifetime), name_of(label.key), place_of(label.subject)) for label in labels],
        fix="let one of them ask later, for instance through a `Factory[...]` that it calls after it is made.",
        see="circular-dependency",
    )


def stuck(label: Provider) -> ServiceAsyncError:
    """Return the error for sync code that would wait for a task of its own thread."""
    name = name_of(label.key)
    return ServiceAsyncError(
        f"`{name}` is being made by a task of this thread's event loop, which sync code cannot wait for.",
        fix=f"await it here, as in `await ...aget({name})`.",
        see="async-service",
    )
