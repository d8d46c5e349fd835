"""What stands in for a service while an override is open: an object, or something that makes one (L29)."""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import get_origin

from wireworks._declare.conform import check_of
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Provider, Source
from wireworks._model.wiring import Wired

_MAKES = (type, FunctionType, MethodType, BuiltinFunctionType, functools.partial, Wired)


def stand_in(replaced: Provider, value: object) -> Provider:
    """Return the provider of what stands in for what ``replaced`` makes.

    Args:
        replaced: whose key and lifetime it gets. What stands in for a cached service never goes into the cache, and
            an object is handed out whatever the arguments are.
        value: an object that fits the key is handed out; so is one that makes nothing, whatever it is. A class, a
            function or another thing that plainly makes something is a factory.
    """
    is_cached = replaced.origin.lifetime is Lifetime.CACHED
    if not _is_made(value, replaced.key) and _makes(value):
        # How the replaced one was to be entered says nothing of this.
        terms = replaced.terms._replace(enter=False, ttl=None, tags=())
        lifetime = Lifetime.TRANSIENT if is_cached else replaced.lifetime
        return Provider(replaced.key, lifetime, Source.FACTORY, value, terms)
    return Provider(replaced.key, Lifetime.CACHED if is_cached else Lifetime.SINGLETON, Source.INSTANCE, value)


def _is_made(value: object, key: Key) -> bool:
    """Tell whether ``value`` is an object of the service itself, as far as anybody can tell."""
    check = check_of(key)
    if isinstance(check, (type, tuple)):
        return isinstance(value, check)
    # A class has the methods that a protocol asks for, and is no object of it.
    return check is not None and not isinstance(value, type) and check(value)


def _makes(value: object) -> bool:
    return isinstance(value, _MAKES) or isinstance(get_origin(value), type) or hasattr(value, "__wrapped__")
