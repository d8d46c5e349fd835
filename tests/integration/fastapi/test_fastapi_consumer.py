"""W1, L14: endpoints ask like every function, and factories that want to know who asks are told."""

from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient

from tests.integration.fastapi.parts import client_of, wired
from tests.support.logs import Log, logging_container, make_log, names
from wireworks import Consumer, Factory, Injected, ServiceContainer


class Mailer:
    def __init__(self, log: Log) -> None:
        self.log = log


def fixed() -> Log:
    return Log(Consumer(name="fixed"))


def told(app: FastAPI, *paths: str) -> list[object]:
    with client_of(app) as client:
        return [client.get(path).json() for path in (*paths, *paths, *paths)][-len(paths) :]


def test_endpoint_asks() -> None:
    """W1: as the services do that it takes."""
    app = wired(container=logging_container().add_singleton(Mailer))

    @app.get("/")
    async def report(log: Injected[Log], audit: Injected[Log | None], mailer: Injected[Mailer]) -> list[str]:
        assert audit is not None
        assert log.owner.service is report
        return [*names(log, audit, mailer.log), log.owner.name]

    assert told(app, "/") == [["report", "report", "Mailer", f"{__name__}.report"]]


def test_each_endpoint_has_its_own_name() -> None:
    """W1: though they ask alike."""
    app = wired(container=logging_container())

    @app.get("/one")
    def one(log: Injected[Log]) -> list[str]:
        return [*names(log), log.owner.parameter]

    @app.get("/two")
    def two(mine: Injected[Log], make: Injected[Factory[Log]]) -> list[str]:
        return [*names(mine, make()), mine.owner.parameter, make().owner.parameter]

    assert told(app, "/one", "/two") == [["one", "log"], ["two", "two", "mine", "make"]]


def test_dependency_of_an_endpoint_asks_for_itself() -> None:
    """W1."""
    app = wired(container=logging_container())

    def user(log: Injected[Log]) -> str:
        return names(log)[0]

    @app.get("/")
    def report(name: str = Depends(user)) -> str:
        return name

    assert told(app, "/") == ["user"]


def test_what_a_router_depends_on_is_named_after_the_endpoint() -> None:
    """W1: it stands in none of the routes."""
    seen: list[Log] = []

    def note(log: Injected[Log]) -> None:
        seen.append(log)

    router = APIRouter()

    @router.get("/")
    def report() -> None: ...

    app = wired(container=logging_container())
    app.include_router(router, dependencies=[Depends(note)])
    told(app, "/")
    assert names(*seen) == ["report"] * 3


def test_websocket_asks() -> None:
    """W4."""
    app = wired(container=logging_container())

    @app.websocket("/")
    async def chat(socket: WebSocket, log: Injected[Log]) -> None:
        await socket.accept()
        await socket.send_json(names(log))
        await socket.close()

    with TestClient(app) as client, client.websocket_connect("/") as socket:
        assert socket.receive_json() == ["chat"]


def test_overrides_and_later_registrations_count() -> None:
    """L29: whether they want to know or not."""
    container = ServiceContainer().add_transient(fixed)
    app = wired(container=container)

    @app.get("/")
    async def report(log: Injected[Log]) -> str:
        return log.owner.name.rpartition(".")[2]

    with client_of(app) as client:

        def ask() -> object:
            return client.get("/").json()

        assert ask() == "fixed"
        with container.override(Log, make_log, everywhere=True):
            assert ask() == "report"
        assert ask() == "fixed"
        container.unregister(Log)
        container.add_transient(make_log)
        assert ask() == "report"
