"""Configuration read from files, settings objects and the environment, as plain nested dictionaries."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from wireworks.errors import ServiceParameterError

_NAMED = re.compile(r"\$(\$?)\{([^}:]*)(?::([^}]*))?\}")


def merged(below: Mapping[Any, Any], above: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return both as one, ``above`` winning; where both have a mapping of one name, these are merged in turn."""
    both = {name: plain(value) for name, value in below.items()}
    for name, value in above.items():
        old = both.get(name)
        both[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else plain(value)
    return both


def plain(value: Any) -> Any:
    """Return a copy of nested mappings as dictionaries; any other value is returned as it is."""
    return {name: plain(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def read_file(path: str | os.PathLike[str], parse: Callable[[str], Any], *, required: bool) -> dict[Any, Any]:
    """Return what a file says, names of the environment filled in.

    Raises:
        FileNotFoundError: there is no such file, and it is ``required``.
        ServiceParameterError: it is no mapping, or names an environment variable that is not set.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        if required:
            raise
        return {}
    found = parse(text)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise ServiceParameterError(
            f"{os.fspath(path)!r} holds no names at its outermost level.",
            fix="make it a mapping of names to values.",
            see="configuration",
        )
    return _filled(found, os.fspath(path))  # type: ignore[no-any-return]  # a mapping comes out as a dictionary


def parse_ini(text: str) -> dict[str, dict[str, str]]:
    """Return sections and their options; every value is text."""
    from configparser import ConfigParser

    class Verbatim(ConfigParser):
        def optionxform(self, optionstr: str) -> str:
            return optionstr

    parser = Verbatim(interpolation=None)
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def parse_yaml(text: str) -> Any:
    """Return what YAML says; PyYAML reads it.

    Raises:
        ServiceParameterError: PyYAML is not installed.
    """
    try:
        yaml = import_module("yaml")
    except ModuleNotFoundError:
        raise ServiceParameterError(
            "YAML files are read by PyYAML, which is not installed.",
            fix="install `wireworks[providers]`.",
            see="configuration",
        ) from None
    return yaml.safe_load(text)


parse_json: Callable[[str], Any] = json.loads


def environment(name: str) -> str | None:
    """Return a variable of the environment, or ``None`` where it is not set."""
    return os.environ.get(name)


def _filled(value: Any, where: str) -> Any:
    """Fill in every ``${NAME}`` and ``${NAME:default}`` in the texts of ``value``; ``$${`` stands for ``${``."""
    if isinstance(value, Mapping):
        return {name: _filled(each, where) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, where) for each in value]
    return _NAMED.sub(lambda match: _variable(match, where), value) if isinstance(value, str) else value


def _variable(match: re.Match[str], where: str) -> str:
    escaped, name, default = match.groups()
    if escaped:
        return match[0][1:]
    value = os.environ.get(name, default)
    if value is None:
        raise ServiceParameterError(
            f"{where!r} names the environment variable `{name}`, which is not set.",
            fix=f"set `{name}`, or give it a default, as in `${{{name}:...}}`.",
            see="configuration",
        )
    return value
