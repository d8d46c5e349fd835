"""L30: `container.source(T)` is the Python that makes a service, to be read; showing it makes nothing."""

import ast
import linecache
from collections.abc import AsyncIterator, Iterator
from inspect import cleandoc

import pytest

from tests.generated.graphs import GRAPHS
from wireworks import (
    Factory,
    Lifetime,
    ServiceClosedError,
    ServiceContainer,
    ServiceNotFoundError,
    ServiceScopeError,
)


class Clock: ...


class Log:
    def __init__(self, clock: Clock, level: int = 3) -> None: ...


class App:
    def __init__(self, log: Log, clock: Clock) -> None: ...


class Pool: ...


def open_pool(clock: Clock) -> Iterator[Pool]:
    yield Pool()


async def connect(clock: Clock) -> AsyncIterator[Pool]:
    yield Pool()


class Users:
    def __init__(self, pool: Pool) -> None: ...


def functions_of(source: str) -> dict[str, str]:
    """Return the source of each function by its name."""
    return {each.name: ast.unparse(each) for each in ast.parse(source).body if isinstance(each, FUNCTIONS)}


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_transient_is_the_call_that_a_person_would_write() -> None:
    """L30: with a comment that says whose it is and where that stands."""
    container = ServiceContainer().add_transient(Clock).add_transient(Log).add_transient(App)
    head, *body = container.source(App).splitlines()
    assert head.startswith("# transient  App  ")
    assert head.endswith(f"test_source.py:{App.__init__.__code__.co_firstlineno - 1}")
    assert "\n".join(body) == cleandoc("""
        def get_app(scope=None):
            try:
                return App(Log(Clock()), Clock())
            except RecursionError as error:
                explain(error)
                raise
    """)


def test_source_holds_what_the_function_calls() -> None:
    """L30: each function once, under the name it is called by."""
    container = ServiceContainer().add_singleton(Clock).add_scoped(open_pool).add_scoped(Users).add_transient(Log)
    functions = functions_of(container.source(Users))
    assert list(functions) == ["get_users", "get_clock", "get_users_again", "get_pool"]
    assert "get_users_again(scope)" in functions["get_users"]
    assert "get_pool(scope)" in functions["get_users_again"]
    assert "get_clock(scope)" in functions["get_pool"]


def test_singleton_shows_how_it_is_made_though_nobody_compiles_it() -> None:
    """L26, L30: and it belongs to the container, whatever scope asks first."""
    container = ServiceContainer().add_transient(Clock).add_singleton(open_pool)
    source = container.source(Pool)
    assert source.startswith("# singleton  Pool <- open_pool  ")
    assert "# It is made once" in source
    assert "made = singletons.made" in source
    assert "singletons.keeps(Pool_key, generator)" in source
    assert "scope.made" not in source


def test_factory_in_a_singleton_is_bound_to_no_scope() -> None:
    """L15."""

    class Reports:
        def __init__(self, logs: Factory[Log]) -> None: ...

    container = ServiceContainer().add_transient(Clock).add_transient(Log).add_singleton(Reports)
    assert "Reports(bind(Factory_Log, None))" in container.source(Reports)
    scoped = ServiceContainer().add_transient(Clock).add_transient(Log).add_scoped(Reports)
    assert "Reports(bind(Factory_Log, scope))" in scoped.source(Reports)


@pytest.mark.parametrize("lifetime", [Lifetime.TRANSIENT, Lifetime.SCOPED, Lifetime.SINGLETON])
def test_async_service_shows_the_code_of_aget(lifetime: Lifetime) -> None:
    """L10, L30: what it calls is async too, as when it runs."""
    container = ServiceContainer().add_singleton(Clock)
    container.register(Pool, connect, lifetime)
    container.register(Users, Users, lifetime)
    functions = functions_of(container.source(Users))
    assert all(text.startswith("async def ") for text in functions.values())
    assert "await first_step(generator)" in "".join(functions.values())


def test_singletons_that_are_there_are_constants() -> None:
    """L30: it is what runs from then on; how a singleton itself was made is still shown."""
    container = ServiceContainer().add_singleton(Clock).add_singleton(open_pool).add_transient(Users)
    assert "Users(pool)" in functions_of(container.source(Users))["get_users"]
    assert [*functions_of(container.source(Users))] == ["get_users", "get_pool", "get_clock"]
    container.get(Users)
    assert [*functions_of(container.source(Users))] == ["get_users"]
    assert "return Users(pool)" in functions_of(container.source(Users))["get_users"]
    assert "open_pool(clock)" in functions_of(container.source(Pool))["get_pool"]
    container.close()


def test_source_is_what_was_compiled() -> None:
    """L30: to the letter, as a traceback shows it."""
    container = ServiceContainer().add_singleton(Clock).add_scoped(Log).add_scoped(App)
    for _ in range(3):
        with container.create_scope() as scope:
            scope.get(App)
    compiled = container._resolvers.gets[App]  # noqa: SLF001
    lines = linecache.getlines(compiled.__code__.co_filename)
    assert "".join(lines).strip() in container.source(App)


def test_showing_source_makes_nothing_and_changes_nothing() -> None:
    """L30."""
    made = []

    class Loud:
        def __init__(self) -> None:
            made.append(self)

    container = ServiceContainer().add_singleton(Loud)
    before = {name: dict(getattr(container._resolvers, name)) for name in ("gets", "agets", "root_gets", "root_agets")}  # noqa: SLF001
    container.source(Loud)
    assert made == []
    after = {name: dict(getattr(container._resolvers, name)) for name in before}  # noqa: SLF001
    assert after == before == {name: {} for name in before}


def test_source_of_what_exists_already_names_it() -> None:
    """L3, L14: an instance, never what Python shows of it; the scope."""
    text = "swordfish"
    container = ServiceContainer().add_instance(str, text)
    assert "return str_2" in container.source(str)
    assert text not in container.source(str)


def test_source_of_a_factory_is_that_of_its_service() -> None:
    """L15."""
    container = ServiceContainer().add_transient(Clock).add_transient(Log)
    assert container.source(Factory[Log]) == container.source(Log)


def test_names_that_look_alike_are_told_apart() -> None:
    """Two services of one name are two functions."""

    def other() -> tuple[type, type]:
        class Pool: ...

        class Users:
            def __init__(self, pool: Pool, other: OtherPool) -> None: ...

        return Pool, Users

    global OtherPool  # noqa: PLW0603 - where the annotation is looked for
    OtherPool = Pool
    same, users = other()
    container = ServiceContainer().add_scoped(same).add_scoped(Pool).add_scoped(users)
    functions = functions_of(container.source(users))
    assert list(functions) == ["get_users", "get_users_again", "get_pool", "get_pool_2"]
    assert "Users(pool, pool_2)" in functions["get_users"]
    assert "Users(pool, pool_2)" in functions["get_users_again"]
    assert "Pool()" in functions["get_pool"]
    assert "Pool_2()" in functions["get_pool_2"]


def test_what_is_too_deep_to_be_compiled_says_so() -> None:
    """reliability: its plan is walked, because Python's stack would end."""
    container, top = ServiceContainer().add_singleton(Clock), Clock
    for _ in range(300):
        below = top

        class Link:
            def __init__(self, below: below) -> None: ...  # type: ignore[valid-type]

        top = Link
        container.add_transient(top)
    source = container.source(top)
    assert source.startswith("# transient  Link  ")
    assert "It has 301 levels of services; at most 200 are compiled" in source
    assert ast.parse(source).body == []


def test_service_that_cannot_be_made_has_no_source() -> None:
    """L28, L30: the error is that of `get`."""
    container = ServiceContainer().add_singleton(Log)
    with pytest.raises(ServiceNotFoundError, match="`Clock` is not registered, but `Log` needs it"):
        container.source(Log)
    with pytest.raises(ServiceNotFoundError, match="`App` is not registered"):
        container.source(App)
    with pytest.raises(ServiceScopeError, match="would keep"):
        ServiceContainer().add_scoped(Pool).add_singleton(Users).source(Users)


def test_closed_container_has_no_source() -> None:
    """L25."""
    container = ServiceContainer().add_singleton(Clock)
    container.close()
    with pytest.raises(ServiceClosedError):
        container.source(Clock)


@pytest.mark.parametrize("name", GRAPHS)
def test_source_is_python_of_every_kind_of_graph(name: str) -> None:
    """L30: and the same each time."""
    graph = GRAPHS[name]()
    source = graph.container.source(graph.key)
    ast.parse(source)
    assert source == graph.container.source(graph.key)


def test_functions_of_one_name_are_numbered() -> None:
    """reliability: thousands of them too; the count goes on where it stopped."""

    def make() -> type:
        class Part: ...

        return Part

    parts = {f"part_{number}": Factory(make()) for number in range(3_000)}

    class Whole:
        def __init__(self, **parts: object) -> None: ...

    container = ServiceContainer().add_scoped(Whole, Factory(Whole, **parts))
    functions = functions_of(container.source(Whole))
    assert len(functions) > 2_900
    assert {"get_whole", "get_part", "get_part_2", f"get_part_{len(functions) - 1}"} <= functions.keys()
