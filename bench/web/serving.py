"""The application of one library for uvicorn, which asks for it in a process of its own: see `bench.http`."""

from __future__ import annotations

import os

from fastapi import FastAPI

from bench.http import LIBRARY, WORKLOAD
from bench.libraries import LIBRARIES


class NothingToServeError(Exception):
    """The library has no such application."""


def application() -> FastAPI:
    """Build what the environment names."""
    [library] = [one for one in LIBRARIES if one.name == os.environ[LIBRARY]]
    module = library.module("web")
    if module is None:
        raise NothingToServeError(library.name)
    app: FastAPI = getattr(module, os.environ[WORKLOAD])()
    return app
