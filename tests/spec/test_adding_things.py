"""L3: `add` of marked objects, modules, packages, and instances with marked methods."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from wireworks import ServiceContainer, qualified, service
from wireworks.errors import ServiceRegistrationError

Importer = Callable[..., ModuleType]


@pytest.fixture
def import_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importer]:
    """Write files below one package directory, and import a module of it."""
    before = set(sys.modules)

    def import_one(name: str, files: dict[str, str]) -> ModuleType:
        for path, text in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        return importlib.import_module(name)

    yield import_one
    for name in set(sys.modules) - before:
        if name.startswith("sample_"):
            del sys.modules[name]


MARKED_MODULE = """
from wireworks import service

class Plain: ...

@service
class Marked: ...

class Heir(Marked): ...

@service(lifetime="transient")
def plain() -> Plain:
    return Plain()

constant = 3
"""


def test_marked_class_and_function_are_added() -> None:
    """L3."""

    @service
    class Engine: ...

    class Car:
        def __init__(self, engine: Engine) -> None:
            self.engine = engine

    @service(lifetime="transient")
    def car(engine: Engine) -> Car:
        return Car(engine)

    container = ServiceContainer().add(Engine, car)
    assert container.get(Car).engine is container.get(Engine)
    assert container.get(Car) is not container.get(Car)


def test_module_is_scanned_for_marks(import_files: Importer) -> None:
    """L3, L1: what is not marked is left alone, heirs of marked classes included."""
    module = import_files("sample_flat", {"sample_flat.py": MARKED_MODULE})
    container = ServiceContainer().add(module)
    assert container.get(module.Marked) is container.get(module.Marked)
    assert container.get(module.Plain) is not container.get(module.Plain)
    assert not container.is_registered(module.Heir)


def test_package_is_scanned_with_all_that_is_below_it(import_files: Importer) -> None:
    """L3: modules that nobody has imported yet, too."""
    package = import_files(
        "sample_deep",
        {
            "sample_deep/__init__.py": "",
            "sample_deep/one.py": MARKED_MODULE,
            "sample_deep/sub/__init__.py": "",
            "sample_deep/sub/two.py": MARKED_MODULE,
        },
    )
    container = ServiceContainer().add(package)
    one = sys.modules["sample_deep.one"]
    two = sys.modules["sample_deep.sub.two"]
    assert isinstance(container.get(one.Marked), one.Marked)
    assert isinstance(container.get(two.Plain), two.Plain)


def test_re_exported_service_is_registered_once(import_files: Importer) -> None:
    """L3: a package that re-exports its services is no duplicate of itself."""
    package = import_files(
        "sample_gate",
        {
            "sample_gate/__init__.py": "from sample_gate.one import Marked\n",
            "sample_gate/one.py": MARKED_MODULE,
            "sample_gate/user.py": "from sample_gate.one import Marked as Again\n",
        },
    )
    container = ServiceContainer().add(package)
    assert isinstance(container.get(package.Marked), package.Marked)


def test_two_modules_that_share_an_import_are_no_duplicates(
    import_files: Importer,
) -> None:
    """L3."""
    files = {
        "sample_first.py": MARKED_MODULE,
        "sample_second.py": "from sample_first import Marked, service\n\n@service\nclass Own: ...\n",
    }
    second = import_files("sample_second", files)
    first = sys.modules["sample_first"]
    container = ServiceContainer().add(first, second)
    assert isinstance(container.get(first.Marked), first.Marked)
    assert isinstance(container.get(second.Own), second.Own)
    # What a module imports for its own use is not its to offer.
    assert not ServiceContainer().add(second).is_registered(first.Marked)


class Engine: ...


class Car:
    def __init__(self, engine: Engine, colour: str) -> None:
        self.engine = engine
        self.colour = colour


class Works:
    """A module of factories that share a state."""

    def __init__(self, colour: str) -> None:
        self.colour = colour

    @service
    def engine(self) -> Engine:
        return Engine()

    @service(lifetime="transient")
    def car(self, engine: Engine) -> Car:
        return Car(engine, self.colour)

    @property
    def trap(self) -> None:
        raise AssertionError("scanning must not run properties")

    def unmarked(self) -> int:
        return 3


def test_marked_methods_of_an_instance_are_added_bound() -> None:
    """L3: and properties are not run to find them."""
    container = ServiceContainer(Works("blue"))
    car = container.get(Car)
    assert car.colour == "blue"
    assert car.engine is container.get(Engine)
    assert container.get(Car) is not car
    assert not container.is_registered(int)


def test_inherited_marked_methods_of_an_instance_are_added() -> None:
    """L3."""

    class BranchWorks(Works): ...

    assert ServiceContainer(BranchWorks("green")).get(Car).colour == "green"


def test_overridden_method_counts_with_its_own_mark_only() -> None:
    """L1, L3: an override nobody marked is not a service."""

    class SilentWorks(Works):
        def car(self, engine: Engine) -> Car:
            return Car(engine, "none")

    container = ServiceContainer(SilentWorks("green"))
    assert container.is_registered(Engine)
    assert not container.is_registered(Car)


def test_static_and_class_methods_of_an_instance_are_added() -> None:
    """L1, L3: whichever of the two decorators stands above the other."""

    class SharedWorks:
        @service
        @staticmethod
        def engine() -> Engine:
            return Engine()

        @classmethod
        @service(lifetime="transient")
        def car(cls, engine: Engine) -> Car:
            return Car(engine, cls.__name__)

        @staticmethod
        @service
        def name() -> str:
            return "static"

        @service
        @classmethod
        def size(cls) -> int:
            return len(cls.__name__)

        @staticmethod
        def unmarked() -> float:
            raise AssertionError

    class BranchWorks(SharedWorks): ...

    container = ServiceContainer(BranchWorks())
    assert container.get(Car).colour == "BranchWorks"
    assert container.get(Car).engine is container.get(Engine)
    assert (container.get(str), container.get(int)) == ("static", len("BranchWorks"))
    assert not container.is_registered(float)


def test_two_instances_can_be_told_apart_by_qualifier() -> None:
    """L3, L8."""

    class Left:
        @service(qualifier="left")
        def engine(self) -> Engine:
            return Engine()

    class Right:
        @service(qualifier="right")
        def engine(self) -> Engine:
            return Engine()

    container = ServiceContainer(Left(), Right())
    left = container.get(qualified(Engine, "left"))
    assert left is not container.get(qualified(Engine, "right"))


@pytest.mark.parametrize("thing", [3, "module.name", object(), Engine, len, None])
def test_thing_without_any_mark_is_refused(thing: object) -> None:
    """L3, L4: adding nothing by mistake would come to light much later."""
    with pytest.raises(ServiceRegistrationError):
        ServiceContainer().add(thing)


def test_add_registers_all_of_its_things_or_none() -> None:
    """L3, L4: nothing changed when one is refused."""

    @service
    class Fine: ...

    @service
    def undeclared(): ...

    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="undeclared"):
        container.add(Fine, undeclared)
    assert not container.is_registered(Fine)


def test_adding_the_same_key_again_is_refused() -> None:
    """L3, L4."""

    @service
    class Plain: ...

    container = ServiceContainer(Plain)
    with pytest.raises(ServiceRegistrationError, match="`Plain`"):
        container.add(Plain)
