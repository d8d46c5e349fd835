"""Conditions decided: at once as far as they can be, what asks for other registrations whenever those change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from wireworks._declare.conditions import Both, Condition, Either, Param, Present, Profile, Unless
from wireworks._declare.configuration import Configuration
from wireworks._declare.keys import registered_key
from wireworks._model.key import Key
from wireworks._model.parameter import Making
from wireworks._model.provider import Provider
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._text.message import listing
from wireworks._text.names import name_of, placed
from wireworks.errors import ServiceRegistrationError

Rest: TypeAlias = Condition | bool
"""What is left of a condition: the answer, or what asks for the presence of registrations."""


class Circumstances(NamedTuple):
    """What conditions are decided by, beside registrations."""

    profiles: frozenset[str]
    configuration: Configuration


def profiles_of(said: str | Iterable[str]) -> frozenset[str]:
    """Return the names of profiles, a string alone being one.

    Raises:
        ServiceRegistrationError: they are no names.
    """
    names = [said] if isinstance(said, str) or not isinstance(said, Iterable) else list(said)
    if not all(isinstance(name, str) and name for name in names):
        raise _refusal(f"`profiles` expects names, got {said!r}.", 'pass a list, as in `profiles=["test"]`.')
    return frozenset(names)


def only_when(key: Key, asleep: Iterable[Provider]) -> str:
    """Return the words for when what is registered under a key would count, though it does not; nothing without any."""
    conditions = ", or when ".join(words(provider.terms.when) for provider in asleep)
    return f"`{name_of(key)}` is registered only when {conditions}" if conditions else ""


def settled(condition: Condition, circumstances: Circumstances) -> Rest:
    """Return what is left of a condition when all is decided that does not ask for registrations.

    Raises:
        ServiceRegistrationError: something is no profile, parameter, key or function as it should be.
        Exception: whatever a function of the user's raises.
    """
    match condition:
        case Both(first, second):
            return _joined(Both, first, second, circumstances)
        case Either(first, second):
            return _joined(Either, first, second, circumstances)
        case Unless(other):
            rest = settled(other, circumstances)
            return not rest if isinstance(rest, bool) else Unless(rest)
        case Present(key):
            asked: Any = registered_key(key)
            return Present(asked)
        case _:
            return _decided(condition, circumstances)


def _joined(kind: type[Both | Either], first: Condition, second: Condition, circumstances: Circumstances) -> Rest:
    """Decide one side after the other; ``decisive`` is the answer that makes the other side not matter."""
    decisive = kind is Either
    one = settled(first, circumstances)
    if one is decisive:
        return decisive
    other = settled(second, circumstances)
    if isinstance(one, bool) or other is decisive:
        return other
    return one if isinstance(other, bool) else kind(one, other)


def _decided(condition: Any, circumstances: Circumstances) -> bool:
    match condition:
        case Profile(names):
            if not names or not all(isinstance(name, str) and name for name in names):
                shown = ", ".join(map(repr, names))
                raise _refusal(f"`Profile` expects names, got `Profile({shown})`.", 'write `Profile("test")`.')
            return not circumstances.profiles.isdisjoint(names)
        case Param(name, equals):
            if not isinstance(name, str) or not name:
                raise _refusal(f"`Param` expects a name, got {name!r}.", 'write `Param("db.kind", equals="sqlite")`.')
            value = circumstances.configuration.find(name)
            return value is not MISSING and bool(value if equals is MISSING else value == equals)
        case _:
            return bool(_answering(condition.function)())


def _answering(function: Callable[[], object]) -> Callable[[], object]:
    """Return a function that can be asked; refuse one that waits for something."""
    from wireworks._declare.declared import making_of  # few conditions are functions, and start-up is dear
    from wireworks._declare.signature import signature_of

    needed = [each.name for each in signature_of(function).parameters if each.default is MISSING]
    if needed:
        what = f"The condition {placed(function)} cannot be asked: it takes {listing(needed)}."
        raise _refusal(what, "give it no parameters, or defaults.")
    if making_of(function) is not Making.CALL:
        what = f"The condition {placed(function)} cannot be asked: it is an {making_of(function).value}."
        raise _refusal(what, "make it a plain function.")
    return function


def holds(rest: Rest, is_present: Callable[[Key], bool]) -> bool:
    """Tell whether what ``settled`` left of a condition holds."""
    match rest:
        case Present(key):
            return is_present(key)
        case Both(first, second):
            return holds(first, is_present) and holds(second, is_present)
        case Either(first, second):
            return holds(first, is_present) or holds(second, is_present)
        case Unless(other):
            return not holds(other, is_present)
        case _:
            return bool(rest)


def asked_for(rest: Any) -> Iterator[Key]:
    """Yield the keys whose presence decides what ``settled`` left of a condition."""
    match rest:
        case Present(key):
            yield key
        case Unless(other):
            yield from asked_for(other)
        case _:
            yield from asked_for(rest.first)
            yield from asked_for(rest.second)


def words(condition: Condition, *, holding: bool = True) -> str:
    """Return the words for a condition that holds, or does not, to stand behind "when"."""
    match condition:
        case Unless(other):
            return words(other, holding=not holding)
        case Both(first, second) | Either(first, second):
            joint = "and" if isinstance(condition, Both) is holding else "or"
            return f" {joint} ".join(_part(each, holding=holding) for each in (first, second))
        case _:
            return _fact(condition, "" if holding else " not")


def _part(condition: Condition, *, holding: bool) -> str:
    text = words(condition, holding=holding)
    return f"({text})" if isinstance(condition, (Both, Either)) else text


def _fact(condition: Any, negated: str) -> str:
    match condition:
        case Profile(names):
            if len(names) == 1:
                return f"the profile {listing(names)} is{negated} active"
            return f"{'none' if negated else 'one'} of the profiles {listing(names)} is active"
        case Param(name, equals):
            return f"the parameter `{name}` is{negated} " + ("true" if equals is MISSING else repr(equals))
        case Present(key):
            return f"`{name_of(key)}` is{negated} registered"
        case _:
            said = "does not say so" if negated else "says so"
            return f"{placed(condition.function)} {said}"


def _refusal(what: str, fix: str) -> ServiceRegistrationError:
    return ServiceRegistrationError(what, fix=fix, see="condition")
