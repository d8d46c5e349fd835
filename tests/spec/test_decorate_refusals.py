"""Decorators that cannot work: refused when they are put there, or found when the graph is checked."""

from typing import Any

import pytest

from wireworks import Factory, KwArg, ServiceContainer
from wireworks.errors import (
    ServiceCircularDependencyError,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceRegistrationError,
    ServiceScopeError,
    ServiceTypeError,
)


class Mailer:
    def __init__(self, host: str = "localhost") -> None:
        self.host = host


class Stranger: ...


class Outer(Mailer):
    def __init__(self, inner: Mailer) -> None:
        self.inner = inner


def no_parameter() -> Mailer:
    return Mailer()


def other_parameter(stranger: Stranger, host: str, anything) -> Mailer:
    return Mailer()


def two_parameters(first: Mailer, second: Mailer) -> Mailer:
    return first


def two_of_any_kind(first: Any, second: object) -> Mailer:
    return Mailer()


def factory_parameter(make: Factory[Mailer]) -> Mailer:
    return make()


def unannotated(inner: Mailer):
    return inner


def other_product(inner: Mailer) -> Stranger:
    return Stranger()


class NoMailer:
    def __init__(self, inner: Mailer) -> None: ...


def narrower(inner: Outer) -> Mailer:
    return inner


Words = list[str]
# What is put around `Mailer`, and the words without which the message would not help.
REFUSED: dict[str, tuple[object, Words]] = {
    "not callable": (3, ["`Mailer`", "got `3`"]),
    "no parameter": (no_parameter, ["`no_parameter`", "none of its open parameters", "annotate", "`Mailer`"]),
    "no parameter of the type": (other_parameter, ["`other_parameter`", "none of its open parameters"]),
    "a factory is no such parameter": (factory_parameter, ["`factory_parameter`", "none of its open parameters"]),
    "a subclass is too narrow": (narrower, ["`narrower`", "none of its open parameters"]),
    "several parameters": (two_parameters, ["`first`, `second`", "annotate one alone"]),
    "several for anything": (two_of_any_kind, ["`first`, `second`"]),
    "a value that fills it": (Factory(Outer, KwArg("inner", Mailer())), ["`Outer`", "none of its open parameters"]),
    "a value that fills it by position": (Factory(Outer, Mailer()), ["`Outer`", "none of its open parameters"]),
    "no return annotation": (unannotated, ["`unannotated`", "annotate"]),
    "another product": (other_product, ["`Stranger` is not a subclass", "return a `Mailer`"]),
    "another class": (NoMailer, ["`NoMailer` is not a subclass", "return a `Mailer`"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_decorator_changes_nothing(case: str) -> None:
    """L4, L28."""
    wrapper, words = REFUSED[case]
    container = ServiceContainer().add_singleton(Mailer)
    mailer = container.get(Mailer)
    with pytest.raises(ServiceRegistrationError) as caught:
        container.decorate(Mailer, wrapper)  # type: ignore[arg-type]
    for word in words:
        assert word in str(caught.value)
    assert container.get(Mailer) is mailer


def test_refusal_spells_the_qualifier() -> None:
    """L8, L28."""
    container = ServiceContainer().add_singleton(Mailer, qualifier="main")
    with pytest.raises(ServiceRegistrationError) as caught:
        container.decorate(Mailer, two_parameters, qualifier="main")
    assert "Annotated[Mailer, Inject(qualifier='main')]" in str(caught.value)


def test_abstract_wrapper_is_refused() -> None:
    """L4."""
    from abc import abstractmethod

    class Unfinished(Outer):
        @abstractmethod
        def finish(self) -> None: ...

    class Finished(Unfinished):
        def finish(self) -> None: ...

    from abc import ABC

    class Abstract(Finished, ABC):
        @abstractmethod
        def more(self) -> None: ...

    container = ServiceContainer().add_singleton(Mailer)
    with pytest.raises(ServiceRegistrationError, match="it leaves `more` abstract"):
        container.decorate(Mailer, Abstract)


@pytest.mark.parametrize("registered", [True, False])
def test_unknown_key_is_not_found_with_near_misses(registered: bool) -> None:
    """L28."""

    class Mailers: ...

    container = ServiceContainer()
    if registered:
        container.add_singleton(Mailer)
    with pytest.raises(ServiceNotFoundError, match="`Mailers` is not registered, so it cannot be decorated") as caught:
        container.decorate(Mailers, Outer)
    assert ("Did you mean `Mailer`?" in str(caught.value)) is registered


def test_unknown_qualifier_is_not_found() -> None:
    """L8."""
    container = ServiceContainer().add_singleton(Mailer)
    with pytest.raises(ServiceNotFoundError, match=r"`Mailer\['main'\]` is not registered"):
        container.decorate(Mailer, Outer, qualifier="main")


def late(inner: "Unwritten") -> "Unwritten":  # type: ignore[name-defined]  # noqa: F821
    return inner


def test_annotation_that_stays_unreadable_is_found_when_checked() -> None:
    """L5, L27: told once, with the name that is missing."""
    container = ServiceContainer().add_singleton(Mailer).decorate(Mailer, late)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    told = "\n".join(map(str, caught.value.exceptions))
    assert "`late` cannot be put around `Mailer`" in told
    assert told.count("Unwritten") <= 2
    with pytest.raises(ServiceRegistrationError, match="`late` cannot be put around `Mailer`") as lazy:
        container.get(Mailer)
    assert "Mailer <- late" in str(lazy.value)


def test_annotation_that_turns_out_to_be_something_else_is_found_when_checked() -> None:
    """L5, L27."""

    def wrapper(inner: "Other") -> Mailer:
        assert isinstance(inner, Other)
        return Mailer()

    container = ServiceContainer().add_singleton(Mailer).decorate(Mailer, wrapper)

    class Other: ...

    with pytest.raises(ServiceGraphError, match="1 problem") as caught:
        container.validate()
    assert "none of its open parameters takes one" in str(caught.value.exceptions[0])


def test_chain_shows_the_wrapper_and_what_it_wraps() -> None:
    """L28."""

    class Smtp(Mailer):
        def __init__(self, stranger: Stranger) -> None: ...

    container = ServiceContainer().add_singleton(Mailer, Smtp).decorate(Mailer, Outer)
    with pytest.raises(ServiceNotFoundError) as caught:
        container.get(Mailer)
    assert [link.name for link in caught.value.chain] == ["Mailer <- Outer", "Mailer <- Smtp", "Stranger"]
    assert [link.parameter for link in caught.value.chain] == [None, "inner", "stranger"]


def test_problems_of_every_layer_are_reported_at_once() -> None:
    """L27."""

    class Unknown: ...

    class Smtp(Mailer):
        def __init__(self, stranger: Stranger) -> None: ...

    class Demanding(Mailer):
        def __init__(self, inner: Mailer, unknown: Unknown) -> None: ...

    container = ServiceContainer().add_singleton(Mailer, Smtp).decorate(Mailer, Demanding).decorate(Mailer, Outer)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert sorted(str(problem).split()[0] for problem in caught.value.exceptions) == ["`Stranger`", "`Unknown`"]


def test_wrapper_that_needs_its_own_key_another_way_is_a_cycle() -> None:
    """L27."""

    class Template:
        def __init__(self, mailer: Mailer) -> None: ...

    class Templated(Mailer):
        def __init__(self, inner: Mailer, template: Template) -> None: ...

    container = ServiceContainer().add_singleton(Mailer).add_singleton(Template).decorate(Mailer, Templated)
    with pytest.raises(ServiceCircularDependencyError, match="`Mailer` -> `Template` -> `Mailer`"):
        container.get(Mailer)


def test_wrapper_of_a_singleton_may_not_keep_what_is_scoped() -> None:
    """L27."""

    class Scoped(Mailer):
        def __init__(self, inner: Mailer, stranger: Stranger) -> None: ...

    container = ServiceContainer().add_singleton(Mailer).add_scoped(Stranger).decorate(Mailer, Scoped)
    with pytest.raises(ServiceScopeError, match=r"`Mailer` \(singleton\) would keep `Stranger`"):
        container.get(Mailer)


def test_what_a_wrapper_returns_is_checked() -> None:
    """L12."""

    def wrapper(inner: Mailer) -> Mailer:
        return Stranger()  # type: ignore[return-value]

    container = ServiceContainer().add_transient(Mailer).decorate(Mailer, wrapper)
    for _ in range(3):
        with pytest.raises(ServiceTypeError, match="is not of type 'Mailer'"):
            container.get(Mailer)


def test_argument_that_nobody_takes_is_an_error_that_lists_what_everybody_takes() -> None:
    """L11."""

    def wrapper(inner: Mailer, times: int = 3) -> Mailer:
        return inner

    container = ServiceContainer().add_transient(Mailer).decorate(Mailer, Outer).decorate(Mailer, wrapper)
    with pytest.raises(ServiceParameterError, match="`Mailer` has no parameter `hosts`; it takes `times`, `host`"):
        container[Mailer](hosts="h", times=4)


def test_decorated_instance_takes_only_what_its_wrapper_names() -> None:
    """L11."""

    def wrapper(inner: Mailer, times: int = 3) -> Mailer:
        return Mailer(f"{inner.host} x{times}")

    container = ServiceContainer().add_instance(Mailer, Mailer()).decorate(Mailer, wrapper)
    with pytest.raises(ServiceParameterError, match="it takes `times`"):
        container[Mailer](host="h")
    assert container[Mailer](times=4).host == "localhost x4"


def test_argument_left_to_callers_is_no_problem_of_a_decorated_service() -> None:
    """L27: it is only taken through a factory, and the wrapper does not change that."""

    class Letter(Mailer):
        def __init__(self, text: str) -> None: ...

    class Office:
        def __init__(self, write: Factory[Mailer]) -> None: ...

    container = ServiceContainer().add_transient(Mailer, Letter).add_transient(Office).decorate(Mailer, Outer)
    container.validate()
