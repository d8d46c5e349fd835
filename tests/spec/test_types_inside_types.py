"""L5, L8, L9, L22: what stands inside a type counts as much as the type; odd keys and products are told apart."""

import asyncio
from collections.abc import Callable
from typing import Generic, NewType, TypeVar, Union, final

import pytest
from typing_extensions import TypeAliasType

from wireworks import ServiceContainer, ServiceNotFoundError

T = TypeVar("T")


class User: ...


class Repo(Generic[T]):
    def __init__(self, model: type[T]) -> None:
        self.model = model


class Index(Generic[T]):
    def __init__(self, entries: dict[str, T | int]) -> None:
        self.entries = entries


Users = TypeAliasType("Users", User)
Tree = TypeAliasType("Tree", "list[Tree]")
UserRepo = NewType("UserRepo", Repo[User])


class UsesAlias:
    def __init__(self, repo: "Repo[Users]") -> None:
        self.repo = repo


class UsesTree:
    def __init__(self, repo: "Repo[Tree]") -> None:
        self.repo = repo


def test_type_variable_in_a_union_inside_a_type_is_filled() -> None:
    """L9."""
    entries: dict[str, User | int] = {}
    container = ServiceContainer().add_instance(dict[str, User | int], entries).add_transient(Index)

    assert container.get(Index[User]).entries is entries


def test_alias_inside_a_type_is_looked_through() -> None:
    """L5, L9."""
    container = ServiceContainer().add_singleton(Repo).add_transient(UsesAlias)

    assert container.get(UsesAlias).repo is container.get(Repo[User])


def test_alias_that_leads_back_to_itself_is_a_type_argument_like_any_other() -> None:
    """L5, L9: and reading it comes to an end."""
    container = ServiceContainer().add_singleton(Repo).add_transient(UsesTree)

    assert isinstance(container.get(UsesTree).repo, Repo)


def test_name_inside_a_key_is_not_guessed() -> None:
    """L9: a key has no place where it was written, so a name in it means nothing."""
    container = ServiceContainer().add_singleton(Repo[User])

    with pytest.raises(ServiceNotFoundError):
        container.get(Repo["User"])


def test_function_that_declares_a_new_type_of_a_closed_one_makes_it() -> None:
    """L5, L9."""

    def make() -> UserRepo:
        return UserRepo(Repo(User))

    container = ServiceContainer()
    container.register(Repo[User], make)

    assert container.get(Repo[User]).model is User


def test_product_of_a_final_class_without_dispose_is_not_looked_at() -> None:
    """L22: nobody can have given it a `dispose`."""

    @final
    class Sealed: ...

    def make() -> Sealed:
        return Sealed()

    container = ServiceContainer().add_transient(make)

    assert [type(container.get(Sealed)) for _ in range(3)] == [Sealed] * 3


def test_parameter_of_a_type_that_has_qualifiers_alone_is_told_how_to_choose() -> None:
    """L8, L28."""

    class Uses:
        def __init__(self, user: User) -> None: ...

    container = ServiceContainer().add_singleton(User, qualifier="admin").add_transient(Uses)

    with pytest.raises(ServiceNotFoundError, match=r"Annotated\[User, Inject\(qualifier='admin'\)\]"):
        container.get(Uses)


class Odd:
    """Equal to nothing, and loud about it."""

    def __hash__(self) -> int:
        return hash(User)

    def __eq__(self, other: object) -> bool:
        raise TypeError("odd")


ASKS: dict[str, Callable[[ServiceContainer, object], object]] = {
    "get": lambda container, key: container.get(key),
    "get of a scope": lambda container, key: container.create_scope().get(key),
    "aget": lambda container, key: asyncio.run(_await(lambda: container.aget(key))),
    "aget of a scope": lambda container, key: asyncio.run(_await(lambda: container.create_scope().aget(key))),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_type_error_that_is_not_about_the_hash_of_a_key_arrives_as_it_is(
    ask: Callable[[ServiceContainer, object], object],
) -> None:
    """The one error that the table itself raises is translated, and no other."""
    container = ServiceContainer().add_singleton(User)
    scope = container.create_scope()
    assert container.get(User) is scope.get(User)
    assert asyncio.run(_await(lambda: container.aget(User))) is asyncio.run(_await(lambda: scope.aget(User)))

    with pytest.raises(TypeError, match="odd"):
        ask(container, Odd())


async def _await(ask: Callable[[], object]) -> object:
    return await ask()  # type: ignore[misc]


class Red: ...


class Blue: ...


def test_names_in_a_union_are_read_where_they_were_written() -> None:
    """L5: of the union that is the key, and of one that may be None besides."""

    def shade() -> Red | Blue:
        return Blue()

    class Wall:
        def __init__(self, one: Union["Red", "Blue"], other: Union["Blue", "Red", None]) -> None:
            self.one, self.other = one, other

    wall = ServiceContainer().add_singleton(shade).add_transient(Wall).get(Wall)
    assert wall.one is wall.other
    assert isinstance(wall.one, Blue)


def test_union_in_a_pattern_is_matched_by_unions_alone() -> None:
    """L9."""

    class Optionals(Repo[T | None]):
        def __init__(self, kind: type[T]) -> None:
            self.kind = kind

    container = ServiceContainer().add_transient(Repo, Optionals)
    assert container.get(Repo[User | None]).kind is User
    for key in (Repo[dict[User, None]], Repo[User]):
        with pytest.raises(ServiceNotFoundError):
            container.get(key)
