"""L14, L27: a service that is made anew for each consumer is checked once for each, and its problems are told once."""

from typing import Any

import pytest

from tests.support.shapes import Fill, Shape, adding, checked, service
from wireworks import Consumer, Factory, Lazy, ServiceContainer

SLACK = 1.1


def wide(size: int) -> list[Fill]:
    """Many consumers of one service, as it is, later, and among others."""
    log = service("Log", Consumer)
    shapes = (log, Factory[log], Lazy[log], list[log])  # type: ignore[valid-type]
    users = [service(f"User{number}", *shapes) for number in range(size)]
    return [adding([log], "transient"), adding(users)]


def layers(size: int) -> list[Fill]:
    """Everything asks who asks, and everything in a layer needs half of the layer below."""
    found = layer = [service(f"Ground{number}", Consumer) for number in range(4)]
    for level in range(size // 4 - 1):
        layer = [service(f"Floor{level}Room{room}", Consumer, *layer[room % 2 :: 2]) for room in range(4)]
        found = [*found, *layer]
    return [adding(found, "transient")]


def around(size: int) -> list[Fill]:
    """Decorators around what asks, and each of them asks."""
    log = service("Log", Consumer)

    def decorate(container: ServiceContainer) -> None:
        for _ in range(size):

            def wrapper(inner: Any, consumer: Consumer) -> Any:
                return inner

            wrapper.__annotations__.update({"inner": log, "return": log})
            container.decorate(log, wrapper)

    return [adding([log], "transient"), decorate, adding([service("User", log)])]


def lacking(size: int) -> list[Fill]:
    """What many consumers get lacks something."""
    log = service("Log", Consumer, service("Missing"))
    return [adding([log], "transient"), adding([service(f"User{number}", log) for number in range(size)])]


def shared(size: int) -> list[Fill]:
    """Many services that are shared ask for their consumer."""
    return [adding([service(f"Log{number}", Consumer) for number in range(size)])]


pytestmark = pytest.mark.once


@pytest.mark.parametrize("shape", [wide, layers, around])
def test_consumers_are_checked_in_linear_time(shape: Shape) -> None:
    """L27."""
    (few, _), (many, told) = checked(100, shape), checked(400, shape)
    assert many <= few * 4 * SLACK
    assert told == 0


def test_problem_of_what_many_ask_for_is_told_once() -> None:
    """L27."""
    (few, told_of_few), (many, told_of_many) = checked(100, lacking), checked(400, lacking)
    assert many <= few * 4 * SLACK
    assert told_of_few == told_of_many > 0


def test_each_one_that_is_shared_is_told() -> None:
    """L27."""
    (few, told_of_few), (many, told_of_many) = checked(100, shared), checked(400, shared)
    assert many <= few * 4 * SLACK
    assert 0 < told_of_few * 3 < told_of_many <= told_of_few * 4 * SLACK
