"""W10: what is told when the process is told to stop, and what the process does about a signal all the same."""

import asyncio
import signal
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from wireworks.stopping import Stopping


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def turns() -> None:
    """Let everything run that is due."""
    for _ in range(3):
        await asyncio.sleep(0)


@contextmanager
def handled(number: int, handler: object) -> Iterator[None]:
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_it_says_whether_it_was_stopped() -> None:
    """W10."""
    stopping = Stopping()
    assert not stopping.stopped
    assert repr(stopping) == "<Stopping: not stopped>"
    stopping.stop()
    stopping.stop()
    assert stopping.stopped
    assert repr(stopping) == "<Stopping: stopped>"


@pytest.mark.anyio
async def test_callbacks_are_called_once_in_the_loop_of_the_caller() -> None:
    """W10: also when it is stopped in another thread, and again."""
    stopping = Stopping()
    called: list[object] = []
    stopping.call(lambda: called.append(asyncio.get_running_loop()))
    await asyncio.to_thread(stopping.stop)
    stopping.stop()
    await turns()
    assert called == [asyncio.get_running_loop()]


@pytest.mark.anyio
async def test_a_callback_is_never_called_before_call_returns() -> None:
    """W10: soon, not at once, so that nobody is called in the middle of something."""
    stopping = Stopping()
    stopping.stop()
    called: list[int] = []
    stopping.call(lambda: called.append(1))
    assert called == []
    await turns()
    assert called == [1]


@pytest.mark.anyio
@pytest.mark.parametrize("late", [False, True])
async def test_what_is_undone_is_not_called(late) -> None:
    """W10: not even where it is due already."""
    stopping = Stopping()
    called: list[int] = []
    undo = stopping.call(lambda: called.append(1))
    if late:
        stopping.stop()
    undo()
    undo()
    stopping.stop()
    await turns()
    assert called == []


@pytest.mark.anyio
async def test_waiting_ends_when_it_is_stopped() -> None:
    """W10: for all who wait, and at once for those who come later."""
    stopping = Stopping()
    waiting = [asyncio.create_task(stopping.wait()) for _ in range(3)]
    await turns()
    assert not any(each.done() for each in waiting)
    stopping.stop()
    await asyncio.gather(*waiting)
    await stopping.wait()


@pytest.mark.anyio
async def test_what_is_undone_is_forgotten(collector_off) -> None:
    """W10: a stream that ended leaves nothing behind."""

    class Stream:
        def end(self) -> None: ...

    stopping, stream = Stopping(), Stream()
    undo = stopping.call(stream.end)
    undo()
    seen = weakref.ref(stream)
    del stream, undo
    assert seen() is None


def test_it_tells_several_loops() -> None:
    """W10: as there is one to every server in a thread."""
    stopping = Stopping()
    ready = threading.Barrier(3)

    async def waiting() -> None:
        waiter = asyncio.create_task(stopping.wait())
        await asyncio.sleep(0)
        ready.wait()
        await waiter

    threads = [threading.Thread(target=asyncio.run, args=(waiting(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    ready.wait()
    stopping.stop()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_a_loop_that_is_closed_harms_nobody() -> None:
    """W10: it may have ended without saying so."""
    stopping = Stopping()

    async def forget() -> None:
        stopping.call(lambda: None)

    asyncio.run(forget())
    stopping.stop()
    assert stopping.stopped


def test_a_callback_needs_a_loop_to_be_called_in() -> None:
    """W10."""
    with pytest.raises(RuntimeError):
        Stopping().call(lambda: None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_and_still_does_what_it_did(number) -> None:
    """W10: the server hears it, after us, and has its handler back afterwards."""
    stopping = Stopping()
    heard: list[tuple[int, bool]] = []

    def server(number: int, frame: object) -> None:
        heard.append((number, stopping.stopped))

    with handled(number, server):
        with stopping.listening():
            signal.raise_signal(number)
            assert heard == [(number, True)]
        assert signal.getsignal(number) is server


@pytest.mark.anyio
async def test_a_signal_wakes_a_loop_that_has_nothing_to_do() -> None:
    """W10: it must not wait for the next request."""
    stopping = Stopping()
    with handled(signal.SIGTERM, lambda *_: None), stopping.listening():
        main = threading.main_thread().ident
        threading.Timer(0.05, signal.pthread_kill, [main, signal.SIGTERM]).start()
        async with asyncio.timeout(10):
            await stopping.wait()


@pytest.mark.anyio
async def test_the_handler_of_a_loop_is_still_called() -> None:
    """W10: some servers have their event loop handle signals."""
    loop = asyncio.get_running_loop()
    stopping, told = Stopping(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    try:
        with stopping.listening():
            signal.raise_signal(signal.SIGTERM)
            assert stopping.stopped
            async with asyncio.timeout(10):
                await told.wait()
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def test_a_signal_that_nobody_handles_is_left_alone() -> None:
    """W10: it ends the process, or is ignored, as ever."""
    for nothing in (signal.SIG_DFL, signal.SIG_IGN):
        with handled(signal.SIGTERM, nothing):
            with Stopping().listening():
                assert signal.getsignal(signal.SIGTERM) is nothing
            assert signal.getsignal(signal.SIGTERM) is nothing


def test_whoever_listens_to_a_signal_later_keeps_it() -> None:
    """W10: then we only hand it on to who was there before us."""
    stopping = Stopping()
    heard: list[str] = []
    with handled(signal.SIGTERM, lambda *_: heard.append("server")):
        with stopping.listening():
            ours = signal.getsignal(signal.SIGTERM)

            def later(number: int, frame: object) -> None:
                heard.append("later")
                ours(number, frame)

            signal.signal(signal.SIGTERM, later)
        assert signal.getsignal(signal.SIGTERM) is later
        with stopping.listening():
            pass
        with Stopping().listening():
            signal.raise_signal(signal.SIGTERM)
    assert heard == ["later", "server"]


def test_outside_of_the_main_thread_no_signal_is_touched() -> None:
    """W10: Python gives them to the main thread alone."""
    stopping, seen = Stopping(), list[object]()

    def server(number: int, frame: object) -> None: ...

    def thread() -> None:
        with stopping.listening():
            seen.append(signal.getsignal(signal.SIGTERM))

    with handled(signal.SIGTERM, server):
        listening = threading.Thread(target=thread)
        listening.start()
        listening.join(20)
        assert signal.getsignal(signal.SIGTERM) is server
    assert seen == [server]
    assert stopping.stopped


def test_the_end_of_listening_stops_and_the_next_starts_anew() -> None:
    """W10: an app may be started again."""
    stopping = Stopping()
    for _ in range(2):
        with stopping.listening():
            assert not stopping.stopped
        assert stopping.stopped


def test_who_leads_is_followed() -> None:
    """W10: and does not follow."""
    leader, follower, stranger = Stopping(), Stopping(), Stopping()
    with stranger.listening(), leader.leading():
        with follower.listening():
            pass
        assert not leader.stopped
        with follower.listening():
            leader.stop()
            assert follower.stopped
        assert not stranger.stopped
    with follower.listening():
        assert not follower.stopped


def test_what_begins_when_its_leader_has_stopped_is_stopped() -> None:
    """W10: a server that is told to stop while it starts."""
    leader, follower = Stopping(), Stopping()
    leader.stop()
    with leader.leading(), follower.listening():
        assert follower.stopped


def test_who_stops_while_stopping_tells_everybody_once() -> None:
    """W10: as two that lead each other do."""
    first, second, third = Stopping(), Stopping(), Stopping()
    with second.leading(), first.listening(), first.leading(), second.listening(), third.listening():
        first.stop()
        assert second.stopped
        assert third.stopped
