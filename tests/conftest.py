"""What every test shares: how hypothesis runs here."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.modes import MODES
from wireworks._explicit.writing import POLICY

# No deadline: two workers share the machine with everything else, and a slow example says nothing. What CI refuses,
# it must refuse again on the next run of the same commit; elsewhere each run looks at new examples.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("house")


@pytest.fixture
def collector_off() -> Iterator[None]:
    """Leave freeing to reference counts; at the end of the stack the finalizers of earlier tests could not run."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(params=MODES)
def written_when(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let explicit wiring be walked, or written out at once, or when it is used again, as it is for users."""
    monkeypatch.setattr(POLICY, "after", MODES[request.param])
