"""L9, L15, L16: what is made later is generic as what is made at once."""

from typing import Generic, Protocol, TypeVar

import pytest

from wireworks import Factory, Lazy, Owned, ServiceContainer, ServiceNotFoundError, ServiceParameterError


class Report:
    def __init__(self, title: str, *, big: bool = False) -> None:
        self.told = (title, big)


def office() -> ServiceContainer:
    return ServiceContainer().add_transient(Report)


P = TypeVar("P")
Q = TypeVar("Q")


class Make(Protocol[P, Q]):
    def __call__(self, title: Q, *, big: bool = ...) -> P: ...


class MakeBig(Make[P, str], Protocol[P]):
    """What callers pass is said; what is made is not."""


def test_generic_protocol_is_closed_where_it_is_asked_for() -> None:
    """L9, L15: also by the protocol that inherits it."""

    class Shop:
        def __init__(self, one: Make[Report, str], other: MakeBig[Report]) -> None:
            self.one, self.other = one, other

    shop = office().add_transient(Shop).get(Shop)
    assert shop.one("x").told == shop.other("x").told == ("x", False)
    with pytest.raises(
        ServiceParameterError, match=r"is `Make\[Report, int\]`, but `Report` takes `title: str`, and not"
    ):
        office().get(Make[Report, int])
    with pytest.raises(ServiceNotFoundError):
        office().get(Make)


class Box(Generic[P]):
    def __init__(self, content: P, label: str) -> None:
        self.content, self.label = content, label


class Packer(Generic[P]):
    def __init__(self, make: Factory[Box[P], [P, str]], named: Make[Report, str]) -> None:
        self.make, self.named = make, named


def test_typed_factory_of_a_generic_consumer_is_closed_with_it() -> None:
    """L9, L15: what is listed, as well as what is made."""
    container = office().add_transient(Box).add_transient(Packer)
    packer = container.get(Packer[int])
    assert (packer.make(3, "x").content, repr(packer.make)) == (3, "Factory[Box[int], [int, str]]")
    assert packer.named("x").told == ("x", False)


class Shelf(Generic[P]):
    def __init__(self, kind: type[P]) -> None:
        self.kind = kind


class Keeper(Generic[P]):
    def __init__(self, later: Lazy[Shelf[P]], own: Owned[Shelf[P]]) -> None:
        self.later, self.own = later, own


def test_lazy_and_owned_of_a_generic_consumer_are_closed_with_it() -> None:
    keeper = ServiceContainer().add_transient(Shelf).add_transient(Keeper).get(Keeper[Report])
    assert keeper.later.value.kind is Report
    with keeper.own as shelf:
        assert shelf.kind is Report
