"""The application of one library for uvicorn, which asks for it in a process of its own: see `bench.http`."""

from __future__ import annotations

import os

from fastapi import FastAPI

from bench.http import LIBRARY, WORKLOAD
from bench.libraries import named
from bench.workloads import WORKLOADS


class NothingToServeError(Exception):
    """The library has no such application."""


def application() -> FastAPI:
    """Build what the environment names."""
    module = named(os.environ[LIBRARY]).module("web")
    if module is None:
        raise NothingToServeError(os.environ[LIBRARY])
    [workload] = [one for one in WORKLOADS if one.name == os.environ[WORKLOAD]]
    app: FastAPI = workload.made_by(module)()
    return app
