"""Values of a configuration that are missing or cannot be read (L7)."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from wireworks.providers import Configuration

config = Configuration(default={"db": {"url": "sqlite://", "port": "many"}})


class Settings:
    def model_dump(self) -> dict[str, object]:
        return {}


def when_a_value_is_missing() -> object:
    return config.db.ulr()


def when_a_value_cannot_be_read() -> object:
    return config.db.port.as_int()()


def when_a_variable_is_not_set() -> None:
    with patch.dict(os.environ, clear=True):
        config.db.password.from_env("DB_PASSWORD")


def when_a_file_names_a_variable_that_is_not_set() -> None:
    load('{"password": "${DB_PASSWORD}"}')


def when_a_file_holds_no_names() -> None:
    load("[1, 2]")


def when_yaml_cannot_be_read() -> None:
    with patch("wireworks.providers._reading.import_module", side_effect=ModuleNotFoundError):
        load("{}", "from_yaml")


def when_the_class_of_settings_is_given() -> None:
    config.from_pydantic(Settings)


def load(text: str, how: str = "from_json") -> None:
    """Load a file with ``text`` in it."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, clear=True):
        os.chdir(folder)
        try:
            Path("app.conf").write_text(text, encoding="utf-8")
            getattr(config, how)("app.conf")
        finally:
            os.chdir(before)
