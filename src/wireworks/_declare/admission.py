"""What users say of a registration, made into its provider or refused (L4)."""

from __future__ import annotations

from collections.abc import Hashable

from wireworks._declare.conditions import condition_of
from wireworks._declare.keys import registered_key
from wireworks._declare.options import Options, refusal
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import PLAIN, Provider, Source, Terms
from wireworks._text.message import listing, meant, near
from wireworks._text.names import name_of, shown

_BY_NAME = {lifetime.value: lifetime for lifetime in Lifetime}
_LIFETIMES = tuple(_BY_NAME)
_CACHED = Lifetime.CACHED
_key = Key._make  # without a frame of Python's


def terms_of(qualifier: Hashable, options: Options) -> Terms:
    """Return the terms that a user said.

    Raises:
        ServiceRegistrationError: there is no such option.
    """
    if qualifier is None and not options:
        return PLAIN
    for name in options:
        if name not in Terms._fields:
            hint = meant(near(name, Terms._fields))
            what = f"A registration has no option `{name}`.{hint}"
            raise refusal(what, f"use {listing(Terms._fields)}.")
    when = options.get("when")
    if when is not None:
        options = {**options, "when": condition_of(when)}
    return Terms(qualifier, **options)


def provide(key: object, factory: object, lifetime: Lifetime | str, terms: Terms) -> Provider:
    """Return the provider for ``factory`` under ``key``; ``factory`` ``None`` means that ``key`` is the factory.

    Raises:
        ServiceRegistrationError: they cannot be registered, with the reason and the mend.
    """
    kept = lifetime if type(lifetime) is Lifetime else _lifetime(lifetime)
    if terms is PLAIN and factory is None and type(key) is type and kept is not _CACHED:  # nothing to be wrong
        return Provider(_key((key, None)), kept, Source.FACTORY, key)
    if terms.eager and kept is not Lifetime.SINGLETON:
        what = f"`{name_of(key)}` is {kept}, so it cannot be eager: only singletons are made when the container starts."
        raise refusal(what, "make it a singleton, or leave `eager` out.")
    if terms.scope is not None and kept is not Lifetime.SCOPED:
        what = f"`{name_of(key)}` is {kept}, so it lives in no scope, and not in `{terms.scope}` either."
        raise refusal(what, "make it scoped, or leave `scope` out.")
    if kept is Lifetime.CACHED or terms.ttl is not None or terms.tags:
        from wireworks._declare.caching import check_cached  # few programs cache, and start-up is dear

        check_cached(key, key if factory is None else factory, kept, terms)
    from wireworks._declare.judging import fitting_key  # plain classes need no judge, and start-up is dear

    wanted = fitting_key(key, factory, terms.qualifier, enter=terms.enter)
    return Provider(wanted, kept, Source.FACTORY, key if factory is None else factory, terms)


def provide_instead(old: Provider, factory: object, lifetime: Lifetime | str | None, options: Options) -> Provider:
    """Return the provider that takes the place of ``old``: what is not said stays, as far as the lifetime lets it.

    Raises:
        ServiceRegistrationError: as for ``provide``.
    """
    kept = old.lifetime if lifetime is None else lifetime
    said = terms_of(None, options)._asdict()
    # How the factory was to be entered says nothing of another one.
    stays = old.terms._replace(enter=False)
    if kept != old.lifetime:
        stays = stays._replace(eager=False, scope=None, ttl=None, tags=())
    return provide(old.key, factory, kept, stays._replace(**{name: said[name] for name in options}))


def provide_instance(key: object, instance: object, terms: Terms) -> Provider:
    """Return the provider of an object made elsewhere.

    Raises:
        ServiceRegistrationError: the object does not fit the key.
    """
    from wireworks._declare.judging import check_instance  # as above

    wanted = registered_key(key, terms.qualifier)
    check_instance(wanted, instance)
    return Provider(wanted, Lifetime.SINGLETON, Source.INSTANCE, instance, terms)


def provide_context(key: object, terms: Terms) -> Provider:
    """Return the provider of a value that is supplied when a scope opens, one of a name if the terms say one."""
    return Provider(registered_key(key), Lifetime.SCOPED, Source.CONTEXT, terms=terms)


def _lifetime(lifetime: Lifetime | str) -> Lifetime:
    found = _BY_NAME.get(lifetime) if isinstance(lifetime, str) else None
    if found is not None:
        return found
    hint = meant(near(str(lifetime), _LIFETIMES))
    raise refusal(f"{shown(lifetime)} is not a lifetime.{hint}", _LIFETIME_FIX)


_LIFETIME_FIX = f"use one of {listing(_LIFETIMES)}."
