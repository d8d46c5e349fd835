"""Every way that resolvers work: interpreted, compiled at once, and compiled when used again, as they are for users."""

import pytest

from wireworks import ServiceContainer

MODES = {"interpreted": None, "compiled": 0, "default": 1}

in_every_mode = pytest.mark.parametrize("mode", MODES)


def in_mode(container: ServiceContainer, mode: str) -> ServiceContainer:
    """Return the container, its resolvers working as said; nothing public says so, because results are the same."""
    container._resolvers._compile_after = MODES[mode]  # noqa: SLF001 - as above
    return container
