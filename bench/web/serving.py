"""The application of one library for uvicorn, which asks for it in a process of its own: see `bench.http`."""

from __future__ import annotations

import os

from fastapi import FastAPI

from bench.http import LIBRARY, WORKLOAD
from bench.libraries import named


class NothingToServeError(Exception):
    """The library has no such application."""


def application() -> FastAPI:
    """Build what the environment names."""
    module = named(os.environ[LIBRARY]).module("web")
    if module is None:
        raise NothingToServeError(os.environ[LIBRARY])
    app: FastAPI = getattr(module, os.environ[WORKLOAD])()
    return app
