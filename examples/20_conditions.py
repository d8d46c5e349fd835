"""Conditions: services that are there under a profile, by the configuration, or beside another service."""

from wireworks import Param, Present, Profile, ServiceContainer, service


class Cache:
    name = "memory"


class RedisCache(Cache):
    name = "redis"


class RedisClient: ...


@service(when=Param("redis.url"))
def connect_to_redis() -> RedisClient:
    return RedisClient()


@service(as_type=Cache, when=Present(RedisClient) & ~Profile("test"))
class SharedCache(RedisCache): ...


@service(as_type=Cache, when=~Present(RedisClient) | "test")
class OwnCache(Cache): ...


def cache_of(profile: str, **params: object) -> str:
    container = ServiceContainer(connect_to_redis, SharedCache, OwnCache, profiles=profile, params=params)
    return container.get(Cache).name


print("prod:", cache_of("prod", redis={"url": "redis://cache"}))
print("prod without redis:", cache_of("prod"))
print("test:", cache_of("test", redis={"url": "redis://cache"}))
