"""What belongs to a container, what is placed in it from outside, and what follows for copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from wireworks._explicit.following import leading_to, parts_of, used_by, users_of
from wireworks._model.wiring import Wired
from wireworks._text.message import listing
from wireworks._text.names import name_of
from wireworks.errors import ServiceError, ServiceRegistrationError
from wireworks.providers._calls import Object
from wireworks.providers._configuration import Configuration, Defaulted, Named, Option
from wireworks.providers._copies import copy_all
from wireworks.providers._dependency import Dependency

_OWNERS: WeakKeyDictionary[Wired, object] = WeakKeyDictionary()
"""To which container, told by its mark, a provider belongs; one that belongs to none is copied into each."""


class Group:
    """Providers by name, and groups inside."""

    _declared: ClassVar[dict[str, Any]] = {}
    __wireworks_mark__: Any = object()

    @property
    def providers(self) -> Mapping[str, Any]:
        """The providers of this container, and the containers inside it, by name."""
        return MappingProxyType({name: self.__dict__[name] for name in self._declared})


def claim(entries: Mapping[str, Any], mark: object) -> None:
    """Write down that providers belong to the container of ``mark``, unless they belong to one already."""
    for entry in entries.values():
        if isinstance(entry, Wired):
            _OWNERS.setdefault(entry, mark)


def flat(entries: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the providers of a container and of those inside it."""
    for entry in entries.values():
        if isinstance(entry, Group):
            yield from flat(entry.providers)
        else:
            yield entry


def marks_in(group: Group) -> set[object]:
    """Return the marks of a container and of those inside it."""
    inside = (marks_in(each) for each in group.providers.values() if isinstance(each, Group))
    return {group.__wireworks_mark__}.union(*inside)


def reachable(roots: Iterable[Wired], marks: set[object]) -> list[Wired]:
    """Return ``roots`` and what they lead to, in the order it is met, leaving out what belongs to other containers."""
    found: dict[Wired, None] = {}
    waiting = list(roots)[::-1]
    while waiting:
        wired = waiting.pop()
        if wired not in found and _OWNERS.get(wired, None) in (None, *marks):
            found[wired] = None
            waiting.extend(parts_of(wired))
    return list(found)


def copied(declared: Mapping[str, Any], placed: Mapping[str, Any], marks: set[object]) -> dict[str, Any]:
    """Return the entries of a new container: what is ``placed``, and copies of the others, wired to it."""
    copies: dict[Wired, Wired] = {}
    for name, entry in placed.items():
        _place(declared[name], entry, copies)
    ours = marks.union(*(marks_in(entry) for entry in declared.values() if isinstance(entry, Group)))
    copy_all(flat(declared), copies, lambda wired: _OWNERS.get(wired) not in (None, *ours))
    return {name: placed[name] if name in placed else _taken(entry, copies) for name, entry in declared.items()}


def rewired(declared: Mapping[str, Any], inherited: Mapping[str, Any], again: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries of a subclass that declares some ``again``: copies of whatever leads to one of them."""
    copies: dict[Wired, Wired] = {}
    for name, entry in again.items():
        _place(inherited[name], entry, copies)
    above = leading_to(flat(declared), parts_of)
    affected = users_of([goal for goal in copies if goal in above], above)
    copy_all(
        (each for name, entry in declared.items() if name not in again for each in flat({name: entry})),
        copies,
        lambda wired: wired not in affected,
    )
    return {name: again[name] if name in again else _taken(entry, copies) for name, entry in declared.items()}


def _place(original: Any, entry: Any, copies: dict[Wired, Wired]) -> None:
    if not isinstance(original, Group):
        copies[original] = entry
        return
    for name, inside in original.providers.items():
        _place(inside, entry.providers[name], copies)


def _taken(entry: Any, copies: dict[Wired, Wired]) -> Any:
    if not isinstance(entry, Group):
        return copies[entry]
    group = object.__new__(type(entry))
    group.__dict__.update(
        {name: _taken(each, copies) for name, each in entry.providers.items()}, __wireworks_mark__=object()
    )
    claim(group.providers, group.__wireworks_mark__)
    return group


def fitting(what: str, original: Any, value: Any) -> Any:
    """Return what takes the place of ``original`` where ``value`` is given for it.

    Raises:
        ServiceRegistrationError: it cannot.
        ServiceTypeError: a dependency is of another type.
    """
    if isinstance(original, Group):
        return _group(what, original, value)
    if isinstance(original, Dependency):
        return original.providing(value)
    if isinstance(original, Configuration):
        return _configuration(what, original, value)
    return value if isinstance(value, Wired) else Object(value)


def _group(what: str, original: Group, value: Any) -> Group:
    if not isinstance(value, Group):
        raise misplaced(what, "a container", value)
    lacking = [name for name in original.providers if name not in value.providers]
    if lacking:
        raise ServiceRegistrationError(
            f"`{what}` is given a container `{type(value).__name__}` without {listing(lacking)}.",
            fix="give one that has every provider of the one it replaces.",
            see="providers",
        )
    return value


def _configuration(what: str, original: Configuration, value: Any) -> Named:
    if isinstance(value, Named):
        return value
    configuration = original.__wireworks_twin__()
    if isinstance(value, Mapping):
        configuration.from_dict(value)
    elif hasattr(value, "model_dump"):
        configuration.from_pydantic(value)
    else:
        raise misplaced(what, "a configuration, a part of one, a mapping or a settings object", value)
    return configuration


def misplaced(what: str, expected: str, value: object) -> ServiceRegistrationError:
    """Return the error for a value that cannot take the place it is given for."""
    return ServiceRegistrationError(
        f"`{what}` expects {expected}, got an object of type `{name_of(type(value))}`.",
        fix=f"give it {expected}.",
        see="providers",
    )


def lacking(providers: Iterable[Wired]) -> list[ServiceError]:
    """Return an error for each dependency that is not set, and each value of a configuration that is missing."""
    problems: list[ServiceError] = []
    seen: dict[Wired, None] = dict.fromkeys(providers)
    waiting = list(seen)
    while waiting:
        wired = waiting.pop(0)
        if isinstance(wired, Dependency) and not wired.is_set:
            problems.append(wired.unset())
        takes_values = not isinstance(wired, (Named, Defaulted))
        for below in used_by(wired):
            if below in seen:
                continue
            seen[below] = None
            waiting.append(below)
            if takes_values and isinstance(below, Option) and (missing := below.__wireworks_lacking__()) is not None:
                problems.append(missing)
    return problems
