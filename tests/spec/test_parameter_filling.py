"""L6: where the value of a parameter comes from, in which order."""

import pytest

from wireworks import Factory, Injected, KwArg, ServiceContainer
from wireworks.errors import (
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceResolutionError,
)


class Store:
    def __init__(self, label: str = "registered") -> None:
        self.label = label


DEFAULT_STORE = Store("default")


class Required:
    def __init__(self, store: Store) -> None:
        self.store = store


class WithDefault:
    def __init__(self, store: Store = DEFAULT_STORE) -> None:
        self.store = store


class Optional:
    def __init__(self, store: Store | None) -> None:
        self.store = store


class OptionalWithNone:
    def __init__(self, store: Store | None = None) -> None:
        self.store = store


class OptionalWithDefault:
    def __init__(self, store: Store | None = DEFAULT_STORE) -> None:
        self.store = store


TAGS: list[str] = ["one"]


class Plain:
    def __init__(
        self,
        text: str = "text",
        count: int = 3,
        ratio: float = 0.5,
        flag: bool = True,
        tags: list[str] = TAGS,
        anything=None,
    ) -> None:
        self.values = (text, count, ratio, flag, tags, anything)


def with_store() -> ServiceContainer:
    return ServiceContainer().add_singleton(Store)


def test_registered_service_fills_the_parameter() -> None:
    """L6."""
    container = with_store().add_transient(Required)
    assert container.get(Required).store is container.get(Store)


def test_registered_service_wins_over_the_default() -> None:
    """L6."""
    container = with_store().add_transient(WithDefault)
    assert container.get(WithDefault).store is container.get(Store)


def test_default_stays_when_its_type_is_not_registered() -> None:
    """L6: never an error, never an instance made from nowhere."""
    container = ServiceContainer().add_transient(WithDefault)
    assert container.get(WithDefault).store is DEFAULT_STORE


def test_defaults_of_builtin_types_stay() -> None:
    """L6: never `int()`, and the very default object."""
    values = ServiceContainer().add_transient(Plain).get(Plain).values
    assert values == ("text", 3, 0.5, True, ["one"], None)
    assert values[4] is TAGS


def test_registered_builtin_type_fills_its_parameters() -> None:
    """L6: a plain type is a key like any other."""
    container = ServiceContainer().add_instance(int, 7).add_transient(Plain)
    assert container.get(Plain).values[:3] == ("text", 7, 0.5)


def test_bool_parameter_does_not_receive_the_registered_int() -> None:
    """L6: keys are compared by identity, not by inheritance."""
    container = ServiceContainer().add_instance(int, 7).add_transient(Plain)
    assert container.get(Plain).values[3] is True


def test_registered_subclass_does_not_fill_a_parameter_of_its_base() -> None:
    """L6: a service answers to its key alone."""

    class Special(Store): ...

    container = ServiceContainer().add_singleton(Special).add_transient(Required)
    with pytest.raises(ServiceNotFoundError, match="`Store`"):
        container.get(Required)


@pytest.mark.parametrize("kind", [Optional, OptionalWithNone, OptionalWithDefault])
def test_optional_parameter_gets_the_registered_service(kind: type) -> None:
    """L6: whatever its default."""
    container = with_store().add_transient(kind)
    assert container.get(kind).store is container.get(Store)


def test_optional_parameter_without_service_and_default_is_an_error() -> None:
    """L6."""
    container = ServiceContainer().add_transient(Optional)
    with pytest.raises(ServiceNotFoundError, match="`Store`") as caught:
        container.get(Optional)
    assert "`store`" in str(caught.value)


def test_optional_parameter_without_service_gets_its_default() -> None:
    """L6."""
    container = ServiceContainer()
    container.add_transient(OptionalWithNone).add_transient(OptionalWithDefault)
    assert container.get(OptionalWithNone).store is None
    assert container.get(OptionalWithDefault).store is DEFAULT_STORE


def test_required_parameter_without_service_is_an_error() -> None:
    """L6."""
    container = ServiceContainer().add_transient(Required)
    with pytest.raises(ServiceNotFoundError, match="`Store`") as caught:
        container.get(Required)
    assert "`Required`" in str(caught.value)


@pytest.mark.parametrize("annotation", [str, int, list[str], "no annotation"])
def test_required_plain_parameter_is_an_error_that_names_it(annotation: object) -> None:
    """L6: never `str()`, never a bare `TypeError` from the constructor."""

    class Text:
        def __init__(self, text) -> None: ...

    if annotation != "no annotation":
        Text.__init__.__annotations__["text"] = annotation
    with pytest.raises(ServiceResolutionError, match="`text`"):
        ServiceContainer().add_transient(Text).get(Text)


def test_default_does_not_hide_the_fault_of_a_registered_service() -> None:
    """L6: the default is for what is not registered, not for what fails."""
    container = ServiceContainer().add_transient(Store, self_made)
    container.add_transient(WithDefault)
    with pytest.raises(ServiceNotFoundError, match="`Required`"):
        container.get(WithDefault)


def self_made(required: Required) -> Store:
    return required.store


def test_error_of_a_factory_is_not_hidden_by_a_default() -> None:
    """L6: the very error, as the factory raised it."""
    error = LookupError("no disk")

    def broken() -> Store:
        raise error

    container = ServiceContainer().add_transient(broken).add_transient(WithDefault)
    with pytest.raises(LookupError) as caught:
        container.get(WithDefault)
    assert caught.value is error


def test_override_wins_over_the_registered_service() -> None:
    """L6, L11."""
    container = with_store().add_transient(Required)
    mine = Store("mine")
    assert container[Required](store=mine).store is mine


def test_explicit_injection_wins_over_the_registered_service() -> None:
    """L6, L19."""
    mine = Store("mine")
    container = with_store()
    container.add_transient(Required, Factory(Required, KwArg("store", mine)))
    assert container.get(Required).store is mine


def test_explicit_injection_wins_over_the_default() -> None:
    """L6, L19."""
    mine = Store("mine")
    container = ServiceContainer()
    container.add_transient(WithDefault, Factory(WithDefault, KwArg("store", mine)))
    assert container.get(WithDefault).store is mine


def test_call_time_override_wins_over_an_explicit_injection() -> None:
    """L17, against the order in which L6 lists them: what is said last is meant."""
    explicit, mine = Store("explicit"), Store("mine")
    container = ServiceContainer()
    container.add_transient(Required, Factory(Required, KwArg("store", explicit)))
    assert container[Required](store=mine).store is mine


def test_injected_mark_changes_nothing_in_a_constructor() -> None:
    """L6, L13: `Injected[T]` may be written wherever `T` may."""

    class Marked:
        def __init__(self, store: Injected[Store], size: int = 3) -> None:
            self.store = store

    container = with_store().add_transient(Marked)
    assert container.get(Marked).store is container.get(Store)


def test_parameters_of_factory_functions_follow_the_same_order() -> None:
    """L6."""

    def make(store: Store | None, text: str = "text") -> Plain:
        assert store is not None
        return Plain(text=store.label + text)

    container = with_store().add_transient(make)
    assert container.get(Plain).values[0] == "registeredtext"
    assert container[Plain](text="!").values[0] == "registered!"


def test_shared_dependency_is_one_object_when_it_is_a_singleton() -> None:
    """L6: two ways to one singleton lead to one object."""

    class Both:
        def __init__(self, left: Required, right: WithDefault) -> None:
            self.stores = {left.store, right.store}

    container = with_store().add_transient(Required).add_transient(WithDefault)
    assert container.add_transient(Both).get(Both).stores == {container.get(Store)}


def test_variadic_parameters_are_left_empty() -> None:
    """L5, L6: even when their annotation is a registered type."""

    class Many:
        def __init__(self, *stores: Store, **named: Store) -> None:
            self.got = (stores, named)

    assert with_store().add_transient(Many).get(Many).got == ((), {})


def test_missing_parameter_error_is_a_parameter_error() -> None:
    """L6: nothing can be registered for a parameter without an annotation."""

    class Bare:
        def __init__(self, thing) -> None: ...

    with pytest.raises(ServiceParameterError, match="`thing`"):
        ServiceContainer().add_transient(Bare).get(Bare)
