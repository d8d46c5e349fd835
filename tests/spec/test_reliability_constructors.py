"""reliability: constructors that other containers misread."""

import abc
import dataclasses
import enum
import inspect
from typing import Generic, NamedTuple, Protocol, TypeVar

import pytest

from wireworks import Lifetime, ServiceContainer, service

T = TypeVar("T")


class Engine: ...


class Session: ...


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_singleton(Engine).add_scoped(Session)


def engine_of(container: ServiceContainer, key: type) -> object:
    container.add_transient(key)
    return container.get(key).engine


class NewWithAnything:
    def __new__(cls, *args: object, **kwargs: object):
        return super().__new__(cls)

    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class NewAlone:
    def __new__(cls, engine: Engine):
        made = super().__new__(cls)
        made.engine = engine
        return made


class NewBesideAnything:
    """What its ``__init__`` takes it leaves to ``__new__``."""

    def __new__(cls, engine: Engine):
        made = super().__new__(cls)
        made.engine = engine
        return made

    def __init__(self, *args: object, **kwargs: object) -> None: ...


class Signed:
    """Tells its signature itself, as models do."""

    __signature__ = inspect.Signature(
        [inspect.Parameter("engine", inspect.Parameter.KEYWORD_ONLY, annotation=Engine)],
    )

    def __init__(self, **values: object) -> None:
        vars(self).update(values)


class SignedHeir(Signed): ...


class Counting(type):
    def __call__(cls, *args: object, **kwargs: object) -> object:
        return super().__call__(*args, **kwargs)


class WithMetaclass(metaclass=Counting):
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class Speaks(Protocol):
    def speak(self) -> str: ...


class Real:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class ProtocolFirst(Speaks, Real):
    def speak(self) -> str:
        return "hello"


class GenericFirst(Generic[T], Real): ...  # noqa: PYI059 - the order is the case


class AbstractFirst(abc.ABC, Real): ...


class InheritsInit(Real): ...


class PassesOn(Real):
    def __init__(self, engine: Engine, *args: object, **kwargs: object) -> None:
        assert not args
        assert not kwargs
        super().__init__(engine)


class PositionalOnlyWithDefault:
    def __init__(self, size: int = 3, engine: Engine | None = None, /, name: str = "n") -> None:
        assert (size, name) == (3, "n")
        self.engine = engine


class KeywordOnly:
    def __init__(self, *args: object, size: int = 3, engine: Engine) -> None:
        assert args == ()
        self.engine = engine


@dataclasses.dataclass
class Initialised:
    given: dataclasses.InitVar[Engine]
    engine: Engine = dataclasses.field(init=False)

    def __post_init__(self, given: Engine) -> None:
        self.engine = given


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    engine: Engine
    numbers: list[int] = dataclasses.field(default_factory=list)


class Tuple(NamedTuple):
    engine: Engine
    size: int = 3


class Slotted:
    __slots__ = ("engine",)

    def __init__(self, engine: Engine) -> None:
        self.engine = engine


CONSTRUCTORS = [
    NewWithAnything,
    NewAlone,
    NewBesideAnything,
    SignedHeir,
    WithMetaclass,
    ProtocolFirst,
    GenericFirst,
    AbstractFirst,
    InheritsInit,
    PassesOn,
    PositionalOnlyWithDefault,
    KeywordOnly,
    Initialised,
    Frozen,
    Tuple,
    Slotted,
]


@pytest.mark.parametrize("key", CONSTRUCTORS)
def test_constructor_is_read_and_called_as_python_would(container, key) -> None:
    """L5, reliability."""
    assert engine_of(container, key) is container.get(Engine)


def test_unhashable_and_strangely_comparing_services_are_shared(container) -> None:
    """reliability: instances are told apart by identity alone."""

    class Strange:
        __hash__ = None

        def __eq__(self, other: object) -> bool:
            return True

        def __bool__(self) -> bool:
            return False

    container.add_singleton(Strange)
    assert container.get(Strange) is container.get(Strange)


def test_falsy_and_none_services_are_made_once(container) -> None:
    """L2, L26: a singleton that is `None` or empty is there all the same."""
    made: list[str] = []

    class Bag(list): ...

    def make_bag() -> Bag:
        made.append("bag")
        return Bag()

    def make_tool() -> NewAlone | None:
        made.append("tool")
        return None

    container.add_singleton(make_bag).add_scoped(make_tool)
    assert container.get(Bag) is container.get(Bag)
    with container.create_scope() as scope:
        assert scope.get(NewAlone) is None
        assert scope.get(NewAlone) is None
    assert made == ["bag", "tool"]


class Colour(enum.Enum):
    RED = 1


class Tolerant:
    def __init__(self, engine: Engine, later: "NowhereToBeFound" = 5) -> None:  # noqa: F821
        self.engine = engine
        self.later = later


def test_annotation_that_cannot_be_resolved_is_ignored_where_there_is_a_default(container) -> None:
    """L6, reliability: and does no harm to the other parameters."""
    container.add_transient(Tolerant)
    container.validate()
    assert container.get(Tolerant).engine is container.get(Engine)
    assert container.get(Tolerant).later == 5


def test_defaults_are_used_for_what_nobody_registered(container) -> None:
    """L6: never an error and never `int()`."""

    class Defaults:
        def __init__(self, size: int = 3, name: str | None = None, colour: Colour = Colour.RED) -> None:
            self.values = size, name, colour

    container.add_transient(Defaults)
    assert container.get(Defaults).values == (3, None, Colour.RED)


@service(lifetime="scoped")
class Marked: ...


class Heir(Marked): ...


def test_mark_belongs_to_the_marked_class_and_not_to_its_subclasses() -> None:
    """L1, reliability."""
    with_mark = ServiceContainer(Marked)
    assert with_mark.is_registered(Marked)
    assert not with_mark.is_registered(Heir)
    container = ServiceContainer().add_singleton(Heir)
    assert container.get(Heir) is container.get(Heir)
    assert Lifetime.SCOPED == "scoped"
