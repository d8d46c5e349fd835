"""L28: whoever misspells a name is told the one that was meant, wherever a name or a key is looked up."""

from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any

import pytest

from wireworks import Factory, Inject, KwArg, ServiceContainer, ServiceError, ServiceGraphError, qualified


class Region(Enum):
    EAST = 1


class Mailer: ...


class Mailers: ...


class Letter:
    def __init__(self, text: str = "", colour: str = "blue") -> None: ...


class East:
    def __init__(self, mailer: Annotated[Mailer, Inject(qualifier="est")]) -> None: ...


class Server:
    def __init__(self, port: Annotated[int, Inject(param="http.prot")]) -> None: ...


class Address:
    def __init__(self, text: Annotated[str, Inject(expr="${http.host}:${http.prot}")]) -> None: ...


class Request: ...


class Requests: ...


def container(**options: Any) -> ServiceContainer:
    return ServiceContainer(params={"http": {"port": 80, "host": "here"}}, scopes=("session", "request"), **options)


Act = Callable[[], object]
# What is done, and what was meant.
CASES: dict[str, tuple[Act, str]] = {
    "key": (lambda: container().add_singleton(Mailers).get(Mailer), "`Mailers`"),
    "key of a factory": (lambda: container().add_singleton(Mailers).get(Factory[Mailer]), "`Mailers`"),
    "key with brackets": (lambda: container().add_singleton(Mailers)[Mailer], "`Mailers`"),
    "key of an async factory": (lambda: container().add_singleton(Mailers).afactory(Mailer), "`Mailers`"),
    "key of a list": (lambda: container().add_singleton(Mailers).get(list[Mailer]), "`Mailers`"),
    "key to unregister": (lambda: container().add_singleton(Mailers).unregister(Mailer), "`Mailers`"),
    "key to override": (lambda: container().add_singleton(Mailers).override(Mailer, Mailer()), "`Mailers`"),
    "key of a scope's value": (
        lambda: container().add_context(Requests).create_scope(context={Request: Request()}),
        "`Requests`",
    ),
    "qualifier": (
        lambda: container().add_singleton(Mailer, qualifier="east").get(qualified(Mailer, "est")),
        "`Mailer['east']`",
    ),
    "qualifier of a parameter": (
        lambda: container().add_singleton(Mailer, qualifier="east").add_singleton(East).get(East),
        "`Mailer['east']`",
    ),
    "qualifier of an enum": (
        lambda: container().add_singleton(Mailer, qualifier=Region.EAST).get(qualified(Mailer, "Region.east")),
        "`Mailer[Region.EAST]`",
    ),
    "qualifier to unregister": (
        lambda: container().add_singleton(Mailer, qualifier="east").unregister(Mailer, qualifier="est"),
        "`Mailer['east']`",
    ),
    "argument": (lambda: container().add_transient(Letter)[Letter](color="red"), "`colour`"),
    "argument of a registered factory": (
        lambda: container().add_transient(Letter, Factory(Letter, KwArg("color", "red"))).get(Letter),
        "`colour`",
    ),
    "configured value": (lambda: container().add_singleton(Server).get(Server), "`http.port`"),
    "configured value in a text": (lambda: container().add_singleton(Address).get(Address), "`http.port`"),
    "lifetime": (lambda: container().register(Mailer, Mailer, "singelton"), "`singleton`"),
    "option": (lambda: container().add_singleton(Mailer, eagre=True), "`eager`"),
    "scope of a service": (lambda: container().add_scoped(Mailer, scope="sesion"), "`session`"),
    "scope to open": (lambda: container().create_scope("sesion"), "`session`"),
}


@pytest.mark.parametrize(("act", "meant"), CASES.values(), ids=CASES)
def test_slip_is_answered_with_what_was_meant(act: Act, meant: str) -> None:
    """L28."""
    with pytest.raises(ServiceError) as caught:
        act()
    text = str(caught.value)
    assert meant in text.partition("Did you mean")[2] or f"Fix: pass {meant} instead." in text


@pytest.mark.parametrize("number", [3, 1000])
def test_key_is_found_however_many_are_registered(number: int) -> None:
    """L28: among many, too, and alike in `get` and `validate`."""

    class Newsletter:
        def __init__(self, mailer: Mailer) -> None: ...

    many = container().add_singleton(Mailers).add_singleton(Newsletter)
    for each in range(number):
        many.add_singleton(type(f"Part{each}", (), {}))
    with pytest.raises(ServiceError, match=r"Did you mean `Mailers`\?") as lazily:
        many.get(Newsletter)
    with pytest.raises(ServiceGraphError) as eagerly:
        many.validate()
    assert str(eagerly.value.exceptions[0]) == str(lazily.value)


def test_nothing_is_meant_by_a_name_like_no_other() -> None:
    """L28: a guess that is no help is left out."""
    with pytest.raises(ServiceError) as caught:
        container().add_singleton(Letter).get(Mailer)
    assert "mean" not in str(caught.value)
