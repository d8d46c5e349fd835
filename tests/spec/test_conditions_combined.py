"""`when=`: conditions joined by `&`, `|` and `~`."""

import pytest

from wireworks import Param, Profile, ServiceContainer


class Mailer: ...


class Smtp(Mailer): ...


def yes() -> bool:
    return True


def no() -> bool:
    return False


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Profile("on") & Profile("also on"), True),
        (Profile("on") & Profile("off"), False),
        (Profile("off") & Profile("on"), False),
        (Profile("on") | Profile("off"), True),
        (Profile("off") | Profile("on"), True),
        (Profile("off") | Profile("out"), False),
        (~Profile("off") & ~Profile("out"), True),
        (~(Profile("on") & Profile("off")), True),
        (~(Profile("on") | Profile("off")), False),
        (~~Profile("on"), True),
        (Profile("on") & "also on", True),
        ("off" | Profile("on"), True),
        ("off" & Profile("on"), False),
        ("on" & Profile("off"), False),
        ("off" | Profile("out"), False),
        (Profile("on") & no, False),
        (no | Profile("on"), True),
        (Param("debug") & yes & ~Profile("off"), True),
    ],
)
def test_conditions_combine(condition: Profile, holds: bool) -> None:
    """With strings and functions as well."""
    container = ServiceContainer(profiles=["on", "also on"], params={"debug": 1})
    assert container.add_singleton(Mailer, when=condition).is_registered(Mailer) is holds


def test_what_cannot_matter_is_not_asked() -> None:
    """From left to right, as `and` and `or` do."""

    def never() -> bool:
        raise AssertionError

    container = ServiceContainer(profiles="on")
    container.add_singleton(Mailer, when=Profile("on") | never)
    container.add_singleton(Smtp, when=Profile("off") & never)
    assert container.is_registered(Mailer)
    assert not container.is_registered(Smtp)
