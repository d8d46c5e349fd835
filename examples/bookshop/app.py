"""The shop put together: services into a container, pages onto an app, and the two introduced to each other."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from examples.bookshop import catalogue, clock, customers, live, notifying, ordering, storage
from examples.bookshop.journal import Journal
from examples.bookshop.ordering import OutOfStockError
from examples.bookshop.web import for_customers, router
from wireworks import ServiceContainer
from wireworks.fastapi import add_request_id, customize_openapi, setup


def create_container(journal: Journal) -> ServiceContainer:
    return ServiceContainer(storage, clock, customers, notifying, catalogue, ordering, live).add_instance(
        Journal, journal
    )


def wiring() -> ServiceContainer:
    """Return the services as the pages find them, for `wireworks check examples.bookshop.app:wiring`."""
    container = create_container(Journal())
    create_app(container)
    return container


def create_app(container: ServiceContainer) -> FastAPI:
    app = FastAPI(title="Bookshop")
    app.include_router(router)
    app.include_router(for_customers)
    app.include_router(live.router)
    app.add_exception_handler(OutOfStockError, _refuse)
    setup(app, container)
    add_request_id(app)
    customize_openapi(app, extra={"info": {"description": "A small shop that keeps its promises."}})
    return app


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 409)
