"""`Configuration`: each value is a provider, looked up when it is asked for."""

import pytest

from tests.spec.providers.parts import User
from wireworks.errors import ServiceParameterError
from wireworks.providers import Configuration, DeclarativeContainer, Factory, Object, Singleton


class Settings:
    url = "attribute"


def configured() -> Configuration:
    return Configuration(
        default={"db": {"url": "sqlite://", "port": "5432", "ratio": "0.5", "on": "yes"}, "hosts": ["a", "b"]}
    )


def test_values_are_attributes_and_items() -> None:
    """L7: however deep."""
    config = configured()
    assert config.db.url() == config["db"]["url"]() == config.db["url"]() == "sqlite://"
    assert config.hosts[1]() == "b"
    assert Factory(User, config.db.url)().name == "sqlite://"


def test_part_is_always_the_same_provider() -> None:
    """So that an override of it is seen everywhere."""
    config = configured()
    assert config.db.url is config["db"]["url"]


def test_value_may_come_later() -> None:
    """L7: the wiring is written before anything is loaded."""
    config = Configuration()
    users = Factory(User, config.name)
    config.from_dict({"name": "ada"})
    assert users().name == "ada"


def test_whole_and_groups_are_copies() -> None:
    """What is done to them does not reach the configuration."""
    config = configured()
    config()["db"]["url"] = "changed"
    config.db()["url"] = "changed"
    assert config.db.url() == "sqlite://"
    assert sorted(config()) == ["db", "hosts"]


def test_missing_value_is_an_error_that_names_it() -> None:
    """L7: elsewhere it is None, and fails far away."""
    config = configured()
    with pytest.raises(ServiceParameterError) as caught:
        Factory(User, config.db.prot)()
    assert str(caught.value) == (
        "`config.db.prot` is not configured.\n"
        "Fix: load it, or give it a default, as in `.default(...)`. Did you mean `port`?\n"
        "See: errors/configuration"
    )
    for missing in (config.nothing.at["all"], config.db.url.deeper, config.hosts[9], config.hosts["x"], config["a b"]):
        with pytest.raises(ServiceParameterError, match="is not configured"):
            missing.required()()


def test_name_of_the_configuration_is_that_of_its_attribute() -> None:
    class App(DeclarativeContainer):
        settings = Configuration()

    assert repr(App().settings.db["the url"]) == "App.settings.db['the url']"


def test_default_stands_in_for_a_missing_value_alone() -> None:
    config = configured()
    assert config.db.user.default("ada")() == "ada"
    assert config.db.user.default(None)() is None
    assert config.db.user.default(Object("asked"))() == "asked"
    assert config.db.url.default("unused")() == "sqlite://"
    assert config.db.size.default("7").as_int()() == 7
    config.from_dict({"db": {"user": None}})
    assert config.db.user.default("ada")() is None


def test_values_are_read_as_something_else() -> None:
    """L7."""
    db = configured().db
    assert (db.port.as_int()(), db.ratio.as_float()(), db.on.as_bool()()) == (5432, 0.5, True)
    assert db.required().port.required().as_int()() == 5432
    assert db.url.as_(str.upper)() == "SQLITE://"
    assert db.port.as_(int, base=16)() == 0x5432
    assert Factory(User, db.port.as_int())().name == 5432


@pytest.mark.parametrize("text", ["true", "TRUE", " Yes", "1", "on", True])
def test_texts_of_truth_are_known(text: object) -> None:
    config = Configuration(default={"flag": text})
    assert config.flag.as_bool()() is config.flag.as_(bool)() is True


@pytest.mark.parametrize("text", ["FALSE", "No", "0", "off", False])
def test_texts_of_untruth_are_known(text: object) -> None:
    """Elsewhere `bool("false")` is true."""
    config = Configuration(default={"flag": text})
    assert config.flag.as_bool()() is config.flag.as_(bool)() is False


def test_value_that_cannot_be_read_is_never_shown() -> None:
    """L7: it may be a secret."""
    config = Configuration(default={"key": "hunter2", "group": {}})
    for read, what in [
        (config.key.as_int(), "a whole number"),
        (config.key.as_float(), "a number"),
        (config.key.as_bool(), "true or false"),
        (config.key.as_(complex), "`complex`"),
        (config.group.as_int(), "a whole number"),
    ]:
        with pytest.raises(ServiceParameterError, match=f"cannot be read as {what}") as caught:
            Factory(User, read)()
        assert "hunter2" not in str(caught.value)
        assert caught.value.__suppress_context__


def test_error_of_a_conversion_of_ones_own_comes_out() -> None:
    def convert(value: str) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        Configuration(default={"a": 1}).a.as_(convert)()


def test_values_may_be_objects_with_attributes() -> None:
    config = Configuration(default={"db": Settings()})
    assert config.db.url() == "attribute"
    with pytest.raises(ServiceParameterError):
        config.db.port()


def test_parts_and_wholes_can_be_overridden() -> None:
    """L18: by values and by providers; what stands below sees it."""
    config = configured()
    users = Factory(User, config.db.url)
    with config.db.url.override("part"):
        assert users().name == config.db.url() == "part"
    with config.db.override({"url": "group"}):
        assert users().name == "group"
        with pytest.raises(ServiceParameterError):
            config.db.port()
    with config.override(Object({"db": {"url": "whole"}})):
        assert users().name == config.db.url.as_(str)() == config.db.url.default("")() == "whole"
    assert users().name == "sqlite://"


def test_singleton_is_made_afresh_under_an_override_of_its_configuration() -> None:
    """L29: of the very value, or of a group above it."""
    config = configured()
    users = Singleton(User, config.db.port.as_int())
    real = users()
    with config.db.override({"port": 1}):
        assert users().name == 1
    with config.db.port.override("2"):
        assert users().name == 2
    assert users() is real


def test_names_of_methods_are_items() -> None:
    config = Configuration(default={"default": 1, "override": 2, "name": 3, "value": 4, "origin": 5, "func": 6})
    assert [config["default"](), config["override"]()] == [1, 2]
    assert [config.name(), config.value(), config.origin(), config.func()] == [3, 4, 5, 6]
    with pytest.raises(AttributeError):
        config._private  # noqa: B018, SLF001 - the look is the matter
