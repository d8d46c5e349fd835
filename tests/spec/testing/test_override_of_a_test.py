"""L29, W13: overrides that last as long as a test, and are undone also when it fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import FastAPI

from tests.spec.testing.parts import LIMIT, Boom
from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, singletons
from wireworks import Injected, ServiceCloseError, ServiceContainer, ServiceNotFoundError
from wireworks.fastapi import RequestId, Tasks, add_request_id, setup
from wireworks.testing import LiveServer, Override, RunningApp


@pytest.fixture
def container() -> ServiceContainer:
    return singletons()


def test_each_call_overrides_until_the_end(container) -> None:
    real = container.get(Shop)
    with Override(container) as override:
        mailer = override(Mailer, FakeMailer())
        assert container.get(Shop).mailer is mailer
        ledger = override(Ledger, Ledger())
        assert container.get(Shop).ledger is ledger
        assert container.get(Shop).mailer is mailer

    assert container.get(Shop) is real


def test_several_are_overridden_by_a_mapping(container) -> None:
    with Override(container) as override:
        override({Mailer: FakeMailer, Ledger: (ledger := Ledger())})

        assert type(container.get(Mailer)) is FakeMailer
        assert container.get(Shop).ledger is ledger


def test_the_last_one_of_a_service_wins(container) -> None:
    with Override(container) as override:
        override(Mailer, FakeMailer())
        last = override(Mailer, FakeMailer())

        assert container.get(Mailer) is last


def test_what_a_failing_test_overrode_is_undone(container) -> None:
    """`dependency_overrides` that a test clears at its end, it does not clear when it fails."""
    with pytest.raises(Boom):
        with Override(container) as override:
            override(Mailer, FakeMailer())
            raise Boom

    assert type(container.get(Mailer)) is Mailer


def test_unknown_key_is_refused_and_the_others_stay(container) -> None:
    with Override(container) as override:
        mailer = override(Mailer, FakeMailer())
        with pytest.raises(ServiceNotFoundError):
            override(Boom, Boom())
        assert container.get(Mailer) is mailer

    assert type(container.get(Mailer)) is Mailer


def test_what_was_made_inside_is_closed_newest_first(container) -> None:
    closed: list[str] = []

    def mailer() -> Iterator[Mailer]:
        yield Mailer()
        closed.append("mailer")

    async def ledger() -> AsyncIterator[Ledger]:
        yield Ledger()
        closed.append("ledger")

    with Override(container) as override:
        override(Mailer, mailer)
        container.get(Mailer)
        override(Ledger, ledger)
        asyncio.run(container.aget(Ledger))

    assert closed == ["ledger", "mailer"]


def test_what_takes_await_is_closed_in_the_loop_of_the_app_that_runs() -> None:
    """Where it was made."""
    loops: list[object] = []

    async def mailer() -> AsyncIterator[Mailer]:
        loops.append(asyncio.get_running_loop())
        yield Mailer()
        loops.append(asyncio.get_running_loop())

    app = FastAPI()
    setup(app, container := singletons())

    @app.get("/")
    async def visit(shop: Injected[Shop]) -> None: ...

    with RunningApp(app) as running:
        with Override(container) as override:
            override(Mailer, mailer)
            running.client().get("/")
        assert len(loops) == 2
        assert loops[0] is loops[1]


def test_failure_to_close_is_told_and_the_rest_is_undone(container) -> None:
    closed: list[str] = []

    def mailer() -> Iterator[Mailer]:
        yield Mailer()
        raise Boom

    async def ledger() -> AsyncIterator[Ledger]:
        yield Ledger()
        closed.append("ledger")

    with pytest.raises(ServiceCloseError) as caught:
        with Override(container) as override:
            override({Mailer: mailer, Ledger: ledger})
            container.get(Mailer)
            asyncio.run(container.aget(Ledger))

    assert [type(failure) for failure in caught.value.exceptions] == [Boom]
    assert closed == ["ledger"]
    assert type(container.get(Mailer)) is Mailer


def test_tasks_that_are_waiting_see_it_to_the_end() -> None:
    """W7, W9: the fake is there until what the test set going is done, and the id of the request with it."""
    app = FastAPI()
    add_request_id(app)
    setup(app, container := singletons())
    begun, go_on = threading.Event(), threading.Event()
    seen: list[object] = []

    async def later(shop: Injected[Shop], request_id: Injected[RequestId]) -> None:
        begun.set()
        await asyncio.to_thread(go_on.wait, LIMIT)
        seen.append((type(container.get(Mailer)), type(shop.mailer), str(request_id)))

    def in_a_thread(shop: Injected[Shop]) -> None:
        seen.append(type(shop.mailer))

    @app.post("/")
    async def order(tasks: Injected[Tasks]) -> None:
        tasks.add(later)
        tasks.add(in_a_thread)

    with RunningApp(app) as running, LiveServer(running) as server:
        for client, begin in ((running.client(), begun.wait), (server.client(), begun.wait)):
            with Override(container) as override:
                override(Mailer, FakeMailer)
                client.post("/", headers={"X-Request-ID": "abc"})
                assert begin(LIMIT)
                go_on.set()
            assert sorted(map(str, seen)) == sorted(map(str, [FakeMailer, (FakeMailer, FakeMailer, "abc")]))
            seen.clear()
            begun.clear()
            go_on.clear()
        assert running.finish_tasks()


def test_task_that_does_not_end_is_not_waited_for_for_ever() -> None:
    app = FastAPI()
    setup(app, ServiceContainer())
    go_on = threading.Event()

    def slow() -> None:
        go_on.wait(LIMIT)

    @app.post("/")
    async def order(tasks: Injected[Tasks]) -> None:
        tasks.add(slow)

    with RunningApp(app) as running:
        running.client().post("/")
        assert not running.finish_tasks(0.01)
        go_on.set()
        assert running.finish_tasks()
    with RunningApp(FastAPI()) as without_a_container:
        assert without_a_container.finish_tasks()
