"""``Factory(...)`` values that are not written right (L17)."""

from wireworks import Factory, KwArg, Method


class User:
    def __init__(self, name: str) -> None: ...


def when_a_factory_is_given_a_name() -> object:
    return Factory("User")


def when_an_injection_has_no_name() -> object:
    return KwArg(64, "size")


def when_a_method_is_given_itself() -> object:
    return Method(User, "Ada")


def when_a_keyword_is_given_twice() -> object:
    return Factory(User, KwArg("name", "Ada"), name="Grace")
