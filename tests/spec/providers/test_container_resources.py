"""Resources of a container: opened and closed together."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.spec.providers.parts import User
from wireworks.errors import ServiceAsyncError, ServiceCloseError
from wireworks.providers import Container, DeclarativeContainer, Dependency, Factory, Resource

LINES: list[str] = []


def resource(name: str, *_: object) -> Iterator[str]:
    LINES.append(f"open {name}")
    try:
        yield name
    except LookupError as error:
        LINES.append(f"{name} saw {error}")
        raise
    finally:
        LINES.append(f"close {name}")


async def later(name: str, *_: object) -> AsyncIterator[str]:
    for each in resource(name):
        yield each


def failing(*_: object) -> Iterator[str]:
    raise LookupError("mine")
    yield ""


class Inner(DeclarativeContainer):
    base = Dependency()
    pool = Resource(resource, "pool", base)


class App(DeclarativeContainer):
    session = Resource(resource, "session")
    engine = Resource(resource, "engine")
    inner = Container(Inner, base=engine)
    users = Factory(User, Resource(resource, "in place"), inner.pool)


class AsyncApp(DeclarativeContainer):
    engine = Resource(later, "engine")
    plain = Resource(resource, "plain", engine)
    users = Factory(User, plain)


@pytest.fixture(autouse=True)
def lines() -> list[str]:
    LINES.clear()
    return LINES


def test_resources_are_opened_as_declared_and_closed_the_newest_first(lines) -> None:
    """L20: those of containers inside, and those written in place, too."""
    app = App()
    app.init_resources()
    app.init_resources()
    assert lines == ["open session", "open engine", "open pool", "open in place"]
    lines.clear()
    app.shutdown_resources()
    app.shutdown_resources()
    assert lines == ["close in place", "close pool", "close engine", "close session"]


def test_resource_that_another_one_needs_is_closed_after_it(lines) -> None:
    """L20: whatever the order of their declaration."""

    class Turned(DeclarativeContainer):
        engine = Resource(resource, "engine")
        pool = Resource(resource, "pool", engine)

    app = Turned()
    app.pool()
    app.shutdown_resources()
    assert lines == ["open engine", "open pool", "close pool", "close engine"]


def test_container_opens_and_closes_its_resources_around_a_block(lines) -> None:
    """L20: which are told how it ended."""
    with App() as app:
        assert app.users().name == "in place"
    assert lines[-1] == "close session"
    lines.clear()
    error = LookupError("body")
    with pytest.raises(LookupError) as caught, App():
        raise error
    assert caught.value is error
    assert lines[4:8] == ["in place saw body", "close in place", "pool saw body", "close pool"]


def test_resources_opened_by_a_failing_start_are_closed(lines) -> None:
    """L25: told of the failure; those that were open before stay so."""

    class Failing(App):
        last = Resource(failing)

    app = Failing()
    app.session()
    with pytest.raises(LookupError, match="mine"):
        app.init_resources()
    assert lines[-2:] == ["engine saw mine", "close engine"]
    assert "close session" not in lines
    assert app.session.initialized
    app.shutdown_resources()


def test_failures_of_closing_are_reported_together(lines) -> None:
    """L20: everything is closed."""

    def breaking(name: str) -> Iterator[str]:
        yield name
        raise RuntimeError(name)

    class Breaking(DeclarativeContainer):
        one = Resource(breaking, "one")
        two = Resource(resource, "two")
        three = Resource(breaking, "three")

    app = Breaking()
    app.init_resources()
    with pytest.raises(ServiceCloseError) as caught:
        app.shutdown_resources()
    assert [str(each) for each in caught.value.exceptions] == ["three", "one"]
    assert lines == ["open two", "close two"]


def test_async_resources_are_awaited(lines) -> None:
    """L10, L20: one after the other, as declared."""

    async def main() -> None:
        app = AsyncApp()
        await app.engine.ainit()
        await app.ainit_resources()
        assert app.users().name == "plain"
        await app.ashutdown_resources()
        async with AsyncApp() as other:
            assert (await other.users.aget()).name == "plain"

    asyncio.run(main())
    assert lines == ["open engine", "open plain", "close plain", "close engine"] * 2


def test_async_container_tells_its_resources_how_the_block_ended(lines) -> None:
    """L20."""

    async def main() -> None:
        async with AsyncApp():
            raise LookupError("body")

    with pytest.raises(LookupError, match="body"):
        asyncio.run(main())
    assert lines[2:4] == ["plain saw body", "close plain"]
    assert "close engine" in lines


def test_sync_start_refuses_async_resources(lines) -> None:
    """L10: an error that names them; elsewhere a call may return something to await, or not."""
    app = AsyncApp()
    with pytest.raises(ServiceAsyncError, match=r"`AsyncApp\.engine`"):
        app.init_resources()
    assert lines == []


def test_sync_shutdown_closes_what_it_can_and_names_the_rest(lines) -> None:
    """L23."""

    async def main() -> None:
        app = AsyncApp()
        await app.ainit_resources()
        with pytest.raises(ServiceCloseError) as caught:
            app.shutdown_resources()
        assert "await ...ashutdown_resources()" in str(caught.value.exceptions[0])
        assert lines[-1] == "close plain"
        await app.ashutdown_resources()

    asyncio.run(main())
    assert lines[-1] == "close engine"


def test_async_start_that_fails_closes_what_it_opened(lines) -> None:
    """L25."""

    class Failing(AsyncApp):
        last = Resource(failing, AsyncApp.plain)

    async def main() -> None:
        with pytest.raises(LookupError, match="mine"):
            await Failing().ainit_resources()

    asyncio.run(main())
    assert lines[:2] == ["open engine", "open plain"]
    assert {"close plain", "close engine"} <= set(lines)


def test_resource_given_from_outside_is_not_closed(lines) -> None:
    """L22: whoever owns it closes it."""
    app = App()
    app.engine()
    inner = Inner(base=app.engine)
    inner.init_resources()
    inner.shutdown_resources()
    assert lines == ["open engine", "open pool", "close pool"]
    app.shutdown_resources()
