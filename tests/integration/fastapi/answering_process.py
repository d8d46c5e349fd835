"""One process of a fleet: serves an app whose answers are kept on a server, and counts how often it makes them."""

from __future__ import annotations

import asyncio
import sys

import uvicorn
from fastapi import FastAPI

from wireworks import ServiceContainer
from wireworks.cache import CacheManager
from wireworks.fastapi import cached_response, invalidate_responses, setup


def serve(redis_url: str) -> None:
    """Serve on a free port, and say which."""
    manager = CacheManager()
    manager.init(redis_url, operation_timeout=5.0)  # the machine may be busy
    app = FastAPI()
    setup(app, ServiceContainer().add_instance(CacheManager, manager))

    @app.get("/made/{name}")
    @cached_response(ttl=60, tags=("{name}",))
    async def made(name: str) -> str:
        count = await manager.client.incrby(f"made {name}")
        await asyncio.sleep(0.2)
        return f"{name} {count} " + "x" * 1_000

    @app.post("/forget/{name}")
    async def forget(name: str) -> None:
        await invalidate_responses(name)

    class Server(uvicorn.Server):
        async def startup(self, sockets: object = None) -> None:
            await super().startup()
            sys.stdout.write(f"{self.servers[0].sockets[0].getsockname()[1]}\n")
            sys.stdout.flush()

    Server(uvicorn.Config(app, port=0, log_level="error")).run()


if __name__ == "__main__":
    serve(sys.argv[1])
