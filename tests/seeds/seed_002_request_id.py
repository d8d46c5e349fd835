"""Dependency Injection Patterns, Scoped Dependencies: the example, and above it the names that it takes as given."""

# fmt: off
# ruff: noqa: E402, F401, I001 - the example as it was written, but for what it imports
from fastapi import FastAPI, Request

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup


class Audit:
    """Is of one request, and knows its id."""

    def __init__(self, request: Injected[Request]) -> None:
        self.request_id: str = request.state.request_id


app = FastAPI()
setup(app, ServiceContainer().add_scoped(Audit))


@app.get("/audit")
async def get_audit(audit: Injected[Audit]) -> str:
    return audit.request_id


# The example.

from fastapi import Depends
from uuid import uuid4

def get_request_id():
    return str(uuid4())

@app.middleware("http")
async def add_request_id(request: Request, call_next):
    request.state.request_id = get_request_id()
    response = await call_next(request)
    response.headers["X-Request-ID"] = request.state.request_id
    return response
