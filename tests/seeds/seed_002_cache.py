"""Response Optimization, Response Caching: the example, and above it the names that it takes as given."""

# fmt: off
# ruff: noqa: E402, I001 - the example as it was written, but for what it imports
from contextlib import asynccontextmanager

from fastapi import FastAPI

from wireworks import ServiceContainer
from wireworks.cache import cachemanager
from wireworks.fastapi import setup

redis_url: str | None = None


class Report:
    """Is expensive."""

    def __init__(self) -> None:
        self.made = 0

    async def make(self) -> dict[str, object]:
        self.made += 1
        return {"number": self.made, "rows": [1, 2, 3]}


@asynccontextmanager
async def lifespan(_app: FastAPI):
    cachemanager.init(redis_url)
    yield
    await cachemanager.close()


container = ServiceContainer().add_singleton(Report)
expensive_operation = container.get(Report).make
app = FastAPI(lifespan=lifespan)
setup(app, container)


# The example.

from wireworks.cache import cached as cache

@app.get("/data")
@cache(expire=300)  # 5 minutes
async def get_cached_data():
    return await expensive_operation()
