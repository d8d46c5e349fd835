"""Response Optimization, Streaming Responses: the example, and above it the names that it takes as given."""

# fmt: off
# ruff: noqa: E402, I001 - the example as it was written, but for what it imports
import asyncio

from fastapi import FastAPI

from wireworks import ServiceContainer
from wireworks.fastapi import setup

app = FastAPI()
setup(app, ServiceContainer())


# The example.

from fastapi.responses import StreamingResponse

async def generate_large_file():
    for chunk in range(100):
        yield f"data chunk {chunk}\n".encode()
        await asyncio.sleep(0.1)

@app.get("/stream")
async def stream_data():
    return StreamingResponse(
        generate_large_file(),
        media_type="text/plain"
    )
