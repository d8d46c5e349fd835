"""What `cached_response` is told: checked once, where the endpoint is decorated (W11)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from inspect import iscoroutinefunction, signature
from string import Formatter
from typing import Any, Final, TypeAlias

from wireworks.adapters import compose
from wireworks.cache import TTL

Tags: TypeAlias = Iterable[str] | Callable[..., Iterable[str]]

_FORMATTER: Final = Formatter()
_SEE: Final = "cached-response"
# What makes no sense to keep: partial and conditional answers, and what is none yet.
_NEVER: Final = frozenset({206, 304})
_ORDINARY: Final = range(200, 600)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of the answers of one endpoint.

    Attributes:
        ttl: how long they are fresh, in seconds.
        max_age: how long clients and proxies may do without asking, in seconds.
        vary: the headers they depend on, in lower case; ``None`` if nothing was said.
        tags: what they are invalidated with.
        key: what tells apart who may see them.
        shared: whether everybody who is let in gets the same.
        statuses: of those that are kept.
        max_bytes: the most that a body may have.
        obey_clients: whether `Cache-Control` of a request counts.
        parameters: the names that the endpoint's arguments have, those that are injected left out.
    """

    ttl: float
    max_age: int
    vary: frozenset[bytes] | None
    tags: Tags
    key: Callable[..., object] | None
    shared: bool
    statuses: frozenset[int]
    max_bytes: int
    obey_clients: bool
    parameters: frozenset[str] = frozenset()

    @property
    def names_in_tags(self) -> set[str]:
        """The parameters that tags name."""
        if callable(self.tags):
            return set()
        fields = (field for tag in self.tags for _, field, _, _ in _FORMATTER.parse(tag))
        return {_root(field) for field in fields if field is not None}

    def tags_for(self, arguments: Mapping[str, Any]) -> Iterable[str]:
        """Return the tags of an answer.

        Args:
            arguments: those of the endpoint, what is in the path, and the request.
        """
        if callable(self.tags):
            return told(self.tags, arguments)  # type: ignore[no-any-return]  # what it gives is checked by the cache
        return [_FORMATTER.vformat(tag, (), arguments) for tag in self.tags]

    def control(self, *, private: bool) -> bytes:
        """Return the `Cache-Control` of an answer that does not say it itself."""
        control = f"max-age={self.max_age}" if self.max_age else "no-cache"
        return (f"private, {control}" if private else control).encode()


def told(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    """Call a function with those of ``arguments`` that it names."""
    return function(**{name: arguments[name] for name in signature(function).parameters})


def seconds_of(ttl: TTL) -> float:
    """Return a time in seconds."""
    return ttl.total_seconds() if isinstance(ttl, timedelta) else ttl


def header_names(vary: Collection[str] | None) -> frozenset[bytes] | None:
    """Read the names of headers.

    Raises:
        ValueError: for a text instead of several, or for what no header is called.
    """
    if vary is None:
        return None
    if isinstance(vary, str):
        raise _wrong(f"Expected several header names as `vary`, got the text {vary!r}.", f"pass `vary=({vary!r},)`.")
    for name in vary:
        if not name or not name.replace("-", "").isalnum() or not name.isascii():
            raise _wrong(f"`vary` names {name!r}, which is no header.", "name headers, such as `Accept-Language`.")
    return frozenset(name.lower().encode() for name in vary)


def statuses_of(statuses: Collection[int]) -> frozenset[int]:
    """Read which statuses are kept.

    Raises:
        ValueError: for what is none, or is never kept.
    """
    for status in statuses:
        if status not in _ORDINARY or status in _NEVER:
            raise _wrong(f"Answers of status {status!r} cannot be kept.", "pass statuses such as `(200, 404)`.")
    return frozenset(statuses)


def check_size(max_bytes: int) -> None:
    """Refuse what is no size.

    Raises:
        ValueError: ``max_bytes`` leaves no room.
    """
    if max_bytes < 1:
        raise _wrong(f"`max_bytes` is {max_bytes!r}, so nothing is ever kept.", "pass the most a body may have, > 0.")


def age_of(ttl: TTL, max_age: TTL | None, tags: Tags) -> int:
    """Return for how many seconds clients may do without asking.

    Raises:
        ValueError: ``max_age`` is less than 0.
    """
    if max_age is None:
        return 0 if tags != () else int(seconds_of(ttl))
    seconds = seconds_of(max_age)
    if seconds < 0:
        raise _wrong(f"Expected 0 or more as `max_age`, got {max_age!r}.", "pass 0 to have clients ask each time.")
    return int(seconds)


def tags_of(tags: Tags) -> Tags:
    """Read the tags of answers.

    Raises:
        ValueError: for one text instead of several, or one that is no template.
    """
    if callable(tags):
        return tags
    if isinstance(tags, str):
        raise _wrong(f"Expected several texts as `tags`, got the text {tags!r}.", f"pass `tags=({tags!r},)`.")
    read = tuple(tags)
    for tag in read:
        try:
            fields = [field for _, field, _, _ in _FORMATTER.parse(tag)]
        except ValueError as error:
            raise _wrong(f"The tag {tag!r} is no template: {error}.", "write `{{` for a brace.") from None
        if any(field is not None and not _root(field).isidentifier() for field in fields):
            raise _wrong(f"The tag {tag!r} does not name what it is filled with.", "write `user:{user_id}`.")
    return read


def check_function(name: str, function: Callable[..., object] | None, parameters: Collection[str]) -> None:
    """Refuse a function that cannot be called with the arguments of the endpoint.

    Raises:
        ValueError: it names something else, or is async.
    """
    if function is None:
        return
    if iscoroutinefunction(function):
        raise _wrong(f"`{name}` is async.", "have a dependency find it out, and take what that gives by its name.")
    for each in signature(function).parameters:
        if each not in parameters and each != "request":
            raise _wrong(
                f"`{name}` takes `{each}`, and the endpoint has no such parameter that comes with a request.",
                f"name one of {', '.join(f'`{own}`' for own in sorted({*parameters, 'request'}))}.",
            )


def _root(field: str) -> str:
    return field.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]


def _wrong(what: str, fix: str) -> ValueError:
    return ValueError(compose(what, fix=fix, see=_SEE))
