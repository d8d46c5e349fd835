"""L23: a factory that closes the scope it is called for, in the middle of a making."""

import pytest

from tests.support.modes import in_every_mode, in_mode
from wireworks import ServiceClosedError, ServiceContainer, ServiceScope


class Closer:
    def __init__(self, scope: ServiceScope) -> None:
        scope.close()


class Session: ...


class Late:
    def __init__(self, closer: Closer, session: Session) -> None: ...


@in_every_mode
@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("lifetime", ["transient", "scoped"])
def test_nothing_is_had_from_it_any_more(mode, exists, lifetime) -> None:
    """L23: neither what would have to be made, nor what is there already."""
    container = in_mode(ServiceContainer(), mode).add_scoped(Session).add_transient(Closer)
    container.register(Late, Late, lifetime)
    for _ in range(3):
        scope = container.create_scope()
        if exists:
            scope.get(Session)
        with pytest.raises(ServiceClosedError):
            scope.get(Late)
