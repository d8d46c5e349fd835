"""The services of a random program as the text of a module, for type checkers: signatures without bodies."""

import inspect
from types import FunctionType, ModuleType
from typing import Any, NewType

HEAD = """\
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import NewType

from tests.property.making import Box, Product
from wireworks import AsyncFactory, Consumer, Factory, Lazy
"""
METHODS = {
    "dispose": "{define} dispose(self) -> None: ...",
    "__enter__": "def __enter__(self) -> {name}: return self",
    "__exit__": "def __exit__(self, *outcome: object) -> None: ...",
    "__aenter__": "async def __aenter__(self) -> {name}: return self",
    "__aexit__": "async def __aexit__(self, *outcome: object) -> None: ...",
}


def text_of(services: ModuleType) -> str:
    """Return the text of all that a program has registered."""
    texts = [HEAD]
    for name, thing in vars(services).items():
        if isinstance(thing, FunctionType):
            texts.append(_function(name, thing, _spelled(thing.__annotations__["return"])))
        elif isinstance(thing, NewType):
            texts.append(f'{name} = NewType("{name}", {_spelled(thing.__supertype__)})')
        elif isinstance(thing, type):
            texts += [f"class {name}(Product):", *(f"    {line}" for line in _members(name, thing))]
    return "\n".join([*texts, ""])


def _members(name: str, service: type) -> list[str]:
    found = vars(service)
    lines = [_function("__init__", found["__init__"], "None")] if "__init__" in found else []
    for title, text in METHODS.items():
        if title in found:
            word = "async def" if inspect.iscoroutinefunction(found[title]) else "def"
            lines.append(text.format(name=f'"{name}"', define=word))
    return [*lines, "pass"]


def _function(name: str, function: FunctionType, returns: str) -> str:
    """Return a signature, `None` allowed where it is a default; who makes an async generator does not await it."""
    word = "async def" if inspect.iscoroutinefunction(function) else "def"
    parts = []
    for parameter in inspect.signature(function).parameters.values():
        spelled = _spelled(parameter.annotation)
        optional = parameter.default is None
        parts.append(f"{parameter.name}: {spelled} | None = None" if optional else f"{parameter.name}: {spelled}")
    given = ", ".join(part.removesuffix(": _empty") for part in parts)
    return f"{word} {name}({given}) -> {returns}: raise NotImplementedError"


def _spelled(wanted: Any) -> str:
    arguments = getattr(wanted, "__args__", ())
    origin = getattr(wanted, "__origin__", wanted)
    inside = ", ".join("..." if each is ... else _spelled(each) for each in arguments)
    return f"{origin.__name__}[{inside}]" if arguments else origin.__name__
