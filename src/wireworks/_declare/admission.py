"""What may be registered: every refusal of L4, before anything has changed."""

from __future__ import annotations

from collections.abc import Hashable

from wireworks._declare.callables import provided_by
from wireworks._declare.closing import closed
from wireworks._declare.conditions import condition_of
from wireworks._declare.conform import check_of, fits, is_protocol, misfit
from wireworks._declare.declared import Declared, declared_by, making_of
from wireworks._declare.entering import NO_MANAGER_FIX, Entering, entering_of, makes_managers
from wireworks._declare.keys import registered_key
from wireworks._declare.options import Options
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making, Unread
from wireworks._model.provider import Provider, Source
from wireworks._model.terms import PLAIN, Terms
from wireworks._text.message import listing, meant, near
from wireworks._text.names import name_of, placed, shown
from wireworks.errors import ServiceRegistrationError

_BY_NAME = {lifetime.value: lifetime for lifetime in Lifetime if lifetime is not Lifetime.CACHED}
_LIFETIMES = tuple(_BY_NAME)


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
            raise _refusal(what, f"use {listing(Terms._fields)}.")
    when = options.get("when")
    if when is not None:
        options = {**options, "when": condition_of(when)}
    return Terms(qualifier, **options)


def provide(key: object, factory: object, lifetime: Lifetime | str, terms: Terms) -> Provider:
    """Return the provider for ``factory`` under ``key``; ``factory`` ``None`` means that ``key`` is the factory.

    Raises:
        ServiceRegistrationError: they cannot be registered, with the reason and the mend.
    """
    kept = _lifetime(lifetime)
    if terms is PLAIN and factory is None and type(key) is type:  # which nothing can be wrong with
        return Provider(Key(key), kept, Source.FACTORY, key)
    if terms.eager and kept is not Lifetime.SINGLETON:
        what = f"`{name_of(key)}` is {kept}, so it cannot be eager: only singletons are made when the container starts."
        raise _refusal(what, "make it a singleton, or leave `eager` out.")
    if terms.scope is not None and kept is not Lifetime.SCOPED:
        what = f"`{name_of(key)}` is {kept}, so it lives in no scope, and not in `{terms.scope}` either."
        raise _refusal(what, "make it scoped, or leave `scope` out.")
    wanted = fitting_key(key, factory, terms.qualifier, enter=terms.enter)
    return Provider(wanted, kept, Source.FACTORY, key if factory is None else factory, terms)


def fitting_key(key: object, factory: object, qualifier: Hashable, *, enter: bool = False) -> Key:
    """Return the key that ``factory`` makes the service of; ``None`` means that ``key`` is the factory.

    Raises:
        ServiceRegistrationError: it does not fit the key, or is no factory.
    """
    if factory is None:
        factory = key
        _check_callable(factory)
        wanted = registered_key(_product_of(factory, enter=enter), qualifier)
    else:
        wanted = registered_key(key, qualifier)
        _check_callable(factory, wanted)
        check_product(wanted, factory, enter=enter)
    check_makeable(factory)
    return wanted


def provide_instead(old: Provider, factory: object, lifetime: Lifetime | str | None, options: Options) -> Provider:
    """Return the provider that takes the place of ``old``: what is not said stays, as far as the lifetime lets it.

    Raises:
        ServiceRegistrationError: as for ``provide``.
    """
    kept = old.lifetime if lifetime is None else lifetime
    said = terms_of(None, options)._asdict()
    # How the factory was to be entered says nothing of another one.
    stays = (old.terms if kept == old.lifetime else old.terms._replace(eager=False, scope=None))._replace(enter=False)
    return provide(old.key, factory, kept, stays._replace(**{name: said[name] for name in options}))


def provide_instance(key: object, instance: object, terms: Terms) -> Provider:
    """Return the provider of an object made elsewhere.

    Raises:
        ServiceRegistrationError: the object does not fit the key.
    """
    wanted = registered_key(key, terms.qualifier)
    if not fits(instance, check_of(wanted)):
        what = (
            f"The instance for `{name_of(wanted)}` does not fit: expected `{name_of(wanted)}`, got {_kind(instance)}."
        )
        raise _refusal(what, "pass an instance of it, or register under the type it has.")
    return Provider(wanted, Lifetime.SINGLETON, Source.INSTANCE, instance, terms)


def provide_context(key: object, terms: Terms) -> Provider:
    """Return the provider of a value that is supplied when a scope opens, one of a name if the terms say one."""
    return Provider(registered_key(key), Lifetime.SCOPED, Source.CONTEXT, terms=terms)


def _lifetime(lifetime: Lifetime | str) -> Lifetime:
    found = _BY_NAME.get(lifetime) if isinstance(lifetime, str) else None
    if found is not None:
        return found
    if lifetime == Lifetime.CACHED:
        raise _refusal(
            "The lifetime `cached` needs a cache behind the container, and this one has none.", _LIFETIME_FIX
        )
    hint = meant(near(str(lifetime), _LIFETIMES))
    raise _refusal(f"{shown(lifetime)} is not a lifetime.{hint}", _LIFETIME_FIX)


_LIFETIME_FIX = f"use one of {listing(_LIFETIMES)}."


def _check_callable(factory: object, key: Key | None = None) -> None:
    if not callable(factory):
        under = f" for `{name_of(key)}`" if key is not None else ""
        what = f"Expected a class or a factory to register{under}, got {_kind(factory)}."
        raise _refusal(what, "register a callable, or use `add_instance(key, object)` for an object that exists.")


def _entering(factory: object) -> Entering:
    entering = entering_of(factory)
    if entering is not None:
        return entering
    if making_of(factory) in (Making.GENERATOR, Making.ASYNC_GENERATOR):
        what = f"{placed(factory)} is a generator, which is resumed at its end; there is nothing to enter."
        raise _refusal(what, "leave `enter` out.")
    made = placed(factory) if making_of(factory) is Making.CLASS else f"What {placed(factory)} makes"
    raise _refusal(f"{made} is no context manager, so it cannot be entered.", NO_MANAGER_FIX)


def _declared(factory: object, *, enter: bool, alone: bool) -> Declared:
    """Return what a factory says that the service is; ``alone``, with no key beside it, it has to say so."""
    if enter:
        entering = _entering(factory)
        return entering.made if alone and entering.service.request is None else entering.service
    if makes_managers(factory):
        what = f"{placed(factory)} makes a context manager."
        raise _refusal(what, "enter it with `enter=True`, or take the decorator away: generators are factories.")
    return declared_by(factory)


def _product_of(factory: object, *, enter: bool) -> object:
    declared = _declared(factory, enter=enter, alone=True)
    if declared.request is None:
        raise _unsaid(factory, declared.trouble)
    return declared.request.key


def check_product(wanted: Key, factory: object, fix: str = "", *, enter: bool = False) -> None:
    """Raise ``ServiceRegistrationError`` if ``factory`` says that it makes what does not fit the key, or says nothing.

    ``fix`` takes the place of what is said to mend a product that does not fit.
    """
    declared = _declared(factory, enter=enter, alone=False)
    if declared.request is None:
        if declared.later:
            return  # a name that does not exist yet: asked again when the graph is planned
        raise _unsaid(factory, declared.trouble, wanted)
    reason = misfit(wanted, declared.request.key.service)
    if reason is not None:
        product = name_of(declared.request.key)
        what = f"{placed(factory)} cannot make `{name_of(wanted)}`: `{product}` {reason}."
        mend = f"register something that is a `{name_of(wanted)}`, or register it under `{product}`."
        raise _refusal(what, fix or mend)
    trouble = closed(factory, wanted.service, exact=False, declared=declared)
    if isinstance(trouble, str):
        what = f"{placed(factory)} cannot make `{name_of(wanted)}`: {trouble}."
        raise _refusal(what, fix or f"register something that is a `{name_of(wanted)}`.")


def check_makeable(factory: object) -> None:
    """Raise ``ServiceRegistrationError`` if ``factory`` is a class that leaves something abstract."""
    target = provided_by(factory)
    if making_of(target) is not Making.CLASS:
        return
    abstract = sorted(getattr(target, "__abstractmethods__", ()))
    if is_protocol(target) or abstract:
        why = f"it leaves {listing(abstract)} abstract" if abstract else "it is a protocol"
        raise _refusal(f"`{name_of(target)}` cannot be made: {why}.", "register a class that implements it.")


def _unsaid(factory: object, trouble: Unread | None, key: Key | None = None) -> ServiceRegistrationError:
    if trouble is not None:
        what = f"The return annotation of {placed(factory)} cannot be read: {trouble.why}."
        return _refusal(what, f"{trouble.fix}.")
    what = f"The factory {placed(factory)} does not say what it makes."
    name, product = name_of(factory), "Service" if key is None else name_of(key.service)
    function = f"def {name if name.isidentifier() else 'make'}(...) -> {product}"
    return _refusal(what, f"annotate it with the type that it makes: `{function}`.")


def _kind(thing: object) -> str:
    return f"an object of type `{type(thing).__name__}`"


def _refusal(what: str, fix: str) -> ServiceRegistrationError:
    return ServiceRegistrationError(what, fix=fix, see="registration")
