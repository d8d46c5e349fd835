"""W2: requests at the same time, and threads inside one."""

import asyncio
import threading
from collections.abc import Iterator

import httpx2

from tests.integration.fastapi.parts import Journal, Session, client_of, wired
from tests.servers import run_app
from wireworks import Injected, ServiceContainer


def test_two_requests_at_the_same_time_do_not_share() -> None:
    """W2: they wait for each other inside their endpoints, one in the loop and one in a thread."""
    app = wired(Journal().blocking_session)
    both = threading.Barrier(2, timeout=20)
    seen: list[Session] = []

    @app.get("/async")
    async def endpoint(session: Injected[Session]) -> None:
        await asyncio.to_thread(both.wait)
        seen.append(session)

    @app.get("/sync")
    def endpoint_in_a_thread(session: Injected[Session]) -> None:
        both.wait()
        seen.append(session)

    with client_of(app) as client:
        one = threading.Thread(target=client.get, args=["/async"])
        one.start()
        client.get("/sync")
        one.join()
    assert len(set(seen)) == 2


def test_threads_that_share_a_request_make_its_services_once() -> None:
    """W2, L26: two dependencies in threads of the pool ask at the same time."""
    container = ServiceContainer()
    made: list[Session] = []
    both = threading.Barrier(2, timeout=20)

    def make() -> Session:
        made.append(Session())
        return made[-1]

    app = wired(make, container=container)

    @app.get("/")
    async def endpoint() -> bool:
        def ask() -> Session:
            both.wait()
            return container.get(Session)

        one, two = await asyncio.gather(asyncio.to_thread(ask), asyncio.to_thread(ask))
        return one is two

    with client_of(app) as client:
        assert client.get("/").json() is True
    assert len(made) == 1


def test_requests_over_sockets_are_isolated_as_well() -> None:
    """W2: many at once through a real server, each seeing the session of its own request alone."""
    container = ServiceContainer()
    owners: dict[int, Session] = {}

    def make() -> Iterator[Session]:
        yield Session()

    container.add_scoped(make)
    app = wired(container=container)

    @app.get("/{number}")
    def endpoint(number: int, session: Injected[Session]) -> bool:
        owners[number] = session
        return container.get(Session) is session

    with run_app(app) as url:
        asyncio.run(ask_all(url, 20))
    assert len(set(owners.values())) == 20


async def ask_all(url: str, count: int) -> None:
    async with httpx2.AsyncClient(base_url=url, timeout=20) as client:
        responses = await asyncio.gather(*(client.get(f"/{number}") for number in range(count)))
    assert [response.json() for response in responses] == [True] * count
