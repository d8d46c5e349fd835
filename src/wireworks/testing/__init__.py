"""What tests of an application need; nothing here is for the application itself.

Needs ``httpx2`` and Starlette, which the application under test brings.
"""

from __future__ import annotations

from wireworks.testing._client import AsyncClient, ClientSettings, TestClient

__all__ = ("AsyncClient", "ClientSettings", "TestClient")
