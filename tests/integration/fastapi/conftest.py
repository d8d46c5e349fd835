"""Fixtures of the FastAPI integration: an app whose unit of work notes its outcome."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.integration.fastapi.parts import Journal, wired
from wireworks import ServiceContainer


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer()


@pytest.fixture
def app(container: ServiceContainer, journal: Journal) -> FastAPI:
    return wired(journal.session, container=container)
