"""``MODULE:ATTRIBUTE`` turned into the container that it names."""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

from wireworks.cli._refusal import Refusal, listed, near
from wireworks.container import ServiceContainer

_SHAPE = "name it as MODULE:ATTRIBUTE, for instance `app.main:container`."


def container_of(target: str) -> ServiceContainer:
    """Return the container that ``target`` names.

    Raises:
        Refusal: there is none.
    """
    module_name, _, path = target.partition(":")
    if not module_name or not path:
        raise Refusal(f"`{target}` does not say where the container is.", _SHAPE)
    if os.getcwd() not in sys.path and "" not in sys.path:  # noqa: PTH109 - a string is what stands in the path
        sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as above
    module = _module(module_name)
    found = attribute(module, path)
    if isinstance(found, ServiceContainer):
        return found
    if not callable(found):
        raise _not_a_container(target, found, module)
    made = _called(found, target)
    if not isinstance(made, ServiceContainer):
        raise _not_a_container(f"{target}()", made, module)
    return made


def imported(text: str) -> object:
    """Return what ``MODULE:NAME`` names.

    Raises:
        Refusal: nothing, or it cannot be imported.
    """
    module_name, _, path = text.partition(":")
    return attribute(_module(module_name), path)


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            what = f"There is no module `{error.name}`."
            fix = "run the command in the folder that holds it, or install it; write dots, and no `.py`."
            raise Refusal(what, fix) from None
        raise _failed(f"`{name}` cannot be imported: {error}.", error) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - modules may raise anything, `SystemExit` included
        raise _failed(f"`{name}` cannot be imported: it raised {type(error).__name__}.", error) from None


def attribute(module: ModuleType, path: str) -> object:
    """Return what stands at ``path`` in a module: names with dots between them.

    Raises:
        Refusal: there is no such thing, with the names that look like it.
    """
    found: Any = module
    for name in path.split("."):
        inside = f"`{module.__name__}`" if found is module else f"`{type(found).__name__}`"
        try:
            found = getattr(found, name)
        except AttributeError:
            what = f"{inside} has no attribute `{name}`.{near(name, dir(found))}"
            raise Refusal(what, _containers_in(module)) from None
    return found


def _called(function: Callable[..., object], target: str) -> object:
    if inspect.iscoroutinefunction(function):
        raise Refusal(f"`{target}` is an async function.", "name a container, or a plain function that returns one.")
    needed = _needed(function)
    if needed:
        what = f"`{target}` takes {listed(needed)}, and the command line has nothing to pass."
        raise Refusal(what, "give the parameters defaults, or name a function without them that calls it.")
    try:
        return function()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - as above
        raise _failed(f"`{target}()` raised {type(error).__name__}.", error) from None


def _needed(function: Callable[..., object]) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # it does not tell: calling it will
        return []
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [each.name for each in parameters if each.default is each.empty and each.kind not in several]


def _not_a_container(target: str, found: object, module: ModuleType) -> Refusal:
    what = f"`{target}` is no container: expected a `ServiceContainer`, got an object of type `{type(found).__name__}`."
    return Refusal(what, _containers_in(module))


def _containers_in(module: ModuleType) -> str:
    names = [name for name, each in vars(module).items() if isinstance(each, ServiceContainer)]
    if names:
        return f"write {listed(f'{module.__name__}:{name}' for name in names)}."
    return "name a container, or a function without arguments that returns one."


def _failed(what: str, error: BaseException) -> Refusal:
    """Return the refusal for code of the user's that raised, with the part of the traceback that is theirs."""
    trace = error.__traceback__
    while trace is not None and _is_machinery(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    told = "".join(traceback.format_exception(type(error), error, trace))
    return Refusal(what, "mend what the traceback shows, and ask again.", told)


def _is_machinery(file: str) -> bool:
    return file.startswith("<frozen importlib") or file in (__file__, import_module.__code__.co_filename)
