"""Factory functions that return something else than they were registered for (L12)."""

from wireworks import ServiceContainer


class IFoo: ...


def create_foo() -> IFoo:
    return "derp"


def find_foo() -> IFoo:
    return None


def print_foo() -> IFoo:
    return "derp " * 100


def when_a_function_returns_something_else() -> object:
    return ServiceContainer().add_transient(create_foo).get(IFoo)


def when_a_function_returns_none() -> object:
    return ServiceContainer().add_transient(find_foo).get(IFoo)


def when_what_a_function_returns_shows_much() -> object:
    return ServiceContainer().add_transient(print_foo).get(IFoo)
