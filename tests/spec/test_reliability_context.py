"""reliability: set-up and teardown run in the user's own task and context."""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceCloseError, ServiceContainer

LIMIT = 10
TENANT: contextvars.ContextVar[str] = contextvars.ContextVar("tenant", default="nobody")
LIFETIMES = ["transient", "scoped", "singleton"]


class Tenant: ...


class Handler:
    def __init__(self, tenant: Tenant) -> None:
        self.seen = TENANT.get()


def tenant() -> Iterator[Tenant]:
    token = TENANT.set("acme")
    yield Tenant()
    TENANT.reset(token)


async def tenant_async() -> AsyncIterator[Tenant]:
    token = TENANT.set("acme")
    yield Tenant()
    await asyncio.sleep(0)
    TENANT.reset(token)


def test_context_variable_set_by_a_resource_is_seen_in_the_body_until_it_ends() -> None:
    """reliability: `reset` needs the context that `set` ran in."""
    container = ServiceContainer().add_scoped(tenant).add_scoped(Handler)
    with container.create_scope() as scope:
        assert scope.get(Handler).seen == "acme"
        assert TENANT.get() == "acme"
    assert TENANT.get() == "nobody"


@pytest.mark.parametrize("factory", [tenant, tenant_async])
@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_context_variable_set_by_a_resource_is_seen_in_the_async_body(factory, lifetime) -> None:
    """reliability: the same task makes, uses and closes."""

    async def main() -> None:
        container = ServiceContainer().add_transient(Handler)
        container.register(Tenant, factory, lifetime)
        async with container, container.create_scope() as scope:
            assert (await scope.aget(Handler)).seen == "acme"
            assert TENANT.get() == "acme"
        assert TENANT.get() == "nobody"

    asyncio.run(main())


def test_context_variable_set_by_the_caller_is_seen_by_factories_and_teardowns() -> None:
    """Reliability."""
    seen: list[str] = []

    async def make() -> AsyncIterator[Tenant]:
        seen.append(TENANT.get())
        yield Tenant()
        seen.append(TENANT.get())

    async def main() -> None:
        container = ServiceContainer().add_scoped(make)
        TENANT.set("caller")
        async with container.create_scope() as scope:
            await scope.aget(Tenant)
            TENANT.set("changed")

    asyncio.run(main())
    assert seen == ["caller", "changed"]


def test_task_group_around_a_yield_works() -> None:
    """reliability: a task group must be left by the task that entered it."""
    done: list[str] = []

    async def group() -> AsyncIterator[asyncio.TaskGroup]:
        async with asyncio.TaskGroup() as group:
            yield group
        done.append("group")

    async def work() -> None:
        await asyncio.sleep(0)
        done.append("work")

    async def main() -> None:
        container = ServiceContainer().add_scoped(group)
        async with container.create_scope() as scope:
            (await scope.aget(asyncio.TaskGroup)).create_task(work())

    asyncio.run(asyncio.wait_for(main(), LIMIT))
    assert done == ["work", "group"]


def test_failing_task_of_a_task_group_around_a_yield_cancels_the_body() -> None:
    """reliability, L20: the cancellation travels on; the group's failure hangs on it."""

    class Boom(Exception): ...

    async def group() -> AsyncIterator[asyncio.TaskGroup]:
        async with asyncio.TaskGroup() as group:
            yield group

    async def work() -> None:
        raise Boom

    async def main() -> BaseException:
        container = ServiceContainer().add_scoped(group)
        with pytest.raises(asyncio.CancelledError) as caught:
            async with container.create_scope() as scope:
                (await scope.aget(asyncio.TaskGroup)).create_task(work())
                await asyncio.Event().wait()
        return caught.value

    error = asyncio.run(asyncio.wait_for(main(), LIMIT))
    assert isinstance(error.__context__, ServiceCloseError)
    assert error.__context__.subgroup(Boom) is not None


def test_timeout_around_a_yield_covers_the_body() -> None:
    """reliability: a cancel scope opened by a resource acts on the task that uses it."""

    async def limit() -> AsyncIterator[asyncio.Timeout]:
        async with asyncio.timeout(LIMIT) as timeout:
            yield timeout

    async def main() -> None:
        container = ServiceContainer().add_scoped(limit)
        async with container.create_scope() as scope:
            timeout = await scope.aget(asyncio.Timeout)
            assert timeout.when() is not None
        assert not timeout.expired()

    asyncio.run(main())


def test_injected_function_runs_in_the_context_its_resources_set() -> None:
    """L13, reliability: a call with a scope of its own."""
    container = ServiceContainer().add_scoped(tenant)

    def use(tenant: Tenant) -> str:
        return TENANT.get()

    assert container.call(use) == "acme"
    assert TENANT.get() == "nobody"
