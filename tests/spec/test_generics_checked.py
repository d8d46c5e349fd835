"""L9: what is checked of generic services, and what nothing says."""

from collections.abc import Callable
from typing import Generic, TypeVar

import pytest

from tests.support.entities import Late, Open, Order, Repo, Tag, User, UserRepo, problems_of
from wireworks import Factory, Lazy, Owned, ServiceContainer, qualified
from wireworks.errors import (
    ServiceCircularDependencyError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceScopeError,
)

T = TypeVar("T")
K = TypeVar("K")


def test_bare_class_asks_to_be_closed() -> None:
    """L9, L28: where its factory depends on the type variable."""
    container = ServiceContainer().add_singleton(Repo, Open)
    with pytest.raises(ServiceParameterError) as caught:
        container.get(Repo)
    text = str(caught.value)
    assert text.startswith("Parameter `model` of `Repo` is a `type[K]`, and nothing says what `K` stands for.\n")
    assert "\nFix: ask for `Repo[...]`, or give the parameter a default.\nSee: errors/generics" in text


def test_type_variable_of_nobody_is_told() -> None:
    """L9: nobody can ask for more than `Lost`."""

    class Lost:
        def __init__(self, repo: Repo[T]) -> None: ...

    container = ServiceContainer().add_transient(Lost).add_transient(Repo, Open)
    with pytest.raises(ServiceParameterError, match="annotate it with a type that says so"):
        container.get(Lost)
    assert len(problems_of(container)) == 1


def test_unresolved_type_variable_never_matches_another() -> None:
    """L9: `Repo[T]` of one is not `Repo[K]` of the other, nor any of the closed ones."""

    class Needs(Generic[T]):
        def __init__(self, repo: Repo[T], repos: "list[Repo[T]] | None" = None) -> None: ...

    container = ServiceContainer().add_singleton(Repo, Open).add_singleton(Repo[User], UserRepo).add_transient(Needs)
    with pytest.raises(ServiceParameterError, match=r"`Repo\[T\]`, and nothing says what `T`"):
        container.get(Needs)
    assert type(container.get(Needs[User])) is Needs


def test_validate_leaves_open_registrations_alone() -> None:
    """L9, L27: nobody has asked for one of them yet."""

    class Needs(Generic[T]):
        def __init__(self, repo: Repo[T], make: Factory[Repo[T]], model: type[T]) -> None: ...

    ServiceContainer().add_singleton(Repo, Open).add_singleton(Needs).validate()


def test_validate_checks_every_closing_that_is_needed() -> None:
    """L9, L27: needed by services, through factories, in collections; each problem once."""

    class Needs(Repo[T]):
        def __init__(self, tag: Tag, entity: T) -> None: ...

    class Shop:
        def __init__(
            self, users: Repo[User], again: Repo[User], make: Factory[Repo[Order]], each: list[Repo[Late]]
        ) -> None: ...

    container = ServiceContainer().add_transient(Repo, Needs).add_transient(Shop)
    needs = [text.split("\n")[0] for text in problems_of(container)]
    assert needs == [
        f"`{missing}` is not registered, but `Repo[{model}]` needs it for parameter `{parameter}`."
        for model in ("User", "Late")
        for missing, parameter in (("Tag", "tag"), (model, "entity"))
    ]
    container.add_transient(Tag).add_transient(User).add_transient(Late)
    container.validate()


def test_problem_of_what_one_service_takes_in_many_ways_is_told_once() -> None:
    """L9, L16, L27: what is not registered itself is found on each of the ways to it, and is one service."""

    class Needs(Repo[T]):
        def __init__(self, tag: Tag) -> None: ...

    class Shop:
        def __init__(self, later: Lazy[Repo[User]], own: Owned[Repo[User]], make: Factory[Repo[User]]) -> None: ...

    container = ServiceContainer().add_transient(Repo, Needs).add_transient(Shop)
    (text,) = problems_of(container)
    assert text.startswith("`Tag` is not registered, but `Repo[User]` needs it for parameter `tag`.")
    assert [service.name for service in container.graph_of(Shop).services] == ["Shop", "Repo[User]"]


def test_validate_tells_what_an_open_registration_lacks_for_all_types() -> None:
    """L27: what does not depend on the type variable is wrong whoever asks."""

    class Needs(Repo[T]):
        def __init__(self, tag: Tag, entity: T) -> None: ...

    container = ServiceContainer().add_transient(Repo, Needs)
    (text,) = problems_of(container)
    assert text.startswith("`Tag` is not registered, but `Repo` needs it for parameter `tag`.")


def test_validate_tells_who_needs_the_bare_class() -> None:
    """L9, L27, L28."""

    class Shop:
        def __init__(self, repo: Repo) -> None: ...  # type: ignore[type-arg]

    container = ServiceContainer().add_transient(Repo, Open).add_transient(Shop)
    (text,) = problems_of(container)
    assert "nothing says what `K` stands for" in text
    with pytest.raises(ServiceParameterError, match="parameter `repo`"):
        container.get(Shop)


def test_caller_of_a_factory_may_say_what_the_bare_class_leaves_open() -> None:
    """L11, L15."""

    class Shop:
        def __init__(self, make: Factory[Repo]) -> None:  # type: ignore[type-arg]
            self.repo = make(model=User)

    container = ServiceContainer().add_transient(Repo, Open).add_transient(Shop)
    container.validate()
    assert container.get(Shop).repo.model is User  # type: ignore[attr-defined]


def test_captive_of_a_closing_is_found() -> None:
    """L9, L27."""

    class Holds(Generic[T]):
        def __init__(self, repo: Repo[T]) -> None: ...

    class Shop:
        def __init__(self, holds: Holds[User]) -> None: ...

    container = ServiceContainer().add_scoped(Repo, Open).add_singleton(Holds).add_transient(Shop)
    (text,) = problems_of(container)
    assert text.startswith("`Holds[User]` (singleton) would keep `Repo[User]` (scoped) past its scope.")
    with container.create_scope() as scope, pytest.raises(ServiceScopeError):
        scope.get(Shop)


def test_cycle_through_closings_is_found() -> None:
    """L9, L27."""

    class First(Generic[T]):
        def __init__(self, other: "Second[T]") -> None: ...

    class Second(Generic[T]):
        def __init__(self, other: First[T]) -> None: ...

    First.__init__.__annotations__["other"] = Second[T]
    container = ServiceContainer().add_transient(First).add_transient(Second)
    with pytest.raises(ServiceCircularDependencyError, match=r"`First\[User\]` -> `Second\[User\]` -> `First\[User\]`"):
        container.get(First[User])


class Endless(Generic[T]):
    def __init__(self, inner: "Endless[list[T]]") -> None: ...


class Later(Generic[T]):
    def __init__(self, make: "Factory[Later[list[T]]]") -> None:
        self.make = make


def ask_for_endless(container: ServiceContainer) -> object:
    return container.get(Endless[int])


def ask_for_a_user_of_endless(container: ServiceContainer) -> object:
    def need(endless: Endless[int]) -> None: ...

    return container.call(need)


@pytest.mark.parametrize("ask", [ask_for_endless, ask_for_a_user_of_endless])
def test_closings_without_end_come_to_an_end(ask: Callable[[ServiceContainer], object]) -> None:
    """L9, L27: each needs another that is nested deeper."""
    container = ServiceContainer().add_transient(Endless)
    container.validate()
    with pytest.raises(ServiceNotFoundError, match="nested without end"):
        ask(container)


def test_closings_without_end_may_be_made_one_by_one() -> None:
    """L15: each through the factory of the one before."""

    class Needs:
        def __init__(self, first: Later[int]) -> None:
            self.first = first

    container = ServiceContainer().add_transient(Later).add_transient(Needs)
    container.validate()
    assert type(container.get(Needs).first.make().make()) is Later


def test_qualifier_that_no_open_registration_has_is_not_found() -> None:
    """L8, L9."""
    container = ServiceContainer().add_singleton(Repo, UserRepo, qualifier="a")
    with pytest.raises(ServiceNotFoundError):
        container.get(qualified(Repo[User], "b"))
    with pytest.raises(ServiceNotFoundError):
        container.get(Repo[User])
