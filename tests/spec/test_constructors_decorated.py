"""L5: constructors whose own parameters are not what they take."""

import functools
import inspect

import pytest

from wireworks import ServiceContainer


class Store: ...


class Clock: ...


def logged(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        return function(*args, **kwargs)

    return call


class Decorated:
    @logged
    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock


def signed(self, **kwargs) -> None:
    self.store, self.clock = kwargs["store"], kwargs["clock"]


signed.__signature__ = inspect.Signature(
    [
        inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL),
        inspect.Parameter("store", inspect.Parameter.KEYWORD_ONLY, annotation=Store),
        inspect.Parameter("clock", inspect.Parameter.KEYWORD_ONLY, annotation=Clock),
        inspect.Parameter("rest", inspect.Parameter.VAR_KEYWORD),
    ]
)


class Signed:
    __init__ = signed


class SwallowsSelf:
    def __init__(*args, store: Store, clock: Clock) -> None:
        (self,) = args
        self.store, self.clock = store, clock


@pytest.mark.parametrize("kind", [Decorated, Signed, SwallowsSelf])
def test_constructor_receives_what_it_says_it_takes(kind: type) -> None:
    """L5, L6."""
    container = ServiceContainer().add_singleton(Store).add_singleton(Clock).add_transient(kind)
    made = container.get(kind)
    assert type(made) is kind
    assert made.store is container.get(Store)
    assert made.clock is container.get(Clock)
