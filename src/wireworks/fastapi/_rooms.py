"""Rooms as a service of an app's container, from its start to its end (W12)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from wireworks.adapters import ServiceContainer
from wireworks.realtime import Rooms
from wireworks.stopping import Stopping


def declare_rooms(container: ServiceContainer) -> None:
    """Register rooms that serve this process, where none are registered."""
    if not container.is_registered(Rooms):
        container.add_singleton(Rooms)


@asynccontextmanager
async def open_rooms(container: ServiceContainer) -> AsyncGenerator[None]:
    """Start the rooms of ``container``; they end when the process is told to stop, and before the container does."""
    rooms = await container.aget(Rooms)
    stopping = await container.aget(Stopping)
    await rooms.start()
    undo = stopping.call(rooms.stop)
    try:
        yield
    finally:
        undo()
        await rooms.aclose()
