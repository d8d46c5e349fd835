"""Whether a factory may be registered under a key: every refusal of L4, before anything has changed."""

from __future__ import annotations

from collections.abc import Hashable

from wireworks._declare.callables import provided_by
from wireworks._declare.closing import closed
from wireworks._declare.conform import check_of, fits, is_protocol, misfit
from wireworks._declare.declared import Declared, declared_by, making_of
from wireworks._declare.entering import NO_MANAGER_FIX, Entering, entering_of, makes_managers
from wireworks._declare.keys import registered_key
from wireworks._declare.options import refusal
from wireworks._model.key import Key
from wireworks._model.parameter import Making, Unread
from wireworks._text.message import listing
from wireworks._text.names import name_of, placed
from wireworks.errors import ServiceRegistrationError


def fitting_key(key: object, factory: object, qualifier: Hashable, *, enter: bool = False) -> Key:
    """Return the key that ``factory`` makes the service of; ``None`` means that ``key`` is the factory.

    Raises:
        ServiceRegistrationError: it does not fit the key, or is no factory.
    """
    if factory is None:
        factory = key
        check_callable(factory)
        wanted = registered_key(_product_of(factory, enter=enter), qualifier)
    else:
        wanted = registered_key(key, qualifier)
        check_callable(factory, wanted)
        check_product(wanted, factory, enter=enter)
    check_makeable(factory)
    return wanted


def check_instance(wanted: Key, instance: object) -> None:
    """Raise ``ServiceRegistrationError`` if an object made elsewhere does not fit the key."""
    if not fits(instance, check_of(wanted)):
        name = name_of(wanted)
        what = f"The instance for `{name}` does not fit: expected `{name}`, got {_kind(instance)}."
        raise refusal(what, "pass an instance of it, or register under the type it has.")


def check_callable(factory: object, key: Key | None = None) -> None:
    """Raise ``ServiceRegistrationError`` if what is to make a service, of ``key`` if one is given, is not callable."""
    if not callable(factory):
        under = f" for `{name_of(key)}`" if key is not None else ""
        what = f"Expected a class or a factory to register{under}, got {_kind(factory)}."
        raise refusal(what, "register a callable, or use `add_instance(key, object)` for an object that exists.")


def _entering(factory: object) -> Entering:
    entering = entering_of(factory)
    if entering is not None:
        return entering
    if making_of(factory) in (Making.GENERATOR, Making.ASYNC_GENERATOR):
        what = f"{placed(factory)} is a generator, which is resumed at its end; there is nothing to enter."
        raise refusal(what, "leave `enter` out.")
    made = placed(factory) if making_of(factory) is Making.CLASS else f"What {placed(factory)} makes"
    raise refusal(f"{made} is no context manager, so it cannot be entered.", NO_MANAGER_FIX)


def _declared(factory: object, *, enter: bool, alone: bool) -> Declared:
    """Return what a factory says that the service is; ``alone``, with no key beside it, it has to say so."""
    if enter:
        entering = _entering(factory)
        return entering.made if alone and entering.service.request is None else entering.service
    if makes_managers(factory):
        what = f"{placed(factory)} makes a context manager."
        raise refusal(what, "enter it with `enter=True`, or take the decorator away: generators are factories.")
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
        raise refusal(what, fix or mend)
    trouble = closed(factory, wanted.service, exact=False, declared=declared)
    if isinstance(trouble, str):
        what = f"{placed(factory)} cannot make `{name_of(wanted)}`: {trouble}."
        raise refusal(what, fix or f"register something that is a `{name_of(wanted)}`.")


def check_makeable(factory: object) -> None:
    """Raise ``ServiceRegistrationError`` if ``factory`` is a class that leaves something abstract."""
    target = provided_by(factory)
    if making_of(target) is not Making.CLASS:
        return
    abstract = sorted(getattr(target, "__abstractmethods__", ()))
    if is_protocol(target) or abstract:
        why = f"it leaves {listing(abstract)} abstract" if abstract else "it is a protocol"
        raise refusal(f"`{name_of(target)}` cannot be made: {why}.", "register a class that implements it.")


def _unsaid(factory: object, trouble: Unread | None, key: Key | None = None) -> ServiceRegistrationError:
    if trouble is not None:
        what = f"The return annotation of {placed(factory)} cannot be read: {trouble.why}."
        return refusal(what, f"{trouble.fix}.")
    what = f"The factory {placed(factory)} does not say what it makes."
    name, product = name_of(factory), "Service" if key is None else name_of(key.service)
    function = f"def {name if name.isidentifier() else 'make'}(...) -> {product}"
    return refusal(what, f"annotate it with the type that it makes: `{function}`.")


def _kind(thing: object) -> str:
    return f"an object of type `{type(thing).__name__}`"
