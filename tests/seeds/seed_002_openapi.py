"""OpenAPI Customization: the example, and above it the names that it takes as given."""

# fmt: off
# ruff: noqa: E402 - the example as it was written, but for what it imports
from pydantic import BaseModel

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup


class Item(BaseModel):
    name: str


class Stock:
    def __init__(self) -> None:
        self.items: list[Item] = []


# The example.

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

app = FastAPI()
setup(app, ServiceContainer().add_singleton(Stock))


@app.post("/items")
async def add_item(item: Item, stock: Injected[Stock]) -> list[Item]:
    stock.items.append(item)
    return stock.items


def custom_openapi():
    if app.openapi_schema:
        return app.openapi_schema

    openapi_schema = get_openapi(
        title="Secure API",
        version="1.0.0",
        routes=app.routes,
    )

    # Add security schemes
    openapi_schema["components"]["securitySchemes"] = {
        "bearerAuth": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT"
        }
    }

    app.openapi_schema = openapi_schema
    return app.openapi_schema

app.openapi = custom_openapi
