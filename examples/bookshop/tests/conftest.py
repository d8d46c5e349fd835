"""Fixtures: the shop is opened once, and every test visits it as if it were alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examples.bookshop.tests.shop import Shop, Visit, open_shop


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    with open_shop() as shop:
        yield shop


@pytest.fixture
def visit(shop: Shop) -> Iterator[Visit]:
    with shop.visit() as visit:
        yield visit
