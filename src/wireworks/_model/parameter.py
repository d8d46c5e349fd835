"""What a factory takes and makes, as read from its signature."""

from __future__ import annotations

from collections.abc import Callable

from wireworks._model.consumer import Consumer
from wireworks._model.key import Key
from wireworks._model.record import Enum, NamedTuple
from wireworks._model.sentinel import MISSING


class Passing(Enum):
    """How an argument may reach its parameter."""

    POSITIONAL = "positional"
    EITHER = "either"
    KEYWORD = "keyword"


class Wants(Enum):
    """What a parameter wants of its key: the service itself, or something that makes it; the value is its name.

    ``CACHED`` stands in no annotation: it is what looks a cached service up, and may make it.
    """

    SERVICE = "service"
    FACTORY = "Factory"
    ASYNC_FACTORY = "AsyncFactory"
    LAZY = "Lazy"
    OWNED = "Owned"
    CACHED = "cached"


class Configured(NamedTuple):
    """A value of the configuration: the one named ``param``, or the text ``expr`` with its ``${names}`` filled in.

    ``annotation`` is the type it has to have.
    """

    annotation: object
    param: str | None = None
    expr: str | None = None


class Request(NamedTuple):
    """An annotation read: the key it names and what is wanted of it.

    ``optional`` says ``T | None``; ``marked`` says that an ``Inject`` marker stands in the annotation; ``configured``
    says that it asks for a value of the configuration instead of a service; ``value`` is what it gets whatever is
    registered; ``call`` is what callers of a factory pass, where the annotation says it; ``consumer`` is who asks,
    where that is known.
    """

    key: Key
    wants: Wants = Wants.SERVICE
    optional: bool = False
    marked: bool = False
    configured: Configured | None = None
    value: object = MISSING
    call: Call | None = None
    consumer: Consumer | None = None


class Unread(NamedTuple):
    """An annotation that cannot be read: how it is written, why, and what mends it (no sentence yet)."""

    written: str
    why: str
    fix: str


class Parameter(NamedTuple):
    """One parameter of a factory.

    ``request`` is ``None`` without a usable annotation; ``trouble`` then says why it could not be read.
    """

    name: str
    passing: Passing
    default: object = MISSING
    request: Request | None = None
    trouble: Unread | None = None


class Call(NamedTuple):
    """What the callers of a factory pass, as an annotation says it.

    ``parameters`` have no names where they are told by their types alone. ``protocol`` is the protocol that tells them,
    if one does; with ``open_keywords`` its callers may pass more.
    """

    parameters: tuple[Parameter, ...]
    protocol: object = None
    open_keywords: bool = False


class Making(Enum):
    """How a factory hands over what it makes."""

    CLASS = "class"
    CALL = "function"
    AWAIT = "async function"
    GENERATOR = "generator"
    ASYNC_GENERATOR = "async generator"


class Signature(NamedTuple):
    """A factory read: its parameters in order, and whether it takes keywords it does not name."""

    parameters: tuple[Parameter, ...]
    open_keywords: bool = False


class Root(NamedTuple):
    """A function outside the container that will ask it for some of its parameters."""

    function: Callable[..., object]
    parameters: tuple[Parameter, ...]
