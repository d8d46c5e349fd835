"""L5: names are resolved as late as possible, where they were written."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from wireworks import ServiceContainer
from wireworks.errors import ServiceError, ServiceRegistrationError, ServiceResolutionError, ServiceTypeError

Importer = Callable[..., ModuleType]


@pytest.fixture
def import_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importer]:
    """Write modules given as name=text, and import the last of them."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names = []

    def import_last(**texts: str) -> ModuleType:
        for name, text in texts.items():
            names.append(name)
            (tmp_path / f"{name}.py").write_text(text)
        return importlib.import_module(names[-1])

    yield import_last
    for name in names:
        sys.modules.pop(name, None)


def test_name_may_be_defined_later_in_the_module(import_text: Importer) -> None:
    """L5: registered and refused nothing while the name does not exist yet."""
    module = import_text(
        late_parameter="class Shop:\n    def __init__(self, store: 'Store'):\n        self.store = store\n"
    )
    container = ServiceContainer().add_transient(module.Shop)
    module.Store = type("Store", (), {})
    container.add_singleton(module.Store)
    assert container.get(module.Shop).store is container.get(module.Store)


def test_returned_name_may_be_defined_later_when_the_key_is_given(
    import_text: Importer,
) -> None:
    """L5: the annotation is checked once it can be read."""
    module = import_text(late_return="class Base: ...\n\ndef make() -> 'Later':\n    return Later()\n")
    container = ServiceContainer().add_transient(module.Base, module.make)
    module.Later = type("Later", (module.Base,), {})
    assert isinstance(container.get(module.Base), module.Later)


def test_returned_name_that_comes_to_mean_another_class_is_an_error(import_text: Importer) -> None:
    """L4, L5: told as it would have been at registration, before anything is made."""
    module = import_text(late_misfit="class Base: ...\n\ndef make() -> 'Later':\n    raise AssertionError\n")
    container = ServiceContainer().add_transient(module.Base, module.make)
    module.Later = type("Later", (), {})
    with pytest.raises(ServiceRegistrationError, match="`make` cannot make `Base`") as caught:
        container.get(module.Base)
    assert "Fix:" in str(caught.value)


def test_returned_name_that_never_comes_leaves_the_key_to_say_it(import_text: Importer) -> None:
    """L5, L12: what is made is checked against the key all the same."""
    module = import_text(late_unreturned="class Base: ...\n\ndef make() -> 'NoSuchName':\n    return MADE.pop()\n")
    container = ServiceContainer().add_transient(module.Base, module.make)
    module.MADE = [3, module.Base()]
    assert isinstance(container.get(module.Base), module.Base)
    with pytest.raises(ServiceTypeError, match="Service '3' is not of type 'Base'"):
        container.get(module.Base)


def test_name_that_comes_after_a_failed_get_is_found(import_text: Importer) -> None:
    """L5."""
    module = import_text(
        late_retry="class Shop:\n    def __init__(self, store: 'Store'):\n        self.store = store\n"
    )
    container = ServiceContainer().add_transient(module.Shop)
    with pytest.raises(ServiceResolutionError, match="Store"):
        container.get(module.Shop)
    module.Store = type("Store", (), {})
    container.add_singleton(module.Store)
    assert container.get(module.Shop).store is container.get(module.Store)


def test_name_that_never_comes_is_an_error_that_says_it(import_text: Importer) -> None:
    """L5."""
    module = import_text(late_never="class Shop:\n    def __init__(self, store: 'NoSuchName'): ...\n")
    container = ServiceContainer().add_transient(module.Shop)
    with pytest.raises(ServiceError, match="NoSuchName") as caught:
        container.get(module.Shop)
    assert "`store`" in str(caught.value)


def test_name_that_never_comes_is_ignored_beside_a_default(
    import_text: Importer,
) -> None:
    """L5, L6: one annotation that cannot be read does not spoil the others."""
    module = import_text(
        late_ignored="class Store: ...\n"
        "class Shop:\n"
        "    def __init__(self, store: 'Store', log: 'NoSuchName' = 3, *, n: 'Nor' = 4):\n"
        "        self.store, self.log, self.n = store, log, n\n"
    )
    container = ServiceContainer().add_singleton(module.Store)
    shop = container.add_transient(module.Shop).get(module.Shop)
    assert shop.store is container.get(module.Store)
    assert (shop.log, shop.n) == (3, 4)


def test_name_imported_for_type_checkers_only_is_ignored_beside_a_default(
    import_text: Importer,
) -> None:
    """L5, L6."""
    module = import_text(
        late_guarded="from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    from decimal import Decimal\n"
        "class Shop:\n"
        "    def __init__(self, rate: Decimal | None = None):\n"
        "        self.rate = rate\n"
    )
    assert ServiceContainer().add_transient(module.Shop).get(module.Shop).rate is None


BASE_MODULE = "class Store: ...\nclass Base:\n    def __init__(self, store: 'Store'):\n        self.store = store\n"


def test_inherited_init_is_read_where_it_was_written(import_text: Importer) -> None:
    """L5: a class of the same name beside the subclass is another class."""
    module = import_text(
        late_base=BASE_MODULE,
        late_heir="from late_base import Base\nclass Store: ...\nclass Heir(Base): ...\n",
    )
    written = sys.modules["late_base"].Store
    container = ServiceContainer().add_singleton(written).add_singleton(module.Store)
    heir = container.add_transient(module.Heir).get(module.Heir)
    assert heir.store is container.get(written)


def test_inherited_init_finds_names_its_heir_does_not_have(
    import_text: Importer,
) -> None:
    """L5."""
    module = import_text(
        late_only_base=BASE_MODULE,
        late_poor_heir="from late_only_base import Base\nclass Heir(Base): ...\n",
    )
    written = sys.modules["late_only_base"].Store
    container = ServiceContainer().add_singleton(written).add_transient(module.Heir)
    assert container.get(module.Heir).store is container.get(written)


def test_inherited_fields_of_a_dataclass_are_read_where_they_were_written(
    import_text: Importer,
) -> None:
    """L5: each field in the module of the class that declares it."""
    module = import_text(
        late_fields="from dataclasses import dataclass\n"
        "class Store: ...\n"
        "@dataclass\n"
        "class Base:\n"
        "    store: 'Store'\n",
        late_more_fields="from dataclasses import dataclass\n"
        "from late_fields import Base\n"
        "class Store: ...\n"
        "@dataclass\n"
        "class Heir(Base):\n"
        "    other: 'Store'\n",
    )
    written = sys.modules["late_fields"].Store
    container = ServiceContainer().add_singleton(written).add_singleton(module.Store)
    heir = container.add_transient(module.Heir).get(module.Heir)
    assert heir.store is container.get(written)
    assert heir.other is container.get(module.Store)


def test_inherited_keyword_fields_of_a_dataclass_are_read_where_they_were_written(import_text: Importer) -> None:
    """L5: as those that are passed by position."""
    module = import_text(
        late_keywords="from dataclasses import dataclass\n"
        "class Store: ...\n"
        "@dataclass(kw_only=True)\n"
        "class Base:\n"
        "    store: 'Store'\n",
        late_more_keywords="from dataclasses import dataclass\n"
        "from late_keywords import Base\n"
        "class Store: ...\n"
        "@dataclass(kw_only=True)\n"
        "class Heir(Base):\n"
        "    other: 'Store'\n",
    )
    written = sys.modules["late_keywords"].Store
    container = ServiceContainer().add_singleton(written).add_singleton(module.Store)
    heir = container.add_transient(module.Heir).get(module.Heir)
    assert heir.store is container.get(written)
    assert heir.other is container.get(module.Store)


def test_wrapped_function_is_read_where_it_was_written(import_text: Importer) -> None:
    """L5: a decorator from elsewhere does not change what the names mean."""
    module = import_text(
        late_decorator="import functools\n"
        "class Store: ...\n"
        "def traced(fn):\n"
        "    @functools.wraps(fn)\n"
        "    def call(*args, **kwargs):\n"
        "        return fn(*args, **kwargs)\n"
        "    return call\n",
        late_wrapped="from late_decorator import traced\n"
        "class Store: ...\n"
        "class Shop:\n"
        "    def __init__(self, store):\n"
        "        self.store = store\n"
        "@traced\n"
        "def shop(store: 'Store') -> 'Shop':\n"
        "    return Shop(store)\n",
    )
    container = ServiceContainer().add_singleton(module.Store)
    container.add_transient(module.shop)
    assert container.get(module.Shop).store is container.get(module.Store)


def test_decorators_of_the_standard_library_are_looked_through(import_text: Importer) -> None:
    """L5."""
    module = import_text(
        late_cached="import functools\n"
        "class Store: ...\n"
        "class Shop:\n"
        "    def __init__(self, store):\n"
        "        self.store = store\n"
        "@functools.lru_cache\n"
        "def store() -> 'Store':\n"
        "    return Store()\n"
        "@functools.singledispatch\n"
        "def shop(store: 'Store') -> 'Shop':\n"
        "    return Shop(store)\n"
    )
    container = ServiceContainer().add_transient(module.store).add_transient(module.shop)
    assert container.get(module.Shop).store is container.get(module.Store)


def test_bound_method_is_read_where_it_was_written(import_text: Importer) -> None:
    """L5."""
    module = import_text(
        late_works="class Store: ...\nclass Works:\n    def build(self) -> 'Store':\n        return Store()\n",
        late_branch="from late_works import Works\nclass Store: ...\nclass Branch(Works): ...\n",
    )
    written = sys.modules["late_works"].Store
    container = ServiceContainer().add_transient(module.Branch().build)
    assert isinstance(container.get(written), written)


def test_future_annotations_module_works_as_any_other(import_text: Importer) -> None:
    """L5: functions, generators and optional results included."""
    module = import_text(
        late_future="from __future__ import annotations\n"
        "from collections.abc import Iterator\n"
        "class Store: ...\n"
        "class Shop:\n"
        "    def __init__(self, store: Store, size: int | None = None):\n"
        "        self.store = store\n"
        "def store() -> Iterator[Store | None]:\n"
        "    yield Store()\n"
        "def shop(store: Store) -> Shop:\n"
        "    return Shop(store)\n"
    )
    with ServiceContainer().add_singleton(module.store) as container:
        container.add_transient(module.shop)
        assert container.get(module.Shop).store is container.get(module.Store)
