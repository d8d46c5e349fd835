"""What would be ignored elsewhere is an error here, where it is written if that can be told."""

import pytest

from tests.spec.providers.parts import Photo, User
from wireworks import KwArg, ServiceContainer
from wireworks.errors import ServiceParameterError, ServiceRegistrationError
from wireworks.providers import Callable, Coroutine, Factory, Resource, Singleton, ThreadLocal


class Open:
    def __init__(self, first: object = None, /, **others: object) -> None:
        self.first = first
        self.others = others


async def later(name: str) -> str:
    return name


kinds = pytest.mark.parametrize("kind", [Factory, Singleton, ThreadLocal, Callable, Resource])


@kinds
def test_unknown_keyword_is_refused_at_definition(kind) -> None:
    """L17: with what there is, and what may have been meant."""
    with pytest.raises(ServiceRegistrationError) as caught:
        kind(User, nmae="ada")
    assert str(caught.value) == (
        f"`{kind.__name__}(User)` is given `nmae`, which it does not take; it takes `name`, `photo`.\n"
        "Fix: pass only what it takes. Did you mean `name`?\n"
        "See: errors/factory"
    )


def test_unknown_keyword_of_a_coroutine_is_refused() -> None:
    with pytest.raises(ServiceRegistrationError, match="is given `nam`"):
        Coroutine(later, nam="ada")


def test_keyword_for_what_takes_none_is_refused() -> None:
    with pytest.raises(ServiceRegistrationError, match="it takes none"):
        Factory(lambda: 1, name="ada")


@kinds
def test_too_many_positional_values_are_refused_at_definition(kind) -> None:
    with pytest.raises(ServiceRegistrationError, match="is given 3 positional values, and takes 2"):
        kind(User, 1, 2, 3)


@kinds
def test_value_by_place_and_by_name_is_refused_at_definition(kind) -> None:
    with pytest.raises(ServiceRegistrationError, match="`name` by its place and by its name"):
        kind(User, "ada", KwArg("name", "bob"))


@kinds
def test_keyword_for_what_is_injected_is_refused_at_definition(kind) -> None:
    """`a__b=` reaches through providers elsewhere, where no misspelling is noticed."""
    with pytest.raises(ServiceRegistrationError) as caught:
        kind(User, photo=Factory(Photo), photo__kind="small")
    assert str(caught.value) == (
        f"`{kind.__name__}(User)` is given `photo__kind`, but keywords reach what it calls, "
        "and nothing that is injected there.\n"
        "Fix: give `kind` to the provider of `photo`, where that is defined.\n"
        "See: errors/factory"
    )


def test_keyword_for_what_is_injected_is_refused_where_anything_is_accepted() -> None:
    """It would land among the others."""
    with pytest.raises(ServiceRegistrationError, match="photo__kind"):
        Factory(Open, photo=Factory(Photo), photo__kind="small")


def test_keyword_for_what_is_injected_is_refused_at_the_call() -> None:
    users = Factory(Open, photo=Factory(Photo))
    with pytest.raises(ServiceParameterError, match=r"`Factory\(Open\)` is called with `photo__kind`"):
        users(photo__kind="small")
    assert users(other__kind="x", photo="y").others == {"other__kind": "x", "photo": "y"}


def test_names_with_two_underscores_are_names_like_others() -> None:
    """Where what is called has them, or takes any."""

    def call(photo, photo__kind="x") -> object:
        return photo__kind

    assert Factory(call, photo=Factory(Photo), photo__kind="y")() == "y"
    assert Factory(Open, photo__kind="y", photo=1, __x=2)().others == {"photo__kind": "y", "photo": 1, "__x": 2}


def test_open_places_and_names_are_filled_as_they_come() -> None:
    assert Factory(Open, 1, first=2)().others == {"first": 2}
    assert Factory(dict, a=1)() == {"a": 1}
    assert Callable(max, 1, 2, 3)() == 3


def test_what_is_missing_may_come_with_the_call() -> None:
    """Only the call can tell."""

    def call(one, two) -> object:
        return one, two

    assert Factory(call, 1)(2) == (1, 2)
    with pytest.raises(TypeError, match="two"):
        Factory(call, 1)()


def test_signature_that_cannot_be_read_is_left_to_the_call() -> None:
    class Odd:
        @property
        def __signature__(self) -> object:
            raise RuntimeError

        def __call__(self, **given: object) -> object:
            return given

    assert Factory(Odd(), a=1)() == {"a": 1}


def test_factory_registered_in_a_container_is_checked_as_well() -> None:
    """L19: by then it is too late to write it wrong."""
    with pytest.raises(ServiceRegistrationError, match="is given `nam`"):
        ServiceContainer().add_transient(User, Factory(User, nam="ada"))
