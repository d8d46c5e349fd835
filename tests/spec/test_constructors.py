"""L5: constructors of every make: generated, inherited, hidden, oddly shaped."""

import dataclasses
from dataclasses import InitVar, dataclass, field
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import attrs
import pydantic
import pytest

from wireworks import ServiceContainer

T = TypeVar("T")


class Store: ...


class Clock: ...


@dataclass
class Plain:
    store: Store
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    store: Store
    clock: Clock
    tags: list[str] = field(default_factory=list)
    label: str = "none"


@dataclass
class WithInitVar:
    store: InitVar[Store]
    clock: Clock = field(init=False)
    kind: ClassVar[str] = "class wide"

    def __post_init__(self, store: Store) -> None:
        self.store = store
        self.clock = Clock()


@dataclass
class WithQuotedInitVar:
    store: "InitVar[Store]"
    clock: "Clock"

    def __post_init__(self, store: Store) -> None:
        self.store = store


@dataclass
class HeirOfDataclass(Plain):
    size: int = 3


@attrs.define
class Attrs:
    store: Store
    _clock: Clock
    tags: list[str] = attrs.Factory(list)

    @property
    def clock(self) -> Clock:
        return self._clock


class Pydantic(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(arbitrary_types_allowed=True)

    store: Store
    clock: Clock
    size: int = 3
    tags: list[str] = pydantic.Field(default_factory=list)


class Tuple(NamedTuple):
    store: Store
    clock: Clock
    size: int = 3


class Explicit:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock


class Heir(Explicit):
    pass


class PassThrough(Explicit):
    def __new__(cls, *args: Any, **kwargs: Any) -> "PassThrough":
        return super().__new__(cls)


class Singleton(type):
    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        made = super().__call__(*args, **kwargs)
        made.through_metaclass = True
        return made


class ThroughMetaclass(Explicit, metaclass=Singleton): ...


class NewOnly:
    store: Store
    clock: Clock

    def __new__(cls, store: Store, clock: Clock) -> "NewOnly":
        made = super().__new__(cls)
        made.store = store
        made.clock = clock
        return made


class HasStore(Protocol):
    store: Store


class ProtocolFirst(HasStore, Explicit): ...


class GenericFirst(Generic[T], Explicit): ...  # noqa: PYI059 - the order is the case


class PositionalOnly:
    def __init__(self, store: Store, clock: Clock, size: int = 3, /) -> None:
        self.store, self.clock, self.size = store, clock, size


class PositionalOnlyAfterDefault:
    def __init__(self, size: int = 3, clock: Clock | None = None, /, *, store: Store):
        self.store, self.clock, self.size = store, clock, size


class KeywordOnly:
    def __init__(self, *, store: Store, clock: Clock, size: int = 3) -> None:
        self.store, self.clock, self.size = store, clock, size


class Variadic:
    def __init__(self, store: Store, *args: Clock, clock: Clock, **kwargs: Store) -> None:
        assert (args, kwargs) == ((), {})
        self.store, self.clock = store, clock


class OddNames:
    def __init__(self, Store: Store, container: Clock, _: Clock, get: Store) -> None:  # noqa: N803 - the name is the case
        self.store, self.clock = Store, container
        assert (_, get) == (container, Store)


class MethodCallable:
    """Names of parameters that are names of builtins and of likely locals."""

    def __init__(self, scope: Store, print: Clock, self_: Store, cls: Clock) -> None:  # noqa: A002 - the name is the case
        self.store, self.clock = scope, print
        assert (self_, cls) == (scope, print)


KINDS = [
    Plain,
    Frozen,
    WithQuotedInitVar,
    HeirOfDataclass,
    Attrs,
    Pydantic,
    Tuple,
    Explicit,
    Heir,
    PassThrough,
    ThroughMetaclass,
    NewOnly,
    ProtocolFirst,
    GenericFirst,
    PositionalOnly,
    PositionalOnlyAfterDefault,
    KeywordOnly,
    Variadic,
    OddNames,
    MethodCallable,
]


def container_with(kind: type) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Store).add_singleton(Clock)
    return container.add_transient(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_constructor_receives_its_services(kind: type) -> None:
    """L5."""
    container = container_with(kind)
    made = container.get(kind)
    assert type(made) is kind
    assert made.store is container.get(Store)
    assert made.clock is container.get(Clock)


@pytest.mark.parametrize("kind", KINDS)
def test_second_making_is_as_good_as_the_first(kind: type) -> None:
    """L5: some constructors change when they are used for the first time."""
    container = container_with(kind)
    first, second = container.get(kind), container.get(kind)
    assert first is not second
    assert second.store is container.get(Store)


def test_init_only_variables_are_injected() -> None:
    """L5."""
    container = container_with(WithInitVar)
    made = container.get(WithInitVar)
    assert made.store is container.get(Store)
    assert made.clock is not container.get(Clock)


@pytest.mark.parametrize("kind", [Frozen, Attrs, Pydantic])
def test_default_factories_run_for_each_making(kind: type) -> None:
    """L5, L6."""
    container = container_with(kind)
    assert container.get(kind).tags == []
    assert container.get(kind).tags is not container.get(kind).tags


@pytest.mark.parametrize("kind", [HeirOfDataclass, Pydantic, Tuple, PositionalOnly])
def test_defaults_of_generated_constructors_are_kept(kind: type) -> None:
    """L5, L6."""
    assert container_with(kind).get(kind).size == 3


def test_metaclass_call_is_used() -> None:
    """L5: looked through for its parameters, not gone round when making."""
    made = container_with(ThroughMetaclass).get(ThroughMetaclass)
    assert made.through_metaclass is True


def test_dataclass_made_at_run_time_is_filled() -> None:
    """L5."""
    kind = dataclasses.make_dataclass("Made", [("store", Store)])
    container = ServiceContainer().add_singleton(Store).add_transient(kind)
    assert container.get(kind).store is container.get(Store)


def test_local_classes_are_filled() -> None:
    """L5: real annotations need no name that can be looked up."""

    class Local: ...

    class Consumer:
        def __init__(self, local: Local) -> None:
            self.local = local

    container = ServiceContainer().add_singleton(Local).add_transient(Consumer)
    assert container.get(Consumer).local is container.get(Local)


def test_constructor_of_a_builtin_base_needs_nothing() -> None:
    """L5: built-in constructors have no signature to fill."""

    class Settings(dict[str, int]): ...

    class Failure(Exception): ...

    container = ServiceContainer().add_transient(Settings).add_transient(Failure)
    assert container.get(Settings) == {}
    assert isinstance(container.get(Failure), Failure)
