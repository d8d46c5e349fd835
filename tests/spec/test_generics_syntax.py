"""L5, L9: type parameters in brackets, which Python has had since 3.12."""

import sys
import types

import pytest

from wireworks import ServiceContainer

pytestmark = pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 syntax")

SAMPLE = """
{future}
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

class Entity: ...
class User(Entity): ...
class Tag: ...

class Repo[T]:
    model: type[T]

class Mapper[V]:
    def __init__(self, model: type[V]):
        self.model = model

class SqlRepo[K](Repo[K]):
    def __init__(self, mapper: Mapper[K], model: type[K], mappers: "list[Mapper[K]]"):
        self.found = [mapper.model, model, *(each.model for each in mappers)]

class UserRepo(SqlRepo[User]): ...

class Bounded[E: Entity](Repo[E]):
    def __init__(self, model: type[E]):
        self.model = model

class LateBound[E: "Nowhere"](Repo[E]): ...

@dataclass
class Base[T]:
    base: Mapper[T]

@dataclass
class Sub[T](Base[list[T]]):
    own: Mapper[T]

def make_repo[T](model: type[T]) -> Repo[T]:
    repo = Repo()
    repo.model = model
    return repo

def generate_repo[T](model: type[T]) -> Iterator[Repo[T]]:
    yield make_repo(model)

class Reads[T](Protocol):
    def read(self) -> T: ...

class Reader[T]:
    def __init__(self, model: type[T]):
        self.model = model

    def read(self) -> T:
        return self.model()

type UserAlias = User
type Listed[T] = list[T]
type Nested = dict[str, Nested] | int

class Needs:
    def __init__(self, repo: Repo[UserAlias], listed: Repo[Listed[UserAlias]], nested: Repo[Nested] | None = None):
        self.found = [repo, listed, nested]
"""


@pytest.fixture(params=["", "from __future__ import annotations"], ids=["now", "later"])
def sample(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Return a module in that syntax, with annotations that are read at once or later."""
    module = types.ModuleType("generic_sample")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    text = SAMPLE.format(future=request.param)
    exec(compile(text, "generic_sample.py", "exec", dont_inherit=True), module.__dict__)
    return module


def test_class_with_type_parameters_is_closed(sample: types.ModuleType) -> None:
    """L9."""
    container = ServiceContainer().add_singleton(sample.Repo, sample.SqlRepo).add_transient(sample.Mapper)
    container.add_transient(sample.UserRepo)
    for _ in range(3):
        assert container.get(sample.Repo[sample.User]).found == [sample.User] * 3
        assert container.get(sample.Repo[int]).found == [int] * 3
        assert container.get(sample.UserRepo).found == [sample.User] * 3
    container.validate()


def test_bound_of_a_type_parameter_is_kept_to(sample: types.ModuleType) -> None:
    """L9: one that cannot be read is no hindrance."""
    container = ServiceContainer().add_singleton(sample.Repo, sample.Bounded)
    assert container.get(sample.Repo[sample.User]).model is sample.User
    assert not container.is_registered(sample.Repo[sample.Tag])
    container = ServiceContainer().add_singleton(sample.Repo, sample.LateBound)
    assert container.is_registered(sample.Repo[sample.Tag])


def test_fields_of_dataclasses_with_type_parameters(sample: types.ModuleType) -> None:
    """L5, L9."""
    container = ServiceContainer().add_transient(sample.Sub).add_transient(sample.Mapper)
    for _ in range(3):
        sub = container.get(sample.Sub[sample.User])
        assert (sub.base.model, sub.own.model) == (list[sample.User], sample.User)


def test_function_with_type_parameters_is_closed(sample: types.ModuleType) -> None:
    """L9."""
    container = ServiceContainer().add_singleton(sample.make_repo)
    assert container.get(sample.Repo[sample.User]).model is sample.User
    container = ServiceContainer().add_scoped(sample.generate_repo)
    with container.create_scope() as scope:
        assert scope.get(sample.Repo[sample.User]).model is sample.User


def test_protocol_with_type_parameters_is_closed(sample: types.ModuleType) -> None:
    """L9."""
    container = ServiceContainer().add_transient(sample.Reads, sample.Reader)
    assert type(container.get(sample.Reads[sample.User]).read()) is sample.User


def test_aliases_inside_a_key_are_what_they_stand_for(sample: types.ModuleType) -> None:
    """L5, L9: generic ones too; one that leads back to itself is no hindrance."""
    container = ServiceContainer().add_singleton(sample.make_repo).add_transient(sample.Needs)
    repo, listed, nested = container.get(sample.Needs).found
    assert repo is container.get(sample.Repo[sample.User]) is container.get(sample.Repo[sample.UserAlias])
    assert listed is container.get(sample.Repo[list[sample.User]])
    assert nested is container.get(sample.Repo[sample.Nested])
