"""L30: in a written module as in a container, what takes `await` is awaited, shared and closed in order."""

import asyncio

import pytest

from tests.spec.ahead.wirings.awaited import Line, Mailer, Page, Session, Socket, container
from tests.spec.ahead.wirings.plain import Journal, Request

MADE = ["mailer connected", "session opened", "line entered"]


async def used(module, outcome: BaseException | None) -> list[str]:
    """Use the module, and return what was noted."""
    journal = Journal()
    try:
        async with module.Singletons(journal=journal) as app, app.scope(request=Request()) as scope:
            await scope.session()
            page = await scope.page()
            assert page is await scope.page()
            assert await page.session.avalue() is await scope.session()
            if outcome is not None:
                raise outcome
    except BaseException as error:
        if error is not outcome:
            raise
    return journal.lines


async def used_in_container(outcome: BaseException | None) -> list[str]:
    journal = Journal()
    forked = container.fork()
    forked.unregister(Journal)
    forked.add_instance(Journal, journal)
    try:
        async with forked, forked.create_scope(context={Request: Request()}) as scope:
            await scope.aget(Session)
            page = await scope.aget(Page)
            assert page.line is await scope.aget(Line)
            if outcome is not None:
                raise outcome
    except BaseException as error:
        if error is not outcome:
            raise
    return journal.lines


@pytest.mark.parametrize("outcome", [None, ValueError("no"), asyncio.CancelledError()], ids=repr)
def test_teardown_is_that_of_the_container(compiled, outcome: BaseException | None) -> None:
    """L20, L22."""
    lines = asyncio.run(used(compiled(container), outcome))
    assert lines == asyncio.run(used_in_container(outcome))
    assert lines[:3] == MADE
    assert "socket disposed of" in lines


def test_tasks_get_one_singleton(compiled) -> None:
    """L26: a task that is cancelled leaves the making to the next."""

    async def main() -> None:
        journal = Journal()
        async with compiled(container).Singletons(journal=journal) as app:
            first = asyncio.create_task(app.mailer())
            first.cancel()
            mailers = await asyncio.gather(*(app.mailer() for _ in range(5)))
            assert {type(each) for each in mailers} == {Mailer}
            assert len(set(mailers)) == 1
        assert journal.lines == ["mailer connected", "mailer disconnected"]

    asyncio.run(main())


def test_async_factories(compiled) -> None:
    """L15: awaited whether their making takes `await` or not."""

    async def main() -> None:
        async with compiled(container).Singletons(journal=Journal()) as app, app.scope(request=Request()) as scope:
            page = await scope.page()
            assert (await page.accounts(name="ada")).name == "ada"
            assert (await page.typed("grace")).session is await scope.session()
            assert await page.plain() is scope.plain()

    asyncio.run(main())


def test_factory_of_a_singleton_makes_in_the_current_scope(compiled) -> None:
    """L15: of each task."""

    async def main() -> None:
        async with compiled(container).Singletons(journal=Journal()) as app:
            desk = app.desk()

            async def visit() -> bool:
                async with app.scope() as scope:
                    await asyncio.sleep(0)
                    return await desk.sessions() is await scope.session()

            assert await asyncio.gather(*(visit() for _ in range(4))) == [True] * 4

    asyncio.run(main())


def test_owned_is_closed_by_its_statement(compiled) -> None:
    """L16: with the outcome of its body; what takes `await` wants `async with`."""

    async def main() -> list[str]:
        journal = Journal()
        async with compiled(container).Singletons(journal=journal) as app:
            own = app.desk().own
            with pytest.raises(ValueError, match="no"):
                async with own as session, own as other:
                    assert session is not other
                    raise ValueError("no")
            with pytest.raises(RuntimeError, match="use `async with`"):
                own.__enter__()
        return journal.lines

    lines = asyncio.run(main())
    assert lines[1:7] == ["session opened"] * 2 + ["session ValueError('no')", "session closed"] * 2


def test_lazy_that_takes_await_says_so(compiled) -> None:
    """L16."""

    async def main() -> None:
        async with compiled(container).Singletons(journal=Journal()) as app, app.scope(request=Request()) as scope:
            page = await scope.page()
            with pytest.raises(RuntimeError, match=r"`await lazy\.avalue\(\)`"):
                _ = page.session.value

    asyncio.run(main())


def test_sync_statement_closes_what_it_can_and_names_the_rest(compiled) -> None:
    """L23: the rest is closed by `aclose`."""

    async def main() -> None:
        journal = Journal()
        app = compiled(container).Singletons(journal=journal)
        scope = app.scope(request=Request())
        scope.plain()
        scope.socket()
        await scope.session()
        with (
            pytest.raises(ExceptionGroup, match="failed for `socket`, `session`"),
            scope,
        ):
            pass
        assert journal.lines[-1] == "plain closed"
        await scope.aclose()
        assert journal.lines[-2:] == ["session closed", "socket disposed of"]
        await app.aclose()

    asyncio.run(main())


def test_eager_services_are_made_by_astart(compiled) -> None:
    """L25."""

    async def main() -> None:
        journal = Journal()
        async with compiled(container).Singletons(journal=journal) as app:
            await app.astart()
            assert journal.lines == ["mailer connected"]

    asyncio.run(main())


def test_sync_scope_serves_what_takes_no_await(compiled) -> None:
    """L10: one module for sync and async code."""
    with compiled(container).Singletons(journal=Journal()) as app, app.scope() as scope:
        assert scope.plain() is scope.plain()
    assert type(Socket) is type
