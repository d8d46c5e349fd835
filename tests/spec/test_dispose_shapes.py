"""L22: what counts as something to be disposed of, and what only looks like it."""

from typing import Any, NewType

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import Delegate, Factory, ServiceContainer, ServiceScopeError

Text = NewType("Text", str)


class Engine:
    def __init__(self) -> None:
        self.disposed = 0

    def dispose(self) -> None:
        self.disposed += 1


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    return in_mode(ServiceContainer(), request.param)


def made_in_scopes(container: ServiceContainer, key: Any) -> list[Any]:
    """Return what some scopes give for a key, once they have ended."""
    made = []
    for _ in range(3):
        with container.create_scope() as scope:
            made.append(scope.get(key))
    return made


class NeedsMore(Engine):
    def dispose(self, waste: str) -> None:  # type: ignore[override]
        self.disposed += 1


class NeedsKeyword(Engine):
    def dispose(self, *, waste: str) -> None:  # type: ignore[override]
        self.disposed += 1


class Turned(Engine):
    dispose = None  # type: ignore[assignment]


class Told(Engine):
    @property
    def dispose(self) -> str:  # type: ignore[override]
        return "no"


class Proxy:
    disposed = 0

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


class OfItself:
    disposed = 0

    def __init__(self) -> None:
        self.dispose = self.fail

    def fail(self) -> None:
        raise AssertionError(self)


class Meta(type):
    def dispose(cls) -> None:
        raise AssertionError(cls)


class OfItsClass(metaclass=Meta):
    disposed = 0


@pytest.mark.parametrize("cls", [NeedsMore, NeedsKeyword, Turned, Told, Proxy, OfItself, OfItsClass])
@pytest.mark.parametrize("by_function", [True, False])
def test_dispose_of_another_meaning_is_left_alone(container, cls, by_function) -> None:
    """L22: a method of the class that takes no argument is meant."""

    def make() -> Any:
        return cls()

    container.add_scoped(cls, make if by_function else cls)
    assert [made.disposed for made in made_in_scopes(container, cls)] == [0, 0, 0]


def test_class_that_makes_something_else_is_left_alone(container) -> None:
    """L22: what was made counts."""

    class Elsewhere(Engine):
        def __new__(cls) -> Any:
            return OfItself()

    container.add_scoped(Elsewhere)
    assert [made.disposed for made in made_in_scopes(container, Elsewhere)] == [0, 0, 0]


class WithDefaults(Engine):
    def dispose(self, close: bool = True, *, wait: bool = False) -> None:
        self.disposed += 1


class ByClass(Engine):
    @classmethod
    def dispose(cls) -> None:  # type: ignore[override]
        pass


class Static(Engine):
    @staticmethod
    def dispose() -> None:  # type: ignore[override]
        pass


class Inherited(WithDefaults): ...


class Given(Engine):
    dispose = Delegate(Factory(Engine))  # type: ignore[assignment]


@pytest.mark.parametrize(("cls", "times"), [(WithDefaults, 1), (ByClass, 0), (Static, 0), (Inherited, 1), (Given, 0)])
def test_dispose_in_every_shape_that_takes_no_argument_is_called(container, cls, times) -> None:
    """L22."""
    container.add_transient(cls)
    with pytest.raises(ServiceScopeError):
        container.get(cls)
    assert [made.disposed for made in made_in_scopes(container, cls)] == [times] * 3


@pytest.mark.parametrize(("key", "value"), [(str, "text"), (bool, True), (Text, "text"), (list, [])])
def test_plain_values_need_nothing(container, key, value) -> None:
    """L22: and may be had without a scope."""

    def make() -> Any:
        return value

    make.__annotations__["return"] = key
    container.add_transient(key, make)
    for _ in range(3):
        assert container.get(key) is value
