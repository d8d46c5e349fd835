"""L5, L28: an annotation that cannot be read is told with the reason and what to write instead."""

from collections.abc import Callable
from typing import Any

import pytest

from wireworks import AsyncFactory, Factory, Lazy, ServiceContainer
from wireworks.errors import ServiceNotFoundError, ServiceParameterError, ServiceRegistrationError


class Report: ...


class Raising:
    def __class_getitem__(cls, _: object) -> None:
        raise ValueError(3)


MEANT = "write the type that is meant"
# What is written, what is wrong with it, and what mends it.
UNREAD: dict[str, tuple[Any, str, str]] = {
    "unknown name": (
        "Nowhere",
        "name 'Nowhere' is not defined",
        "import or define `Nowhere` where the annotation stands",
    ),
    "unknown name inside": (
        "list[Nowhere]",
        "name 'Nowhere' is not defined in `list[Nowhere]`",
        "import or define `Nowhere` where the annotation stands",
    ),
    "no Python": ("list[", "'[' was never closed in `list[`", MEANT),
    "unknown attribute": (
        "Report.Part",
        "reading `Report.Part` raises `AttributeError(\"type object 'Report' has no attribute 'Part'\")`",
        MEANT,
    ),
    "user code": ("Raising[int]", "reading `Raising[int]` raises `ValueError(3)`", MEANT),
    "a value": (3, "`3` is no type", MEANT),
    "a value in a text": ("3", "`3` is no type", MEANT),
    "nothing": (None, "`None` is no type", MEANT),
    "no hash": ({}, "`{}` is no type", MEANT),
    "a relation of a relation": (
        Lazy[Factory[Report]],
        "`Lazy[...]` takes a service, and `Factory[...]` is none",
        "write `Lazy[Report]`",
    ),
    "arguments without a list": (
        AsyncFactory[Report, int],  # type: ignore[misc]
        "`AsyncFactory[Report, int]` does not have the types of the arguments in a list",
        "write `AsyncFactory[Report, [int]]`",
    ),
}
RETURNED = [name for name in UNREAD if name not in ("nothing", "a relation of a relation", "arguments without a list")]


def taking(annotation: Any) -> type:
    def __init__(self: object, need: object) -> None: ...  # noqa: N807 - becomes the method of that name

    __init__.__annotations__ = {"need": annotation}
    return type("Taker", (), {"__init__": __init__})


def making(annotation: Any) -> Callable[[], object]:
    def make() -> object:
        return Report()

    make.__annotations__ = {"return": annotation}
    return make


@pytest.mark.parametrize("case", UNREAD)
def test_parameter_is_told_with_the_reason_and_the_mend(case: str) -> None:
    """L28: in one sentence each."""
    annotation, why, fix = UNREAD[case]
    taker = taking(annotation)
    with pytest.raises(ServiceParameterError) as caught:
        ServiceContainer().add_transient(taker).get(taker)
    error = caught.value
    assert error.what == f"The annotation of `need` of `Taker` cannot be read: {why}."
    assert error.fix == f"{fix}, or give the parameter a default."


@pytest.mark.parametrize("case", RETURNED)
def test_return_annotation_is_told_with_the_reason_and_the_mend(case: str) -> None:
    """L4, L28: at registration, where it has to say what is made."""
    annotation, why, fix = UNREAD[case]
    with pytest.raises(ServiceRegistrationError) as caught:
        ServiceContainer().add_transient(making(annotation))
    assert caught.value.what.endswith(f" cannot be read: {why}.")
    assert caught.value.fix == f"{fix}."


@pytest.mark.parametrize("case", ["no Python", "a value"])
def test_return_annotation_beside_a_key_is_read_too(case: str) -> None:
    """L4: what is no type will never be one; a name may yet come."""
    annotation, why, _ = UNREAD[case]
    with pytest.raises(ServiceRegistrationError, match="cannot be read") as caught:
        ServiceContainer().add_transient(Report, making(annotation))
    assert caught.value.what.endswith(f": {why}.")
    ServiceContainer().add_transient(Report, making("Nowhere"))


@pytest.mark.parametrize("key", [3, None, {}, "Report"])
def test_key_that_is_no_type_is_refused(key: Any) -> None:
    """L10."""
    with pytest.raises(ServiceNotFoundError, match="Expected a type as the key of a service"):
        ServiceContainer().get(key)
