"""What the bench says of start-up and size, in small; the garbage of scopes is no matter of a clock."""

from __future__ import annotations

from types import ModuleType

import pytest

from bench.libraries import HANDWRITTEN, WIREWORKS
from bench.startup import building, counting

FEW = 30


@pytest.fixture
def wired() -> ModuleType:
    module = WIREWORKS.module("libraries")
    assert module is not None
    return module


def test_every_generated_service_is_checked_and_made(wired: ModuleType) -> None:
    found = building.measured(wired, FEW)

    checked, made = found.values()
    assert 0 < checked < made


def test_registered_services_and_open_scopes_have_a_weight(wired: ModuleType) -> None:
    by_hand = HANDWRITTEN.module("libraries")
    assert by_hand is not None

    assert building.weighed(wired, FEW)["bytes per registered service"] > 0
    assert counting.weighed(wired, FEW)["bytes per open scope"] > counting.weighed(by_hand, FEW)["bytes per open scope"]


def test_scopes_leave_no_cyclic_garbage(wired: ModuleType) -> None:
    found = counting.counted(wired, FEW)

    assert found["cyclic garbage per scope"] == 0


def test_hand_written_scope_is_one_function_and_five_constructors() -> None:
    by_hand = HANDWRITTEN.module("libraries")
    assert by_hand is not None

    assert counting.counted(by_hand, FEW)["calls per scope"] == 6
