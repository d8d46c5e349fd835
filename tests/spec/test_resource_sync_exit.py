"""L23: a scope with async resources left by a sync `with` names them, after the sync ones closed."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceAsyncError, ServiceCloseError, ServiceContainer


class Plain: ...


class Waited: ...


class Boom(Exception): ...


def plain_factory(log: list[str]):
    def make_plain() -> Iterator[Plain]:
        yield Plain()
        log.append("plain closed")

    return make_plain


def waited_factory(log: list[str]):
    async def make_waited() -> AsyncIterator[Waited]:
        try:
            yield Waited()
        except Boom:
            log.append("waited told")
            raise
        finally:
            log.append("waited closed")

    return make_waited


def registered(add, log: list[str]) -> None:
    add(plain_factory(log))
    add(waited_factory(log))


def async_error_of(error: ServiceCloseError) -> ServiceAsyncError:
    (found,) = [part for part in error.exceptions if isinstance(part, ServiceAsyncError)]
    return found


@pytest.mark.parametrize("order", [(Plain, Waited), (Waited, Plain)])
def test_sync_exit_closes_what_it_can_and_names_the_async_resources(order) -> None:
    """L23."""
    log: list[str] = []

    async def main() -> None:
        container = ServiceContainer()
        registered(container.add_scoped, log)
        scope = container.create_scope()
        with pytest.raises(ServiceCloseError) as caught, scope:
            for key in order:
                await scope.aget(key)
        assert "Waited" in str(async_error_of(caught.value))
        assert log == ["plain closed"]
        await scope.aclose()
        assert log == ["plain closed", "waited closed"]

    asyncio.run(main())


def test_sync_exit_reports_the_failure_of_the_body_first() -> None:
    """L20, L23."""
    failure = Boom()

    async def main() -> None:
        container = ServiceContainer()
        registered(container.add_scoped, [])
        scope = container.create_scope()
        with pytest.raises(ServiceCloseError) as caught, scope:
            await scope.aget(Waited)
            raise failure
        assert caught.value.exceptions[0] is failure
        async_error_of(caught.value)
        await scope.aclose()

    asyncio.run(main())


def test_sync_exit_names_what_failed_and_what_is_left_together() -> None:
    """L20, L23: what failed comes first, as it happened first."""

    def make_plain() -> Iterator[Plain]:
        yield Plain()
        raise Boom

    async def main() -> None:
        container = ServiceContainer().add_scoped(make_plain)
        container.add_scoped(waited_factory([]))
        scope = container.create_scope()
        await scope.aget(Waited)
        scope.get(Plain)
        with pytest.raises(ServiceCloseError) as caught:
            scope.close()
        assert str(caught.value).splitlines()[0] == "Closing the scope failed for `Plain`, `Waited` (2 sub-exceptions)"
        assert [type(part) for part in caught.value.exceptions] == [Boom, ServiceAsyncError]
        await scope.aclose()

    asyncio.run(main())


def test_async_resources_that_were_left_are_closed_newest_first() -> None:
    """L20, L23: as they would have been at once."""
    log: list[str] = []

    async def make_waited() -> AsyncIterator[Waited]:
        yield Waited()
        log.append("first")

    async def make_more(waited: Waited) -> AsyncIterator[Boom]:
        yield Boom()
        log.append("second")

    async def make_most(more: Boom) -> AsyncIterator[Plain]:
        yield Plain()
        log.append("third")

    async def main() -> None:
        container = ServiceContainer().add_scoped(make_waited).add_scoped(make_more).add_scoped(make_most)
        scope = container.create_scope()
        await scope.aget(Plain)
        with pytest.raises(ServiceCloseError):
            scope.close()
        await scope.aclose()

    asyncio.run(main())
    assert log == ["third", "second", "first"]


def test_async_resource_closed_later_is_still_told_of_the_failure_of_the_body() -> None:
    """Choice: L20 promises that every generator is told."""
    log: list[str] = []

    async def main() -> None:
        container = ServiceContainer()
        registered(container.add_scoped, log)
        scope = container.create_scope()
        with pytest.raises(ServiceCloseError), scope:
            await scope.aget(Waited)
            raise Boom
        await scope.aclose()

    asyncio.run(main())
    assert log == ["waited told", "waited closed"]


def test_closing_a_scope_synchronously_names_the_async_resources() -> None:
    """L23: `scope.close()` is the same exit."""
    log: list[str] = []

    async def main() -> None:
        container = ServiceContainer()
        registered(container.add_scoped, log)
        scope = container.create_scope()
        await scope.aget(Plain)
        await scope.aget(Waited)
        with pytest.raises(ServiceCloseError) as caught:
            scope.close()
        assert "Waited" in str(async_error_of(caught.value))
        await scope.aclose()

    asyncio.run(main())
    assert log == ["plain closed", "waited closed"]


def test_closing_a_container_synchronously_names_the_async_resources() -> None:
    """L25: singletons end by the same rule."""
    log: list[str] = []

    async def main() -> None:
        container = ServiceContainer()
        registered(container.add_singleton, log)
        await container.aget(Waited)
        container.get(Plain)
        with pytest.raises(ServiceCloseError) as caught:
            container.close()
        assert "Waited" in str(async_error_of(caught.value))
        assert log == ["plain closed"]
        await container.aclose()

    asyncio.run(main())
    assert log == ["plain closed", "waited closed"]


def test_sync_exit_without_async_resources_is_no_error_inside_a_loop() -> None:
    """L10: async code may use a sync scope for sync services."""
    log: list[str] = []

    async def main() -> None:
        container = ServiceContainer()
        registered(container.add_scoped, log)
        with container.create_scope() as scope:
            await scope.aget(Plain)

    asyncio.run(main())
    assert log == ["plain closed"]


def test_async_service_without_teardown_is_no_error_at_a_sync_exit() -> None:
    """L23 speaks of resources: a plain `async def` factory leaves nothing to close."""

    async def make_waited() -> Waited:
        return Waited()

    async def main() -> None:
        container = ServiceContainer().add_scoped(make_waited)
        with container.create_scope() as scope:
            assert await scope.aget(Waited) is scope.get(Waited)

    asyncio.run(main())
