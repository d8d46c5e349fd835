"""Ways to load a configuration, the whole of it or a part."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from wireworks._text.names import name_of
from wireworks.errors import ServiceParameterError
from wireworks.providers._reading import merged, parse_ini, parse_json, parse_yaml, read_file


class Loading:
    """What has values that can be loaded."""

    def _own(self) -> Any:
        """Return its value, overrides of this very part left aside; ``MISSING`` where there is none."""
        raise NotImplementedError  # pragma: no cover - whoever has values says how

    def _store(self, value: Any) -> None:
        """Set the value."""
        raise NotImplementedError  # pragma: no cover - as above

    def from_dict(self, values: Mapping[Any, Any]) -> None:
        """Load nested mappings; what is there already stays where they do not say otherwise."""
        old = self._own()
        self._store(merged(old if isinstance(old, Mapping) else {}, values))

    def from_pydantic(self, settings: Any, **dumping: Any) -> None:
        """Load a settings object of pydantic; ``dumping`` goes to its ``model_dump``.

        Raises:
            ServiceParameterError: it is the class, or nothing of pydantic's.
        """
        dump = getattr(settings, "model_dump", None)
        if dump is None or isinstance(settings, type):
            raise ServiceParameterError(
                f"`{self!r}` expects an object of a pydantic model, got `{name_of(settings)}`.",
                fix="make one, and pass it.",
                see="configuration",
            )
        self.from_dict(dump(**dumping))

    def from_yaml(self, path: str | os.PathLike[str], *, required: bool = True) -> None:
        """Load a YAML file (``wireworks[providers]`` installs what reads it); otherwise as ``from_json``."""
        self.from_dict(read_file(path, parse_yaml, required=required))

    def from_ini(self, path: str | os.PathLike[str], *, required: bool = True) -> None:
        """Load an INI file: sections, and options that are texts; otherwise as ``from_json``."""
        self.from_dict(read_file(path, parse_ini, required=required))

    def from_json(self, path: str | os.PathLike[str], *, required: bool = True) -> None:
        """Load a JSON file.

        Args:
            path: the file. ``${NAME}`` and ``${NAME:default}`` in its texts stand for variables of the environment.
            required: ``False`` loads nothing where there is no such file.

        Raises:
            FileNotFoundError: there is no such file.
            ServiceParameterError: a variable is not set and has no default, or the file is no mapping.
        """
        self.from_dict(read_file(path, parse_json, required=required))
