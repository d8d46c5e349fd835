"""Generic services that cannot be closed, and type variables that stand for nothing (L4, L9, L28)."""

from typing import Generic, TypeVar

from wireworks import ServiceContainer

T = TypeVar("T")
V = TypeVar("V", int, str)


class Entity: ...


class User(Entity): ...


class Tag: ...


E = TypeVar("E", bound=Entity)


class Repo(Generic[T]): ...


class SqlRepo(Repo[E]):
    def __init__(self, model: type[E]) -> None: ...


class PlainRepo(Repo[V]): ...


class NullRepo(Repo): ...  # type: ignore[type-arg]


class UserRepo(Repo[User]): ...


class Shop:
    def __init__(self, tags: Repo[Tag]) -> None: ...


class AnyShop:
    def __init__(self, repo: Repo) -> None: ...  # type: ignore[type-arg]


class Lost:
    def __init__(self, repo: Repo[T]) -> None: ...


class Tree(Generic[T]):
    def __init__(self, branches: "Tree[list[T]]") -> None: ...


def every_one(model: type[T]) -> set[T]:
    return set()


def repos() -> ServiceContainer:
    return ServiceContainer().add_singleton(Repo, SqlRepo)


def when_a_generic_class_is_asked_for_without_arguments() -> object:
    return repos().get(Repo)


def when_a_service_takes_a_generic_class_without_arguments() -> object:
    return repos().add_singleton(AnyShop).get(AnyShop)


def when_a_parameter_has_a_type_variable_of_nobody() -> object:
    return repos().add_singleton(Lost).get(Lost)


def when_a_key_has_a_type_variable_in_it() -> object:
    return repos().get(Repo[T])  # type: ignore[valid-type]


def when_a_type_variable_is_registered() -> object:
    return ServiceContainer().add_singleton(T, User)


def when_a_type_of_others_is_registered_with_a_type_variable() -> object:
    return ServiceContainer().add_singleton(every_one)


def when_a_service_needs_a_type_outside_the_bound() -> object:
    return repos().add_singleton(Shop).get(Shop)


def when_a_type_is_none_of_the_constraints() -> object:
    return ServiceContainer().add_singleton(Repo, PlainRepo).get(Repo[User])


def when_a_closed_key_is_outside_the_bound() -> object:
    return ServiceContainer().add_singleton(Repo[Tag], SqlRepo)


def when_a_class_binds_the_interface_to_another_type() -> object:
    return ServiceContainer().add_singleton(Repo[Tag], UserRepo)


def when_a_function_makes_another_closed_type_than_the_key_says() -> object:
    def make_users() -> Repo[User]:
        return UserRepo()

    return ServiceContainer().add_singleton(Repo[Tag], make_users)


def when_the_registered_class_is_closed_otherwise() -> object:
    return ServiceContainer().add_singleton(Repo, UserRepo).get(Repo[Tag])


def when_the_registered_class_does_not_say_its_arguments() -> object:
    return ServiceContainer().add_singleton(Repo, NullRepo).get(Repo[Tag])


def when_what_an_open_function_makes_cannot_be_read() -> object:
    def make() -> "Repo[Nowhere]":  # type: ignore[name-defined]  # noqa: F821 - that is the case
        return Repo()

    return ServiceContainer().add_singleton(Repo, make).get(Repo[User])


def when_closings_never_end() -> object:
    return ServiceContainer().add_singleton(Tree).get(Tree[int])


def when_a_closing_is_unregistered() -> object:
    return repos().unregister(Repo[User])
