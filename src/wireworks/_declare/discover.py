"""Marked classes and functions found in what a user hands to ``add``: objects, modules, packages, instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import FunctionType, ModuleType

from wireworks._declare.admission import provide, terms_of
from wireworks._declare.markers import marks_of
from wireworks._model.provider import Provider
from wireworks._text.names import name_of
from wireworks.errors import ServiceRegistrationError


def discover(things: Iterable[object]) -> list[Provider]:
    """Return a provider for every mark found, each object once, in the order met.

    Raises:
        ServiceRegistrationError: a thing carries and contains no mark, or what is marked cannot be registered.
    """
    found: dict[int, object] = {}
    for thing in things:
        members = list(_marked(thing))
        if not members:
            what = f"Nothing in `{name_of(thing)}` is marked with `@service`."
            fix = "put `@service` on what it should add, or use `add_transient`, `add_scoped` or `add_singleton`."
            raise ServiceRegistrationError(what, fix=fix, see="registration")
        found.update((id(member), member) for member in members)
    return [provider for member in found.values() for provider in _providers(member)]


def _providers(member: object) -> Iterator[Provider]:
    for mark in marks_of(member):
        terms = terms_of(mark.qualifier, mark.options)
        if mark.as_type is None:
            yield provide(member, None, mark.lifetime, terms)
        else:
            yield provide(mark.as_type, member, mark.lifetime, terms)


def _marked(thing: object) -> Iterator[object]:
    if isinstance(thing, ModuleType):
        yield from _in_module(thing)
    elif marks_of(thing):
        yield thing
    elif not isinstance(thing, type):
        yield from _in_instance(thing)


def _in_module(module: ModuleType) -> Iterator[object]:
    modules = [module]
    if hasattr(module, "__path__"):
        modules.extend(_submodules(module))
    members = [(each, member) for each in modules for member in list(vars(each).values()) if marks_of(member)]
    own = [member for each, member in members if _stands_in(member, each, module)]
    # What a module imports for its own use is not its to offer; a module that has nothing else means it.
    yield from own or [member for _, member in members]


def _stands_in(member: object, found_in: ModuleType, module: ModuleType) -> bool:
    home = getattr(member, "__module__", None) or found_in.__name__
    return home == module.__name__ or home.startswith(f"{module.__name__}.")


def _submodules(package: ModuleType) -> Iterator[ModuleType]:
    from importlib import import_module
    from pkgutil import walk_packages

    for found in walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


def _in_instance(instance: object) -> Iterator[object]:
    seen: set[str] = set()
    for base in type(instance).__mro__:
        for name, member in vars(base).items():
            function = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
            if name not in seen and isinstance(function, FunctionType) and marks_of(function):
                yield getattr(instance, name)
            seen.add(name)
