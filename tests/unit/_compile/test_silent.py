"""Which constructors run no code of anybody's."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from wireworks._compile.silent import runs_nothing


class Nothing: ...


class Stores:
    def __init__(self, one: object, two: object = 2) -> None:
        self.one = one
        self.two: object = two
        self.items: list[str] = []


class Slotted:
    __slots__ = ("one",)

    def __init__(self, one: object) -> None:
        self.one = one


@dataclass
class Data:
    one: object
    two: object = None


class Child(Stores): ...


class StoresOnce:
    def __init__(self, one: object) -> None:
        self.one = one


class Calls:
    def __init__(self) -> None:
        self.items = sorted(())


class Asks:
    def __init__(self, one: Any) -> None:
        self.two = one.two


class StoresElsewhere:
    def __init__(self, one: Any) -> None:
        one.two = self


class Turns:
    def __init__(self, one: Any) -> None:
        self.one = one
        self = one  # noqa: PLW0642 - what nobody should write
        self.two = 2


class Watches:
    def __init__(self, one: object) -> None:
        self.one = one

    @property
    def one(self) -> object:
        return 1

    @one.setter
    def one(self, one: object) -> None: ...


class Intercepts(StoresOnce):
    def __setattr__(self, name: str, value: object) -> None: ...


class Ends(StoresOnce):
    def __del__(self) -> None: ...


class Chooses(StoresOnce):
    def __new__(cls, one: object) -> "Chooses":
        return super().__new__(cls)


class Kind(type): ...


class Special(metaclass=Kind): ...


class Raises:
    def __init__(self) -> None:
        raise ValueError


class Borrows:
    __init__ = dict.__init__  # type: ignore[assignment]  # no function of Python


@dataclass
class Filled:
    items: list[object] = field(default_factory=list)


@pytest.mark.parametrize("cls", [Nothing, Stores, Slotted, Data, Child, StoresOnce])
def test_constructor_that_only_stores_runs_nothing(cls: type) -> None:
    assert runs_nothing(cls)


@pytest.mark.parametrize(
    "cls",
    [Calls, Asks, StoresElsewhere, Turns, Watches, Intercepts, Ends, Chooses, Special, Raises, Borrows, Filled, dict],
)
def test_constructor_that_may_run_something_does_not_pass(cls: type) -> None:
    assert not runs_nothing(cls)


def test_function_is_no_class() -> None:
    assert not runs_nothing(lambda: None)
