"""What a user passes as a key, read into a ``Key``."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar, get_args, get_origin

from wireworks._model.key import Key
from wireworks._model.parameter import Request, Wants
from wireworks._text.names import name_of, shown
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError, ServiceResolutionError


def asked(thing: object) -> Request:
    """Return what ``thing`` asks for: the service of a key, or something that makes it; or a request read already.

    Raises:
        ServiceNotFoundError: ``thing`` cannot be the key of a service, with what to ask for instead.
    """
    if type(thing) is type:  # nearly all of them
        return Request(Key(thing))
    return thing if isinstance(thing, Request) else _read(thing, ServiceNotFoundError)


def asked_key(thing: object) -> Key:
    """Return the key that ``thing`` asks for; errors as for ``asked``."""
    return asked(thing).key


def looked_up(table: Mapping[Any, Any], thing: object) -> Any:
    """Return what a table has, or makes, for a key.

    Raises:
        ServiceNotFoundError: ``thing`` has no hash; the table cannot say so, as it asks for the hash first.
    """
    try:
        return table[thing]
    except TypeError:
        try:
            hash(thing)
        except TypeError:
            _read(thing, ServiceNotFoundError)
        raise


def qualified_key(thing: object, qualifier: Hashable) -> Key:
    """Return the key that ``thing`` is registered by, with ``qualifier`` if one is given; errors as for ``asked``."""
    key = opened(asked_key(thing))
    return key if qualifier is None else key._replace(qualifier=qualifier)


def asked_with(key: Key) -> Any:
    """Return what a user asks for a key with, so that tables of what was asked hold each service once."""
    return key.service if key.qualifier is None else key


def registered_key(thing: object, qualifier: Hashable = None) -> Key:
    """Return the key to register under.

    Raises:
        ServiceRegistrationError: ``thing`` cannot be the key of a service, or two different qualifiers are given.
    """
    request = _read(thing, ServiceRegistrationError)
    key = opened(request.key)
    if not isinstance(key.service, type):
        _check_variables(key)
    if request.wants is not Wants.SERVICE:
        what = f"`{request.wants.value}[{name_of(key)}]` is not a key."
        raise ServiceRegistrationError(what, fix=f"register `{name_of(key)}`; this comes with it.", see="keys")
    _check_qualifier(qualifier, key.service, ServiceRegistrationError)
    if qualifier is None or qualifier == key.qualifier:
        return key
    if key.qualifier is not None:
        what = f"`{name_of(key.service)}` is given two qualifiers: {key.qualifier!r} and {qualifier!r}."
        raise ServiceRegistrationError(what, fix="leave one of them out.", see="registration")
    return key._replace(qualifier=qualifier)


def _check_variables(key: Key) -> None:
    """Refuse what stands for no service and for no generic class."""
    from wireworks._declare.annotations import is_free  # as in `_read`
    from wireworks._declare.variables import is_generic

    if isinstance(key.service, TypeVar):
        what = f"`{name_of(key)}` is a type variable, and no type of a service."
        raise ServiceRegistrationError(what, fix="register a class, or a generic type such as `Repo[T]`.", see="keys")
    if is_free(key.service) and not is_generic(get_origin(key.service)):
        what = f"`{name_of(key)}` is no service: nothing ever says what its type variables stand for."
        fix = "register it for each type, or write a generic class of your own."
        raise ServiceRegistrationError(what, fix=fix, see="generics")


def _check_qualifier(
    qualifier: object, service: object, error: type[ServiceRegistrationError | ServiceResolutionError]
) -> None:
    try:
        hash(qualifier)
    except TypeError:
        what = f"The qualifier `{qualifier!r}` of `{name_of(service)}` has no hash."
        raise error(what, fix="use a string, an enum member or a type.", see="keys") from None


def opened(key: Key) -> Key:
    """Return the key that a registration goes by: ``Repo[T]``, with type variables alone, is ``Repo``."""
    if isinstance(key.service, type):
        return key
    from wireworks._declare.variables import is_generic  # as in `_read`

    origin, arguments = get_origin(key.service), get_args(key.service)
    variables = {each for each in arguments if isinstance(each, TypeVar)}
    return key._replace(service=origin) if is_generic(origin) and len(variables) == len(arguments) else key


def _read(thing: object, error: type[ServiceRegistrationError | ServiceResolutionError]) -> Request:
    if isinstance(thing, Key):
        request = _read(thing.service, error)
        _check_qualifier(thing.qualifier, thing.service, error)
        return request._replace(key=request.key._replace(qualifier=thing.qualifier))
    if isinstance(thing, str):
        what = f"Expected a type as the key of a service, got the string {shown(thing)}."
        fix = "pass the class itself, not its name, or `qualified(T, name)` for one of several."
        raise error(what, fix=fix, see="keys")
    from wireworks._declare.annotations import NOWHERE, read  # scopes need keys, few need more, and start-up is dear

    try:
        request = read(thing, NOWHERE)
    except (NameError, TypeError):
        what = f"Expected a type as the key of a service, got {shown(thing)}."
        fix = "pass a class, a protocol, a `NewType` or an alias of one; `qualified(T, name)` for one of several."
        raise error(what, fix=fix, see="keys") from None
    if request.optional:
        name = name_of(request.key)
        raise error(f"`{name} | None` is not a key.", fix=f"ask for `{name}`; its factory may return None.", see="keys")
    return request
