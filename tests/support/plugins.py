"""Several services of one type, for tests of collections."""

from collections.abc import Mapping

from wireworks import ServiceContainer


class Plugin: ...


class Audit(Plugin): ...


class Search(Plugin): ...


class Mail(Plugin): ...


class Host:
    def __init__(self, plugins: list[Plugin]) -> None:
        self.plugins = plugins


class Directory:
    def __init__(self, plugins: Mapping[str, Plugin]) -> None:
        self.plugins = plugins


def three_plugins() -> ServiceContainer:
    """Return a container with three plugins, one of them a singleton, two qualified."""
    container = ServiceContainer().add_transient(Plugin, Search, qualifier="search")
    return container.add_singleton(Plugin, Audit).add_transient(Plugin, Mail, qualifier="mail")


def kinds(plugins: object) -> list[type]:
    assert isinstance(plugins, (list, tuple))
    return [type(plugin) for plugin in plugins]
