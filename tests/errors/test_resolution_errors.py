"""L28 for the errors of resolution: what, where, fix, see."""

import re
from collections.abc import Callable, Iterator

import pytest

from wireworks import Factory, ServiceContainer
from wireworks.errors import (
    ServiceAsyncError,
    ServiceCircularDependencyError,
    ServiceClosedError,
    ServiceError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceResolutionError,
    ServiceScopeError,
)


class Session: ...


class Sesion: ...


class ReportJob:
    def __init__(self, session: Session, title: str = "report") -> None: ...


class Desk:
    def __init__(self, job: ReportJob) -> None: ...


class Office:
    def __init__(self, desk: Desk) -> None: ...


class Chicken:
    def __init__(self, egg: "Egg") -> None: ...


class Egg:
    def __init__(self, nest: "Nest") -> None: ...


class Nest:
    def __init__(self, chicken: Chicken) -> None: ...


class Bare:
    def __init__(self, thing) -> None: ...


class Unresolvable:
    def __init__(self, thing: "NoSuchName") -> None: ...  # noqa: F821


def generate_session() -> Iterator[Session]:
    yield Session()


async def connect() -> Session:
    return Session()


def office() -> ServiceContainer:
    container = ServiceContainer().add_transient(ReportJob)
    return container.add_transient(Desk).add_transient(Office)


def closed() -> ServiceContainer:
    container = ServiceContainer().add_transient(Session)
    container.close()
    return container


def built() -> ServiceContainer:
    container = ServiceContainer().add_singleton(Session).add_singleton(ReportJob)
    container.get(ReportJob)
    return container


def ended_scope() -> object:
    with ServiceContainer().add_scoped(Session).create_scope() as scope:
        pass
    return scope.get(Session)


def gone() -> object:
    container = office()
    make = container[ReportJob]
    container.unregister(ReportJob)
    return make(title="x")


def nest() -> ServiceContainer:
    container = ServiceContainer().add_transient(Chicken)
    return container.add_transient(Egg).add_transient(Nest)


Case = tuple[type[ServiceError], Callable[[], object], list[str]]
# The class, what is done, and the words that must come, in this order.
CASES: dict[str, Case] = {
    "unknown key": (
        ServiceNotFoundError,
        lambda: ServiceContainer().get(Session),
        ["`Session`", "Fix:", "Session"],
    ),
    "unknown dependency": (
        ServiceNotFoundError,
        lambda: office().get(Office),
        ["`Session`", "Office", "Desk", "ReportJob", "`session`", "Fix:"],
    ),
    "factory of an unknown key": (
        ServiceNotFoundError,
        lambda: ServiceContainer().get(Factory[Session]),
        ["`Session`", "Fix:", "Session"],
    ),
    "argument for a key that is gone": (ServiceNotFoundError, gone, ["`ReportJob`", "Fix:", "ReportJob"]),
    "values too many": (
        ServiceParameterError,
        lambda: ServiceContainer().add_transient(dict, Factory(dict, [("a", 1)])).get(dict),
        ["`dict`", "0 positional", "1", "Fix:"],
    ),
    "optional key": (
        ServiceError,
        lambda: office().get(Office | None),
        ["Office", "Fix:", "`Office`"],
    ),
    "cycle": (
        ServiceCircularDependencyError,
        lambda: nest().get(Chicken),
        ["Chicken", "Egg", "Nest", "Chicken", "Fix:", "`Lazy[Chicken]`"],
    ),
    "captive": (
        ServiceScopeError,
        lambda: (ServiceContainer().add_scoped(Session).add_singleton(ReportJob)).get(ReportJob),
        [
            "`ReportJob` (singleton) would keep `Session` (scoped)",
            "singleton  ReportJob",
            "scoped",
            "Session",
            "parameter `session`",
            "Fix:",
            "`ReportJob` scoped",
            "`Factory[Session]`",
        ],
    ),
    "no scope": (
        ServiceScopeError,
        lambda: ServiceContainer().add_scoped(Session).get(Session),
        ["`Session`", "Fix:", "create_scope"],
    ),
    "generator from the root": (
        ServiceScopeError,
        lambda: ServiceContainer().add_transient(generate_session).get(Session),
        ["`Session`", "Fix:"],
    ),
    "async": (
        ServiceAsyncError,
        lambda: office().add_singleton(connect).get(Office),
        ["`Office`", "`connect`", "Office", "Desk", "ReportJob", "Session", "connect", "Fix:", "aget"],
    ),
    "unknown argument": (
        ServiceParameterError,
        lambda: office().add_transient(Session)[ReportJob](titel="x"),
        ["`titel`", "`session`", "`title`", "Fix:"],
    ),
    "no annotation": (
        ServiceParameterError,
        lambda: ServiceContainer().add_transient(Bare).get(Bare),
        ["`thing`", "Bare", "Fix:"],
    ),
    "unresolvable annotation": (
        ServiceResolutionError,
        lambda: ServiceContainer().add_transient(Unresolvable).get(Unresolvable),
        ["`thing`", "Unresolvable", "NoSuchName", "Fix:"],
    ),
    "arguments too late": (
        ServiceResolutionError,
        lambda: built()[ReportJob](title="x"),
        ["`ReportJob`", "singleton", "Fix:"],
    ),
    "closed container": (
        ServiceClosedError,
        lambda: closed().get(Session),
        ["container", "closed", "Fix:"],
    ),
    "ended scope": (ServiceClosedError, ended_scope, ["scope", "closed", "Fix:"]),
}
every_case = pytest.mark.parametrize(("kind", "act", "words"), CASES.values(), ids=CASES)


def text_of(kind: type[ServiceError], act: Callable[[], object]) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value)


@every_case
def test_message_tells_the_story_in_order(
    kind: type[ServiceError], act: Callable[[], object], words: list[str]
) -> None:
    """L28: what, then the chain from the asked-for service down, then the fix."""
    text, place = text_of(kind, act), 0
    for word in words:
        place = text.find(word, place)
        assert place >= 0, f"{word!r} is missing or out of order in:\n{text}"
        place += len(word)


@every_case
def test_message_ends_with_a_fix_and_a_page(
    kind: type[ServiceError], act: Callable[[], object], words: list[str]
) -> None:
    """L28: fix, see; each on a line of its own."""
    lines = text_of(kind, act).splitlines()
    assert any(line.startswith("Fix: ") for line in lines[1:])
    assert re.fullmatch(r"See: errors/[a-z-]+", lines[-1])


@every_case
def test_message_is_tidy(kind: type[ServiceError], act: Callable[[], object], words: list[str]) -> None:
    """L28: no dangling spaces, no object ids, no generated names."""
    text = text_of(kind, act)
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert not re.search(r"0x[0-9a-f]{6}", text)


CHAINS = ["unknown dependency", "cycle", "captive", "async"]


@pytest.mark.parametrize("case", CHAINS)
def test_every_link_of_the_chain_has_its_place(case: str) -> None:
    """L28: lifetime, name, `file:line`; the class of each stands in this file."""
    kind, act, _ = CASES[case]
    links = [line for line in text_of(kind, act).splitlines() if re.match(r"\s+(transient|scoped|singleton)\b", line)]
    assert len(links) >= 2
    assert [line for line in links if not re.search(r"errors\.py:\d+", line)] == []


def test_near_miss_is_named() -> None:
    """L28: a registered service with almost the same name is what was meant."""
    container = ServiceContainer().add_transient(Sesion)
    with pytest.raises(ServiceNotFoundError) as caught:
        container.get(Session)
    assert "`Sesion`" in str(caught.value)


def test_registered_subclass_is_named() -> None:
    """L28: the usual mistake is to register the class and ask for its base."""

    class PooledConnection(Session): ...

    container = ServiceContainer().add_transient(PooledConnection)
    with pytest.raises(ServiceNotFoundError, match="PooledConnection"):
        container.get(Session)


def test_near_miss_of_an_argument_is_named_first() -> None:
    """L11, L28."""
    kind, act, _ = CASES["unknown argument"]
    fix = text_of(kind, act).partition("Fix:")[2]
    assert "`title`" in fix


def test_async_service_names_its_factory_and_place() -> None:
    """L10, L28."""
    text = text_of(ServiceAsyncError, CASES["async"][1])
    assert "`connect`" in text
