"""L20: failing teardowns never stop the others and are reported together, the body's failure first."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceCloseError, ServiceContainer, ServiceError


class A: ...


class B: ...


class C: ...


class Boom(Exception): ...


KEYS = (A, B, C)


def failing(key: type, errors: dict[type, Exception], closed: list[type]):
    """Make a generator factory of `key` that raises its entry of `errors` when it is closed."""

    def factory() -> Iterator[key]:
        try:
            yield key()
        finally:
            closed.append(key)
            if key in errors:
                raise errors[key]

    return factory


def failing_async(key: type, errors: dict[type, Exception], closed: list[type]):
    async def factory() -> AsyncIterator[key]:
        try:
            yield key()
        finally:
            await asyncio.sleep(0)
            closed.append(key)
            if key in errors:
                raise errors[key]

    return factory


def container_of(kinds, errors, closed) -> ServiceContainer:
    container = ServiceContainer()
    for key, kind in zip(KEYS, kinds, strict=True):
        container.add_scoped(key, kind(key, errors, closed))
    return container


async def run_async(container: ServiceContainer, failure: Exception | None) -> None:
    async with container.create_scope() as scope:
        for key in KEYS:
            await scope.aget(key)
        if failure:
            raise failure


def run(container: ServiceContainer, failure: Exception | None) -> None:
    with container.create_scope() as scope:
        for key in KEYS:
            scope.get(key)
        if failure:
            raise failure


def run_in_loop(container: ServiceContainer, failure: Exception | None) -> None:
    asyncio.run(run_async(container, failure))


ways = pytest.mark.parametrize(
    ("use", "kinds"),
    [
        pytest.param(run, [failing] * 3, id="sync"),
        pytest.param(run_in_loop, [failing] * 3, id="sync in async scope"),
        pytest.param(run_in_loop, [failing_async] * 3, id="async"),
        pytest.param(run_in_loop, [failing, failing_async, failing], id="mixed"),
    ],
)


@ways
def test_single_teardown_failure_is_raised_in_a_group(use, kinds) -> None:
    """L20."""
    closed: list[type] = []
    error = Boom("b")
    container = container_of(kinds, {B: error}, closed)
    with pytest.raises(ServiceCloseError) as caught:
        use(container, None)
    assert caught.value.exceptions == (error,)
    assert closed == [C, B, A]


@ways
def test_every_teardown_failure_is_raised_in_order_of_occurrence(use, kinds) -> None:
    """L20: all are closed whatever happens."""
    closed: list[type] = []
    errors = {A: Boom("a"), B: ValueError("b"), C: Boom("c")}
    container = container_of(kinds, errors, closed)
    with pytest.raises(ServiceCloseError) as caught:
        use(container, None)
    assert caught.value.exceptions == (errors[C], errors[B], errors[A])
    assert closed == [C, B, A]


@ways
def test_failure_of_the_body_comes_before_the_failures_of_teardown(use, kinds) -> None:
    """L20."""
    closed: list[type] = []
    errors = {A: Boom("a"), C: Boom("c")}
    primary = KeyError("body")
    container = container_of(kinds, errors, closed)
    with pytest.raises(ServiceCloseError) as caught:
        use(container, primary)
    assert caught.value.exceptions == (primary, errors[C], errors[A])
    assert closed == [C, B, A]


def test_close_error_is_an_exception_group_and_a_service_error() -> None:
    """L20 and the tree of errors: `except*` finds the parts."""
    assert issubclass(ServiceCloseError, ExceptionGroup)
    assert issubclass(ServiceCloseError, ServiceError)
    found: list[type] = []
    try:
        run(container_of([failing] * 3, {A: Boom("a"), B: OSError("b")}, []), KeyError("body"))
    except* OSError:
        found.append(OSError)
    except* Boom:
        found.append(Boom)
    except* KeyError:
        found.append(KeyError)
    assert found == [OSError, Boom, KeyError]


def test_split_close_error_is_still_a_close_error() -> None:
    """What `except*` leaves over keeps its class (`ExceptionGroup.derive`)."""
    with pytest.raises(ServiceCloseError) as caught:
        run(container_of([failing] * 3, {A: Boom("a"), B: OSError("b")}, []), None)
    rest = caught.value.subgroup(Boom)
    assert isinstance(rest, ServiceCloseError)
    assert [str(error) for error in rest.exceptions] == ["a"]


def test_generator_that_translates_the_failure_of_the_body_adds_its_own() -> None:
    """L20: another exception than the one thrown in is a failure of teardown."""
    translated = ValueError("translated")

    def factory() -> Iterator[A]:
        try:
            yield A()
        except Boom as error:
            raise translated from error

    primary = Boom("body")
    container = ServiceContainer().add_scoped(factory)
    with pytest.raises(ServiceCloseError) as caught, container.create_scope() as scope:
        scope.get(A)
        raise primary
    assert caught.value.exceptions == (primary, translated)
    assert translated.__cause__ is primary


def test_older_resources_are_told_of_the_body_not_of_a_newer_teardown_failure() -> None:
    """Choice: L20 throws the body's exception; when the body succeeded the others resume."""
    heard: list[str] = []

    def older() -> Iterator[A]:
        try:
            yield A()
            heard.append("resumed")
        except Exception as error:
            heard.append(repr(error))
            raise

    container = ServiceContainer().add_scoped(older)
    container.add_scoped(B, failing(B, {B: Boom("b")}, []))
    with pytest.raises(ServiceCloseError), container.create_scope() as scope:
        scope.get(A)
        scope.get(B)
    assert heard == ["resumed"]


def test_stop_iteration_raised_by_a_teardown_is_reported() -> None:
    """PEP 479 turns it into a RuntimeError; it is not taken for an ordinary end."""

    def factory() -> Iterator[A]:
        yield A()
        raise StopIteration  # noqa: PLR1708 - the mistake is the case

    container = ServiceContainer().add_scoped(factory)
    with pytest.raises(ServiceCloseError) as caught, container.create_scope() as scope:
        scope.get(A)
    assert [type(error) for error in caught.value.exceptions] == [RuntimeError]


def test_scope_is_over_after_a_failing_teardown() -> None:
    """L20, L23: closing again closes nothing twice and raises nothing twice."""
    closed: list[type] = []
    container = container_of([failing] * 3, {B: Boom("b")}, closed)
    scope = container.create_scope()
    with pytest.raises(ServiceCloseError), scope:
        for key in KEYS:
            scope.get(key)
    scope.close()
    assert closed == [C, B, A]


def test_group_raised_by_a_teardown_is_kept_whole() -> None:
    """L20: one failure per teardown, whatever its shape."""
    group = ExceptionGroup("inner", [Boom("one"), Boom("two")])
    container = container_of([failing] * 3, {A: group}, [])
    with pytest.raises(ServiceCloseError) as caught:
        run(container, None)
    assert caught.value.exceptions == (group,)
