"""Rooms of WebSockets: publishing waits for nobody, and nobody harms the others.

It speaks to starlette's ``WebSocket`` and knows no framework above that; `wireworks.fastapi` joins it to an app.

Source: W12.
"""

from __future__ import annotations

from wireworks.realtime._backplane import Backplane, Ears
from wireworks.realtime._hub import Presence, RoomStats
from wireworks.realtime._joining import Authenticate, User
from wireworks.realtime._member import Member
from wireworks.realtime._origins import Origins, Refused
from wireworks.realtime._rooms import Rooms
from wireworks.realtime._settings import Policy, RoomSettings

__all__ = (
    "Authenticate",
    "Backplane",
    "Ears",
    "Member",
    "Origins",
    "Policy",
    "Presence",
    "Refused",
    "RoomSettings",
    "RoomStats",
    "Rooms",
    "User",
)
