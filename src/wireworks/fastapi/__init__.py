"""FastAPI endpoints served from a container: one call sets an app up, ``wireworks.Injected`` does the rest."""

from __future__ import annotations

from wireworks.fastapi._lifespan import setup
from wireworks.fastapi._messages import Message, Messages, messages
from wireworks.fastapi._request_id import RequestIdFilter, add_request_id, log_request_id
from wireworks.fastapi._route import InjectedRoute
from wireworks.fastapi._streams import StreamSettings
from wireworks.fastapi.answers import cached_response, invalidate_responses
from wireworks.fastapi.cache import CacheAnswers, RedisClient, cache_answers, cache_health, get_redis_client
from wireworks.fastapi.openapi import customize_openapi
from wireworks.realtime import Member, Origins, Rooms, RoomSettings
from wireworks.stopping import Stopping
from wireworks.tasks import RequestId, Tasks

__all__ = (
    "CacheAnswers",
    "InjectedRoute",
    "Member",
    "Message",
    "Messages",
    "Origins",
    "RedisClient",
    "RequestId",
    "RequestIdFilter",
    "RoomSettings",
    "Rooms",
    "Stopping",
    "StreamSettings",
    "Tasks",
    "add_request_id",
    "cache_answers",
    "cache_health",
    "cached_response",
    "customize_openapi",
    "get_redis_client",
    "invalidate_responses",
    "log_request_id",
    "messages",
    "setup",
)
