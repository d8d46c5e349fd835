"""Everything about providers holds however they work: walked or written out."""

import pytest


@pytest.fixture(autouse=True)
def _in_every_mode(written_when: None) -> None: ...
