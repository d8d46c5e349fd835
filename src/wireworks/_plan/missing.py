"""The errors that tell what is needed and not there, and what to write to have it (L28)."""

from __future__ import annotations

from collections.abc import Sequence

from wireworks._declare.annotations import is_free
from wireworks._declare.calls import call_of
from wireworks._declare.conform import is_protocol
from wireworks._declare.variables import parameters_of
from wireworks._model.key import Key
from wireworks._model.sentinel import MISSING
from wireworks._plan.collect import Collection, collection_of
from wireworks._plan.suggest import Suggestions
from wireworks._text.message import Link, listing, meant
from wireworks._text.names import name_of
from wireworks.errors import ServiceNotFoundError, ServiceParameterError

_SHOWN = 3


def not_found(
    key: Key,
    known: Suggestions,
    chain: Sequence[Link] = (),
    parameter: str | None = None,
    *,
    by: str = "",
    why: str = "",
) -> ServiceNotFoundError:
    """Return the error for a key that nothing is registered for, needed ``by`` a service or asked for itself.

    ``why`` says why what is registered for many types does not answer for this one.
    """
    if is_free(key.service):
        return _unsaid(key)
    name = name_of(key)
    collection = collection_of(key)
    conditional = known.only_when(key)
    what = conditional or (f"`{name}` is not registered" if collection is None else _empty(name, collection))
    what += f", but `{by}` needs it for parameter `{parameter}`" if by else ""
    what += f"; {why}." if why else "."
    drawn = [*chain, Link("missing", name, parameter=parameter)] if chain else []
    wanted = key if collection is None else collection.member.key
    if by and getattr(wanted.service, "__module__", "") == "builtins":
        fix = f"take it from the configuration, as in `Annotated[{name}, Inject(param=...)]`"
    else:
        it = "one" if collection is not None else "it for other cases too" if conditional else "it"
        fix = f"register {it}, as in `{_example(wanted, collection, known)}`"
        product = call_of(key.service)
        fix += "" if product is None else f", or register `{name_of(product.key)}`, which it is then a factory of"
    fix += ", or give the parameter a default." if by else "."
    fix += "" if why or conditional else _hint(wanted, known, by)
    return ServiceNotFoundError(what, chain=drawn, fix=fix, see="not-found")


def unconfigured(
    name: str, known: Suggestions, chain: Sequence[Link], parameter: str | None, by: str
) -> ServiceParameterError:
    """Return the error for a name that the configuration lacks, needed ``by`` a service."""
    add = f"add `{name}` to the container's `params`" if known.configured else f"pass `params=...` with `{name}` in it"
    return ServiceParameterError(
        f"`{name}` is not configured, but `{by}` needs it for parameter `{parameter}`.",
        chain=[*chain, Link("missing", name, parameter=parameter)],
        fix=f"{add}, or give the parameter a default.{meant(known.configured_alike(name))}",
        see="parameter",
    )


def meant_by(key: Key, known: Suggestions) -> str:
    """Return what the reader may have meant by a key: a condition, another qualifier, a subclass, a name like it."""
    below = [name_of(other) for other in known.below(key.service)[:_SHOWN]]
    return _other_cases(key, known, "") or meant(below or known.alike(key))


def _unsaid(key: Key) -> ServiceNotFoundError:
    """Return the error for a key that is no service before its type variables are filled in."""
    variables = variables_of(key.service)
    return ServiceNotFoundError(
        f"`{name_of(key)}` is not a service: nothing says what {variables} stands for.",
        fix=f"ask for it with a type in the place of {variables}.",
        see="generics",
    )


def variables_of(service: object) -> str:
    """Return the names of the type variables that a type depends on, or is."""
    return listing(map(name_of, parameters_of(service) or (service,)))


def _empty(name: str, collection: Collection) -> str:
    """Say why there is nothing to put into a collection."""
    what = f"No `{name_of(collection.member.key)}` is registered"
    if collection.qualifiers is not MISSING:
        what += f" with a `{name_of(collection.qualifiers)}` for a qualifier"
    return f"{what}, so `{name}` would be empty"


def _example(key: Key, collection: Collection | None, known: Suggestions) -> str:
    """Return the call that registers what is missing, with a subclass that is there as the factory."""
    below = known.below(key.service)
    arguments = [name_of(key.service)]
    if below:
        arguments.append(name_of(below[0].service))
    elif collection is not None or not _can_be_made(key.service):
        arguments.append("...")
    if collection is not None and collection.qualifiers is not MISSING:
        arguments.append("qualifier=...")
    elif key.qualifier is not None:
        arguments.append(f"qualifier={name_of(key.qualifier)}")
    return f"container.add_singleton({', '.join(arguments)})"


def _can_be_made(service: object) -> bool:
    """Tell whether a type may be its own factory."""
    if not isinstance(service, type) or service.__module__ == "builtins":
        return False
    return not is_protocol(service) and not getattr(service, "__abstractmethods__", ())


def _hint(key: Key, known: Suggestions, by: str) -> str:
    other = _other_cases(key, known, by)
    if other:
        return other
    below = [name_of(other) for other in known.below(key.service)[:_SHOWN]]
    if below:
        own = (
            "is registered, but under its own name" if len(below) == 1 else "are registered, but under their own names"
        )
        return f" {listing(below)} {own}."
    return meant(known.alike(key))


def _other_cases(key: Key, known: Suggestions, by: str) -> str:
    """Tell when, or with which qualifiers, the type itself is there; nothing where it never is."""
    conditional = known.only_when(key)
    if conditional:
        return f" {conditional}."
    return _other_qualifiers(key, known, by) if known.qualifiers(key.service) else ""


def _other_qualifiers(key: Key, known: Suggestions, by: str) -> str:
    """Tell with which qualifiers a type is registered, and how to ask for one of those."""
    found = known.qualifiers(key.service)
    near = [] if key.qualifier is None else known.qualifiers_near(key)
    if near:
        return meant([name_of(other) for other in near])
    if found == [None]:
        return f" `{name_of(key.service)}` is registered without a qualifier."
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    said = f" `{name_of(key.service)}` is registered with the qualifier {listing(map(name_of, found[:_SHOWN]))}{more}"
    service, first = name_of(key.service), name_of(next(each for each in found if each is not None))
    if by:
        return f"{said}: annotate the parameter as `Annotated[{service}, Inject(qualifier={first})]`."
    return f"{said}: use `qualified({service}, {first})`."
