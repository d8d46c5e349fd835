"""L12, L20, L27, L28: type errors explain in notes, groups hold the single errors."""

import re
from collections.abc import Iterator

import pytest

from wireworks import ServiceContainer
from wireworks.errors import (
    ServiceCircularDependencyError,
    ServiceCloseError,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceScopeError,
    ServiceTypeError,
)


class Foo: ...


class Session: ...


class Missing: ...


class Keeper:
    def __init__(self, session: Session) -> None: ...


class Lonely:
    def __init__(self, missing: Missing) -> None: ...


class Chicken:
    def __init__(self, egg: "Egg") -> None: ...


class Egg:
    def __init__(self, chicken: Chicken) -> None: ...


def make_foo() -> Foo:
    return "derp"


def test_type_error_is_one_line_with_its_explanation_in_notes() -> None:
    """L12, L28: expected, got, where, fix and page stand in the notes."""
    with pytest.raises(ServiceTypeError) as caught:
        ServiceContainer().add_transient(make_foo).get(Foo)
    assert str(caught.value) == "Service 'derp' is not of type 'Foo'"
    notes = "\n".join(caught.value.__notes__)
    assert "`make_foo`" in notes
    assert "`str`" in notes
    assert re.search(r"test_type_and_group_errors\.py:\d+", notes)
    assert re.search(r"^Fix: ", notes, re.MULTILINE)
    assert re.search(r"^See: errors/[a-z-]+$", notes, re.MULTILINE)


def test_graph_error_holds_every_problem_at_once() -> None:
    """L27: each as the error that lazy resolution would raise."""
    container = ServiceContainer().add_scoped(Session).add_singleton(Keeper)
    container.add_transient(Lonely).add_transient(Chicken).add_transient(Egg)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    kinds = sorted(type(error).__name__ for error in caught.value.exceptions)
    assert kinds == [
        ServiceCircularDependencyError.__name__,
        ServiceNotFoundError.__name__,
        ServiceScopeError.__name__,
    ]
    assert "3" in str(caught.value)


def test_each_problem_of_a_graph_error_reads_like_a_single_one() -> None:
    """L28."""
    container = ServiceContainer().add_scoped(Session).add_singleton(Keeper)
    container.add_transient(Lonely)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    for error in caught.value.exceptions:
        text = str(error)
        assert re.search(r"^Fix: ", text, re.MULTILINE)
        assert re.search(r"^See: errors/[a-z-]+$", text, re.MULTILINE)


def test_problem_is_worded_the_same_by_validate_and_by_get() -> None:
    """L27: the same checks guard lazy resolution."""
    container = ServiceContainer().add_transient(Lonely)
    with pytest.raises(ServiceNotFoundError) as lazily:
        container.get(Lonely)
    with pytest.raises(ServiceGraphError) as eagerly:
        container.validate()
    assert [str(error) for error in eagerly.value.exceptions] == [str(lazily.value)]


def test_sound_graph_is_no_error() -> None:
    """L27."""
    container = ServiceContainer().add_scoped(Session).add_scoped(Keeper)
    assert container.validate() is None


def test_close_error_holds_the_failures_and_says_how_many() -> None:
    """L20: in order of occurrence, the very objects."""
    failures = [KeyError("newest"), KeyError("oldest")]

    def session() -> Iterator[Session]:
        yield Session()
        raise failures[1]

    def foo(session: Session) -> Iterator[Foo]:
        yield Foo()
        raise failures[0]

    container = ServiceContainer().add_scoped(session).add_scoped(foo)
    with pytest.raises(ServiceCloseError) as caught:
        with container.create_scope() as scope:
            scope.get(Foo)
    assert list(caught.value.exceptions) == failures
    assert "2" in str(caught.value)
