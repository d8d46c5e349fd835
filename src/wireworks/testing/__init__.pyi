from wireworks.testing._client import AsyncClient as AsyncClient
from wireworks.testing._client import ClientSettings as ClientSettings
from wireworks.testing._client import TestClient as TestClient
from wireworks.testing._override import Override as Override
from wireworks.testing._running import RunningApp as RunningApp
from wireworks.testing._running import SyncClientSettings as SyncClientSettings
from wireworks.testing._server import LiveServer as LiveServer

__all__ = (
    "AsyncClient",
    "ClientSettings",
    "LiveServer",
    "Override",
    "RunningApp",
    "SyncClientSettings",
    "TestClient",
)
