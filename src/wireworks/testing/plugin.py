"""The pytest plugin of wireworks: fixtures to test an application with, on a fixture ``app`` of yours.

Installed with wireworks, it is there without a word. It loads the packages of clients and servers when a test asks for
one, and takes no name away: a fixture of yours or of another plugin that is called the same is the one that counts.

Source: W13.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

__all__ = ("pytest_addoption", "pytest_configure")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting ``wireworks_app_scope``."""
    parser.addini(
        "wireworks_app_scope",
        "for how long one run of the fixture `app` serves tests: function, class, module, package or session",
        default="function",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Give the fixtures to pytest, except for those whose names other plugins use."""
    from wireworks.testing import _fixtures  # not while pytest looks for plugins: others may not have been found yet

    others = list(_plugins(config))
    free = ModuleType(_fixtures.__name__, _fixtures.__doc__)
    for name in _fixtures.FIXTURES:
        if not any(hasattr(other, name) for other in others):
            setattr(free, name, getattr(_fixtures, name))
    config.pluginmanager.register(free, "wireworks.fixtures")
    asyncio = config.pluginmanager.get_plugin("asyncio")
    if asyncio is not None:
        config.pluginmanager.register(_fixtures.for_asyncio(asyncio), "wireworks.fixtures.asyncio")


def _plugins(config: pytest.Config) -> Iterator[ModuleType]:
    """Yield the plugins that are modules; a ``conftest.py`` is yours, and counts only where it stands."""
    for plugin in config.pluginmanager.get_plugins():
        if isinstance(plugin, ModuleType) and not str(getattr(plugin, "__file__", "")).endswith("conftest.py"):
            yield plugin
