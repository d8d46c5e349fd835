"""`Configuration` loaded from dictionaries, files, settings and the environment."""

import pydantic
import pydantic_settings
import pytest

from wireworks.errors import ServiceParameterError
from wireworks.providers import Configuration

FILES = {
    "yaml": ("from_yaml", "db:\n  url: 'sqlite://${HOST}'\n  port: 5432\nhosts: ['${HOST}', '${NONE:other}']\n"),
    "json": (
        "from_json",
        '{"db": {"url": "sqlite://${HOST}", "port": 5432}, "hosts": ["${HOST}", "${NONE:other}"]}',
    ),
}
LOADERS = ["from_yaml", "from_json", "from_ini"]


class Database(pydantic.BaseModel):
    url: str = "sqlite://"
    password: pydantic.SecretStr = pydantic.SecretStr("hunter2")


class Settings(pydantic_settings.BaseSettings):
    db: Database = Database()


def test_later_loads_win_and_leave_the_rest() -> None:
    """L7: nested mappings are merged."""
    config = Configuration(default={"db": {"url": "a", "port": 1}, "x": {"y": 1}})
    config.from_dict({"db": {"url": "b"}, "x": 7})
    config.db.from_dict({"user": "ada"})
    assert config() == {"db": {"url": "b", "port": 1, "user": "ada"}, "x": 7}
    config.new.group.from_dict({"a": 1})
    assert config.new() == {"group": {"a": 1}}


def test_what_was_loaded_is_not_changed_from_outside() -> None:
    values = {"db": {"url": "a"}}
    config = Configuration(default=values)
    config.from_dict(values)
    values["db"]["url"] = "changed"
    assert config.db.url() == "a"


@pytest.mark.parametrize("kind", FILES)
def test_files_are_loaded_with_variables_filled_in(kind: str, tmp_path, monkeypatch) -> None:
    """L7: in texts alone, so that a value cannot change what the file says."""
    monkeypatch.setenv("HOST", "a: b\n- c")
    monkeypatch.delenv("NONE", raising=False)
    load, text = FILES[kind]
    path = tmp_path / f"app.{kind}"
    path.write_text(text, encoding="utf-8")
    config = Configuration()
    getattr(config, load)(path)
    assert config() == {"db": {"url": "sqlite://a: b\n- c", "port": 5432}, "hosts": ["a: b\n- c", "other"]}
    getattr(config.other, load)(str(path))
    assert config.other.db.port() == 5432


def test_ini_file_is_loaded_by_sections(tmp_path, monkeypatch) -> None:
    """Every value is a text; names keep their case, and `%` is a letter."""
    monkeypatch.setenv("HOST", "here")
    path = tmp_path / "app.ini"
    path.write_text("[db]\nUrl = ${HOST}\nport = 5432\nmark = 100%\nkept = $${HOST}\n", encoding="utf-8")
    config = Configuration()
    config.from_ini(path)
    assert config.db() == {"Url": "here", "port": "5432", "mark": "100%", "kept": "${HOST}"}
    assert config.db.port.as_int()() == 5432


@pytest.mark.parametrize("load", LOADERS)
def test_missing_file_is_an_error(load: str, tmp_path) -> None:
    """Elsewhere it is ignored."""
    config = Configuration(default={"a": 1})
    with pytest.raises(FileNotFoundError, match="nothing"):
        getattr(config, load)(tmp_path / "nothing")
    getattr(config, load)(tmp_path / "nothing", required=False)
    assert config() == {"a": 1}


def test_variable_that_is_not_set_is_an_error_that_names_it(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("NONE", raising=False)
    path = tmp_path / "app.json"
    path.write_text('{"a": "${NONE}"}', encoding="utf-8")
    with pytest.raises(ServiceParameterError, match="names the environment variable `NONE`, which is not set"):
        Configuration().from_json(path)


@pytest.mark.parametrize("text", ["[1, 2]", "7"])
def test_file_that_is_no_mapping_is_an_error(text: str, tmp_path) -> None:
    path = tmp_path / "app.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ServiceParameterError, match="holds no names"):
        Configuration().from_json(path)


def test_empty_yaml_file_says_nothing(tmp_path) -> None:
    path = tmp_path / "app.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    config = Configuration(default={"a": 1})
    config.from_yaml(path)
    assert config() == {"a": 1}


def test_yaml_without_its_reader_is_an_error_that_says_what_to_install(tmp_path, monkeypatch) -> None:
    def refuse(name: str) -> object:
        raise ModuleNotFoundError(name)

    path = tmp_path / "app.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    monkeypatch.setattr("wireworks.providers._reading.import_module", refuse)
    with pytest.raises(ServiceParameterError, match=r"wireworks\[providers\]"):
        Configuration().from_yaml(path)


def test_settings_of_pydantic_are_loaded(monkeypatch) -> None:
    """L7: a secret stays one."""
    config = Configuration()
    config.from_pydantic(Settings())
    assert config.db.url() == "sqlite://"
    assert str(config.db.password()) == "**********"
    config.plain.from_pydantic(Settings(), mode="json", exclude={"db": {"url"}})
    assert list(config.plain.db()) == ["password"]


@pytest.mark.parametrize("wrong", [Settings, {"a": 1}, "text"])
def test_what_is_no_settings_object_is_refused(wrong: object) -> None:
    with pytest.raises(ServiceParameterError, match="expects an object of a pydantic model"):
        Configuration().from_pydantic(wrong)


def test_value_is_taken_from_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("APP_PORT", "5432")
    monkeypatch.setenv("APP_FLAG", "no")
    config = Configuration()
    config.db.port.from_env("APP_PORT")
    config.db.number.from_env("APP_PORT", as_=int)
    config.flag.from_env("APP_FLAG", as_=bool)
    config.name.from_value("ada")
    assert config() == {"db": {"port": "5432", "number": 5432}, "flag": False, "name": "ada"}


def test_variable_without_a_value_is_an_error_unless_there_is_a_default(monkeypatch) -> None:
    monkeypatch.delenv("APP_KEY", raising=False)
    config = Configuration()
    with pytest.raises(ServiceParameterError) as caught:
        config.api.key.from_env("APP_KEY")
    assert str(caught.value) == (
        "`config.api.key` is read from the environment variable `APP_KEY`, which is not set.\n"
        "Fix: set `APP_KEY`, or pass a default.\n"
        "See: errors/configuration"
    )
    config.api.key.from_env("APP_KEY", None)
    assert config.api.key() is None


def test_variable_that_cannot_be_read_is_never_shown(monkeypatch) -> None:
    monkeypatch.setenv("APP_PORT", "hunter2")
    with pytest.raises(ServiceParameterError, match="`APP_PORT` cannot be read as `int`") as caught:
        Configuration().port.from_env("APP_PORT", as_=int)
    assert "hunter2" not in str(caught.value)
