"""OpenAPI documents that would not say what they should (W14)."""

from __future__ import annotations

from fastapi import FastAPI

from wireworks.fastapi import customize_openapi


def when_something_else_stands_in_the_document() -> object:
    app = FastAPI(title="Shop", servers=[{"url": "https://shop.example", "description": "Open day and night."}])
    customize_openapi(app, servers=[{"url": "https://shop.example", "description": "For trying out."}])
    return app.openapi()


def when_a_security_scheme_is_not_described() -> object:
    app = FastAPI(title="Shop")
    customize_openapi(app, require=["bearer"])
    return app.openapi()


def when_two_operations_have_one_id() -> object:
    app = FastAPI(title="Shop")
    customize_openapi(app)
    for path in ("/orders", "/purchases"):
        app.get(path, operation_id="orders")(lambda: None)
    return app.openapi()
