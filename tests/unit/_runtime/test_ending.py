"""Who asked to be told when a scope has ended is told, once all else is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from wireworks import ServiceCloseError, ServiceContainer
from wireworks.adapters import after_scope


class Session: ...


def test_it_is_told_last_and_how_it_went():
    events: list[object] = []

    def open_session() -> Iterator[Session]:
        yield Session()
        events.append("closed")

    container = ServiceContainer().add_scoped(open_session)
    with container.create_scope() as scope:
        after_scope(scope, lambda well, may_await: events.append((well, may_await)))
        scope.get(Session)
    with pytest.raises(LookupError), container.create_scope() as scope:
        after_scope(scope, lambda well, may_await: events.append((well, may_await)))
        raise LookupError

    assert events == ["closed", (True, False), (False, False)]


@pytest.mark.parametrize("is_async", [False, True])
def test_what_it_raises_is_reported_as_a_failure_to_close(is_async):
    def refuse(well: bool, may_await: bool) -> None:
        raise LookupError

    async def main() -> None:
        async with ServiceContainer().create_scope() as scope:
            after_scope(scope, refuse)

    with pytest.raises(ServiceCloseError) as group:
        if is_async:
            asyncio.run(main())
        else:
            with ServiceContainer().create_scope() as scope:
                after_scope(scope, refuse)

    assert [type(each) for each in group.value.exceptions] == [LookupError]
