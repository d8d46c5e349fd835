"""The tree of errors: what is caught by catching what."""

import pickle

import pytest

import wireworks
from wireworks import errors

PARENTS = {
    "ServiceRegistrationError": "ServiceError",
    "ServiceResolutionError": "ServiceError",
    "ServiceNotFoundError": "ServiceResolutionError",
    "ServiceCircularDependencyError": "ServiceResolutionError",
    "ServiceScopeError": "ServiceResolutionError",
    "ServiceAsyncError": "ServiceResolutionError",
    "ServiceParameterError": "ServiceResolutionError",
    "ServiceTypeError": "ServiceError",
    "ServiceClosedError": "ServiceError",
    "ServiceGraphError": "ServiceError",
    "ServiceCloseError": "ServiceError",
}
GROUPS = ["ServiceGraphError", "ServiceCloseError"]


@pytest.mark.parametrize(("name", "parent"), PARENTS.items())
def test_error_stands_below_its_parent(name: str, parent: str) -> None:
    """The tree drawn under "Errors"."""
    assert getattr(errors, parent) in getattr(errors, name).__bases__


def test_root_of_the_tree_is_an_ordinary_exception() -> None:
    """The tree drawn under "Errors"."""
    assert issubclass(errors.ServiceError, Exception)


@pytest.mark.parametrize("name", [*PARENTS, "ServiceError"])
def test_error_is_exported_from_both_places(name: str) -> None:
    """Public names: "also re-exported from wireworks"."""
    assert getattr(wireworks, name) is getattr(errors, name)
    assert name in wireworks.__all__


@pytest.mark.parametrize("name", PARENTS)
def test_groups_and_only_groups_are_exception_groups(name: str) -> None:
    """L20, L27."""
    kind = getattr(errors, name)
    assert issubclass(kind, ExceptionGroup) is (name in GROUPS)


def test_tree_has_no_other_members() -> None:
    """A new class needs a place in the drawing, a docs page and a golden text."""
    found = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.ServiceError)
    }
    assert found == {*PARENTS, "ServiceError"}


class Store: ...


class Shop:
    def __init__(self, store: Store) -> None: ...


def test_resolution_errors_are_caught_by_their_parent() -> None:
    """The tree drawn under "Errors"."""
    container = wireworks.ServiceContainer().add_transient(Shop)
    with pytest.raises(errors.ServiceResolutionError) as caught:
        container.get(Shop)
    assert type(caught.value) is errors.ServiceNotFoundError


def test_error_keeps_its_text_when_it_is_pickled() -> None:
    """Errors travel: through process pools, and between test workers."""
    container = wireworks.ServiceContainer().add_transient(Shop)
    with pytest.raises(errors.ServiceNotFoundError) as caught:
        container.get(Shop)
    travelled = pickle.loads(pickle.dumps(caught.value))
    assert type(travelled) is errors.ServiceNotFoundError
    assert str(travelled) == str(caught.value)


def test_group_is_split_into_groups_of_its_kind() -> None:
    """L27: `except*` takes what it wants and leaves the rest a graph error."""
    container = wireworks.ServiceContainer().add_transient(Shop)
    kinds: list[type] = []
    handled: list[BaseException] = []
    try:
        container.validate()
    except* errors.ServiceNotFoundError as group:
        kinds.append(type(group))
        handled.extend(group.exceptions)
    assert kinds == [errors.ServiceGraphError]
    assert len(handled) == 1
