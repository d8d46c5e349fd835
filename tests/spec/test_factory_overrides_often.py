"""L18: overrides and cycles of factories that are called often, and so written out."""

import pytest

from wireworks import Factory, ServiceContainer
from wireworks.errors import ServiceCircularDependencyError
from wireworks.providers import DeclarativeContainer, Object

OFTEN = range(4)
pytestmark = pytest.mark.usefixtures("written_when")


class Photo:
    def __init__(self, kind: str = "real") -> None:
        self.kind = kind


class User:
    def __init__(self, /, *args: object, **kwargs: object) -> None:
        self.args = args
        self.kwargs = kwargs

    def remember(self, value: object) -> None:
        self.remembered = value


def test_override_is_seen_at_once_however_deep() -> None:
    """L18: of what was written out, and of what is written into it."""
    photos = Factory(Photo)
    users = Factory(User, Factory(User, Factory(User, photos)))
    for _ in OFTEN:
        assert users().args[0].args[0].args[0].kind == "real"
    for kind in ("first", "second"):
        with photos.override(Factory(Photo, kind)):
            for _ in OFTEN:
                assert users().args[0].args[0].args[0].kind == kind
                assert photos().kind == kind
        assert users().args[0].args[0].args[0].kind == "real"
        assert photos().kind == "real"


def test_override_elsewhere_changes_nothing() -> None:
    """L18: not even while it stands for good."""
    users, others = Factory(User, Factory(Photo)), Factory(Photo)
    for _ in OFTEN:
        users()
    with others.override(Object(1)):
        for _ in OFTEN:
            assert users().args[0].kind == "real"
            assert others() == 1


def test_override_set_while_it_makes_counts_for_what_is_made_next() -> None:
    """L18: every factory looks when it is asked."""
    photos = Factory(Photo)
    users = Factory(User, photos)

    def overriding() -> User:
        with photos.override(Object("fake")):
            return users()

    makers = Factory(User, Factory(overriding), users)
    for _ in OFTEN:
        inside, outside = makers().args
        assert inside.args == ("fake",)
        assert outside.args[0].kind == "real"


def test_override_that_leads_back_is_a_cycle() -> None:
    """L18: also where everything was written out before."""
    photos = Factory(Photo)
    users = Factory(User, photos)
    for _ in OFTEN:
        users()
    with photos.override(users):
        for _ in OFTEN:
            with pytest.raises(ServiceCircularDependencyError, match=r"Factory\(Photo\)` -> `Factory\(User\)"):
                users()
    assert users().args[0].kind == "real"


def test_recursion_without_end_is_told_as_a_cycle() -> None:
    """L18: the factory asks for itself in the code of the user."""

    def again() -> object:
        return factory()

    factory: Factory[object] = Factory(again)
    for _ in OFTEN:
        with pytest.raises(ServiceCircularDependencyError, match="again"):
            factory()


def test_recursion_that_ends_is_the_users_own_affair() -> None:
    """L18."""

    def countdown(number: int) -> int:
        return number and factory(number - 1)

    factory: Factory[int] = Factory(countdown)
    assert [factory(number) for number in (0, 1, 5)] == [0, 0, 0]


def test_container_of_its_own_wires_what_was_written_for_the_class() -> None:
    """L17, L18: its copies look at what is given to it."""

    class Container(DeclarativeContainer):
        photos = Factory(Photo)
        users = Factory(User, photos)

    for _ in OFTEN:
        assert Container.users().args[0].kind == "real"
    container = Container(photos=Factory(Photo, "mine"))
    for _ in OFTEN:
        assert container.users().args[0].kind == "mine"
        assert Container.users().args[0].kind == "real"
    with Container.users.override(Object(1)):
        assert (Container.users(), container.users()) == (1, 1)


def test_factory_of_a_container_is_asked_each_time() -> None:
    """L13, L17."""
    container = ServiceContainer().add_singleton(Photo)
    users = Factory(User, container[Photo])
    for _ in OFTEN:
        assert users().args == (container.get(Photo),)
    with container.override(Photo, "fake"):
        assert users().args == ("fake",)
