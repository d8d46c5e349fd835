"""L5, reliability: string annotations are read in the module they were written in."""

import sys
import textwrap
import types
from collections.abc import Callable, Iterator

import pytest

from wireworks import ServiceContainer, ServiceScope

Source = Callable[[str, str], types.ModuleType]


@pytest.fixture
def module() -> Iterator[Source]:
    """Make modules from source text; forget them afterwards."""
    made: list[str] = []

    def make(name: str, source: str) -> types.ModuleType:
        new = types.ModuleType(name)
        sys.modules[name] = new
        made.append(name)
        exec("from __future__ import annotations\n" + textwrap.dedent(source), new.__dict__)
        return new

    yield make
    for name in made:
        del sys.modules[name]


PARENT = """
class Engine: ...

class Parent:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
"""

CHILD = """
from spec_parent import Parent

class Engine: ...

class Child(Parent): ...

class Other:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
"""


def test_annotations_of_an_inherited_constructor_are_read_where_they_were_written(module) -> None:
    """reliability: the subclass's module has another class of that name."""
    parent = module("spec_parent", PARENT)
    child = module("spec_child", CHILD)
    container = ServiceContainer().add_singleton(parent.Engine).add_singleton(child.Engine)
    container.add_transient(child.Child).add_transient(child.Other)
    assert type(container.get(child.Child).engine) is parent.Engine
    assert type(container.get(child.Other).engine) is child.Engine


def test_annotations_of_an_inherited_constructor_need_nothing_of_the_subclasss_module(
    module,
) -> None:
    """reliability: the name does not even exist there."""
    parent = module("spec_parent", PARENT)
    child = module("spec_child", "from spec_parent import Parent\nclass Child(Parent): ...")
    container = ServiceContainer().add_singleton(parent.Engine).add_transient(child.Child)
    assert type(container.get(child.Child).engine) is parent.Engine


def test_dataclass_fields_of_two_modules_are_read_where_each_was_written(module) -> None:
    """reliability: the generated constructor belongs to neither."""
    parent = module(
        "spec_parent",
        """
        import dataclasses

        class Engine: ...

        @dataclasses.dataclass
        class Parent:
            engine: Engine
        """,
    )
    child = module(
        "spec_child",
        """
        import dataclasses
        import spec_parent

        class Engine: ...

        @dataclasses.dataclass
        class Child(spec_parent.Parent):
            own: Engine
        """,
    )
    container = ServiceContainer().add_singleton(parent.Engine).add_singleton(child.Engine)
    made = container.add_transient(child.Child).get(child.Child)
    assert type(made.engine) is parent.Engine
    assert type(made.own) is child.Engine


def test_names_that_exist_only_later_in_the_module_are_found(module) -> None:
    """L5: registered before the annotation can be resolved."""
    late = module("spec_late", "class User:\n    def __init__(self, engine: Later) -> None: ...")
    container = ServiceContainer().add_transient(late.User)
    exec("class Later: ...", late.__dict__)
    container.add_singleton(late.Later)
    assert isinstance(container.get(late.User), late.User)


def test_generator_factories_with_string_annotations_declare_their_service(module) -> None:
    """L2, L5."""
    source = module(
        "spec_factories",
        """
        from collections.abc import AsyncIterator, Generator, Iterator

        class Engine: ...
        class Session: ...
        class Client: ...

        def engine() -> Iterator[Engine]:
            yield Engine()

        def session(engine: Engine) -> Generator[Session, None, None]:
            yield Session()

        async def client() -> AsyncIterator[Client]:
            yield Client()
        """,
    )
    container = ServiceContainer()
    container.add_scoped(source.engine).add_scoped(source.session).add_scoped(source.client)
    assert container.is_registered(source.Client)
    with container.create_scope() as scope:
        assert isinstance(scope.get(source.Session), source.Session)


def test_container_and_scope_are_injected_by_string_annotations(module) -> None:
    """L5, L14."""
    source = module(
        "spec_selves",
        """
        from wireworks import ServiceContainer, ServiceScope

        class Both:
            def __init__(self, container: ServiceContainer, scope: ServiceScope) -> None:
                self.found = container, scope
        """,
    )
    container = ServiceContainer().add_scoped(source.Both)
    with container.create_scope() as scope:
        assert scope.get(source.Both).found == (container, scope)
        assert isinstance(scope, ServiceScope)
