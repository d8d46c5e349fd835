"""What may be registered to be kept in a cache: the refusals of it, before anything has changed (C3, L4)."""

from __future__ import annotations

from datetime import timedelta
from math import inf

from wireworks._declare.declared import making_of
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making
from wireworks._model.provider import Terms
from wireworks._text.names import name_of, placed, shown
from wireworks.errors import ServiceRegistrationError


def check_cached(key: object, factory: object, lifetime: Lifetime, terms: Terms) -> None:
    """Refuse a cached service that says not how long it is kept or is no value, and what is said of others.

    Raises:
        ServiceRegistrationError: with the reason and the mend.
    """
    name = name_of(key)
    if lifetime is not Lifetime.CACHED:
        said = "ttl" if terms.ttl is not None else "tags"
        raise _refusal(
            f"`{name}` is {lifetime}, so it is in no cache, and `{said}` means nothing.",
            f"make it cached, or leave `{said}` out.",
        )
    if terms.ttl is None:
        raise _refusal(f"`{name}` is cached, but nothing says for how long.", "say it in seconds, as in `ttl=600`.")
    if not _is_time(terms.ttl):
        what = f"`ttl` of `{name}`: expected a time to live, got {shown(terms.ttl)}."
        raise _refusal(what, "pass seconds (`int` or `float`) or a `timedelta`, more than 0.")
    if not callable(terms.tags) and not _are_texts(terms.tags):
        what = f"`tags` of `{name}`: expected texts, got {shown(terms.tags)}."
        raise _refusal(what, "pass texts, or a function of the arguments of a call that returns texts.")
    _check_value(name, factory, terms)


def _check_value(name: str, factory: object, terms: Terms) -> None:
    """Refuse a resource: it has an end here, and what is found in a cache is only a copy of it."""
    is_generator = making_of(factory) in (Making.GENERATOR, Making.ASYNC_GENERATOR)
    if is_generator or terms.enter:
        kind = f"{placed(factory)} is a generator" if is_generator else f"What {placed(factory)} makes is entered"
        raise _refusal(
            f"{kind}, and a resource cannot be kept in a cache: `{name}` would be found long after its end.",
            "keep a value that is made with it: let a cached factory take the resource.",
        )


def _is_time(ttl: object) -> bool:
    if isinstance(ttl, timedelta):
        return ttl > timedelta()
    return isinstance(ttl, (int, float)) and not isinstance(ttl, bool) and 0 < ttl < inf


def _are_texts(tags: object) -> bool:
    return isinstance(tags, str) or (isinstance(tags, (list, tuple, set, frozenset)) and all(_is_text(e) for e in tags))


def _is_text(tag: object) -> bool:
    return isinstance(tag, str)


def _refusal(what: str, fix: str) -> ServiceRegistrationError:
    return ServiceRegistrationError(what, fix=fix, see="cached")
