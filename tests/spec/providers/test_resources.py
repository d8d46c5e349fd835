"""`Resource`: opened once, closed when it is shut down, the newest first."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.spec.providers.parts import Photo, User
from tests.support.flights import LIMIT, start
from wireworks.errors import ServiceCloseError, ServiceRegistrationError, ServiceResolutionError
from wireworks.providers import Factory, Object, Resource, Singleton


class Log:
    """Factories of resources that tell what happens to them."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def open(self, name: str, *_: object) -> Iterator[str]:
        self.lines.append(f"open {name}")
        yield name
        self.lines.append(f"close {name}")

    @contextmanager
    def managed(self, name: str) -> Iterator[str]:
        yield from self.open(name)

    def failing(self, name: str) -> Iterator[str]:
        yield from self.open(name)
        raise LookupError(name)


def test_resource_is_opened_once_and_closed_at_shutdown() -> None:
    """L20."""
    log = Log()
    names = Resource(log.open, "db")
    assert names() == names() == Factory(User, names)().name == "db"
    assert log.lines == ["open db"]
    names.shutdown()
    assert log.lines == ["open db", "close db"]


def test_resource_can_be_opened_again() -> None:
    log = Log()
    names = Resource(log.open, "db")
    for _ in range(2):
        assert not names.initialized
        assert names.init() == "db"
        assert names.initialized
        names.init()
        names.shutdown()
        names.shutdown()
    assert log.lines == ["open db", "close db"] * 2


def test_resource_uses_others() -> None:
    """L17, L26: which are opened once, and before it."""
    log = Log()
    outer = Resource(log.open, "outer")
    first, second = Resource(log.open, "first", outer), Resource(log.open, "second", outer)
    first()
    second()
    assert log.lines == ["open outer", "open first", "open second"]


def test_class_of_context_managers_is_entered_and_left() -> None:
    """L20."""

    class Pool:
        def __init__(self, size: int) -> None:
            self.said = [f"made {size}"]

        def __enter__(self) -> list[str]:
            self.said.append("entered")
            return self.said

        def __exit__(self, *_: object) -> None:
            self.said.append("left")

    pools = Resource(Pool, size=Object(3))
    said = pools()
    assert said is pools()
    pools.shutdown()
    assert said == ["made 3", "entered", "left"]
    with pytest.raises(ServiceRegistrationError, match=r"`Resource\(.*Pool\)` is given `sice`"):
        Resource(Pool, sice=3)


def test_context_manager_function_is_entered_and_left() -> None:
    """L20."""
    log = Log()
    names = Resource(log.managed, "db")
    assert names() == "db"
    names.shutdown()
    assert log.lines == ["open db", "close db"]


def test_class_with_init_and_shutdown_is_told_both() -> None:
    """As resource classes elsewhere are, with no base class."""
    said: list[object] = []

    class Pool:
        def init(self, size: int, name: str = "pool") -> str:
            said.append(size)
            return name

        def shutdown(self, resource: str) -> None:
            said.append(resource)

    pools = Resource(Pool, 3, name="mine")
    assert pools() == "mine"
    pools.shutdown()
    assert said == [3, "mine"]
    with pytest.raises(ServiceRegistrationError, match=r"`Resource\(Pool\)` is given `sice`.*`size`, `name`"):
        Resource(Pool, sice=3)


def test_what_is_no_resource_is_called_and_kept() -> None:
    photos = Resource(Photo)
    before = photos()
    assert before is photos()
    photos.shutdown()
    assert photos() is not before


def test_threads_that_ask_at_once_open_one_resource() -> None:
    """L26."""
    opening, go = threading.Event(), threading.Event()

    def slow() -> Iterator[Photo]:
        opening.set()
        assert go.wait(LIMIT)
        yield Photo()

    photos = Resource(slow)
    first = start(photos)
    assert opening.wait(LIMIT)
    second = start(photos)
    go.set()
    assert first.result(LIMIT) is second.result(LIMIT)


def test_resource_that_fails_to_open_is_tried_again() -> None:
    """L26."""
    failures = [LookupError("mine")]

    def photo() -> Iterator[Photo]:
        if failures:
            raise failures.pop()
        yield Photo()

    photos = Resource(photo)
    with pytest.raises(LookupError, match="mine"):
        photos()
    assert not photos.initialized
    assert photos() is photos()


def test_failure_of_the_closing_is_reported() -> None:
    """L20: and the resource is closed all the same."""
    log = Log()
    names = Resource(log.failing, "db")
    names()
    with pytest.raises(ServiceCloseError) as caught:
        names.shutdown()
    assert [repr(each) for each in caught.value.exceptions] == ["LookupError('db')"]
    assert not names.initialized


def test_generator_that_never_yields_is_an_error() -> None:
    """L20."""

    def never() -> Iterator[Photo]:
        yield from ()

    with pytest.raises(ServiceResolutionError, match=r"never.* ended without yielding"):
        Resource(never)()


def test_arguments_of_the_moment_open_the_resource() -> None:
    """L11, L17."""
    log = Log()
    names = Resource(log.open)
    assert names("db") == "db"
    with pytest.raises(ServiceResolutionError, match="exists already"):
        names("other")


def test_resource_opened_under_an_override_is_closed_at_shutdown() -> None:
    """L29: it is another one, and so is closed as well."""
    log = Log()
    url = Object("real")
    names = Resource(log.open, url)
    users = Singleton(User, names)
    assert users().name == "real"
    with url.override("fake"):
        assert users().name == names() == "fake"
    assert users().name == names() == "real"
    names.shutdown()
    assert log.lines == ["open real", "open fake", "close fake", "close real"]


def test_overridden_resource_is_not_opened() -> None:
    """L18."""
    log = Log()
    names = Resource(log.open, "db")
    with names.override("fake"):
        assert names.init() == "fake"
    assert log.lines == []
