"""L27: `validate()` reports every problem at once."""

from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import (
    ServiceCircularDependencyError,
    ServiceContainer,
    ServiceError,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceScopeError,
)


class Missing: ...


class AlsoMissing: ...


class Orphan:
    def __init__(self, missing: Missing) -> None: ...


class OtherOrphan:
    def __init__(self, one: Missing, two: AlsoMissing) -> None: ...


class Hen:
    def __init__(self, egg: "Egg") -> None: ...


class Egg:
    def __init__(self, hen: Hen) -> None: ...


class Session: ...


class Captor:
    def __init__(self, session: Session) -> None: ...


class Fine:
    def __init__(self, text: str = "fine", captor: "Missing | None" = None) -> None: ...


def problems_of(container: ServiceContainer) -> list[Exception]:
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    return list(caught.value.exceptions)


def test_sound_graph_validates_silently_and_makes_nothing() -> None:
    """L27."""
    made: list[str] = []

    def session() -> Iterator[Session]:
        made.append("session")
        yield Session()

    async def orphan(session: Session) -> AsyncIterator[Orphan]:
        made.append("orphan")
        yield Orphan(Missing())

    container = ServiceContainer().add_scoped(session).add_scoped(orphan).add_singleton(Fine)
    assert container.validate() is None
    assert made == []


def test_empty_container_is_sound() -> None:
    """L27."""
    ServiceContainer().validate()


def test_every_kind_of_problem_is_reported_in_one_group() -> None:
    """L27."""
    container = ServiceContainer().add_transient(Orphan).add_singleton(Hen).add_singleton(Egg)
    container.add_scoped(Session).add_singleton(Captor)
    kinds = {type(problem) for problem in problems_of(container)}
    expected = {ServiceNotFoundError, ServiceCircularDependencyError, ServiceScopeError}
    assert kinds == expected


def test_every_missing_service_is_reported_for_everyone_who_wants_it() -> None:
    """L27: three parameters, three problems."""
    container = ServiceContainer().add_transient(Orphan).add_transient(OtherOrphan)
    problems = problems_of(container)
    assert [type(problem) for problem in problems] == [ServiceNotFoundError] * 3
    texts = "\n".join(str(problem) for problem in problems)
    for word in ("AlsoMissing", "`Missing`", "Orphan", "OtherOrphan"):
        assert word in texts


def test_cycle_is_reported_once_however_many_services_it_has() -> None:
    """Choice: one circle, one problem."""
    container = ServiceContainer().add_transient(Egg).add_transient(Hen)
    (problem,) = problems_of(container)
    assert isinstance(problem, ServiceCircularDependencyError)


def test_problem_is_reported_once_although_many_depend_on_it() -> None:
    """Choice: whoever merely lies above a problem is no problem of its own."""

    class Above:
        def __init__(self, orphan: Orphan) -> None: ...

    class FurtherAbove:
        def __init__(self, above: Above, orphan: Orphan) -> None: ...

    container = ServiceContainer().add_transient(FurtherAbove).add_transient(Above)
    container.add_transient(Orphan)
    assert len(problems_of(container)) == 1


def test_graph_error_is_an_exception_group_of_service_errors() -> None:
    """The tree of errors."""
    assert issubclass(ServiceGraphError, ExceptionGroup)
    assert issubclass(ServiceGraphError, ServiceError)
    container = ServiceContainer().add_transient(Orphan)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert caught.value.subgroup(ServiceNotFoundError) is not None


def test_validating_again_after_the_repair_is_silent() -> None:
    """L3, L27: nothing of the verdict is kept."""
    container = ServiceContainer().add_transient(Orphan)
    assert len(problems_of(container)) == 1
    assert len(problems_of(container)) == 1
    container.add_transient(Missing)
    container.validate()


def test_sound_part_of_an_unsound_graph_can_be_used() -> None:
    """L27: lazy resolution checks the part asked for."""
    container = ServiceContainer().add_transient(Orphan).add_singleton(Fine)
    problems_of(container)
    assert container.get(Fine) is container.get(Fine)


def test_transient_resource_below_a_sound_root_is_no_problem_of_the_graph() -> None:
    """L21 is about where one asks, not about the graph."""

    def session() -> Iterator[Session]:
        yield Session()

    ServiceContainer().add_transient(session).add_transient(Fine).validate()


def test_annotation_that_cannot_be_resolved_is_a_problem_that_names_the_parameter() -> None:
    """L27."""

    class Unresolvable:
        def __init__(self, thing: "NowhereToBeFound") -> None: ...  # noqa: F821

    container = ServiceContainer().add_transient(Unresolvable)
    (problem,) = problems_of(container)
    assert "thing" in str(problem)
    assert "NowhereToBeFound" in str(problem)
