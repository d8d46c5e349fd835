"""What is no key, wherever one is asked for (L8, L10)."""

from typing import Annotated

from wireworks import Inject, ServiceContainer, qualified


class Cache: ...


container = ServiceContainer().add_singleton(Cache)


def when_a_string_is_asked_for() -> object:
    return container.get("Cache")


def when_a_string_is_registered() -> object:
    return ServiceContainer().add_singleton("Cache", Cache)


def when_a_number_is_asked_for() -> object:
    return container.get(64)


def when_a_number_is_registered() -> object:
    return ServiceContainer().add_singleton(64, Cache)


def when_nothing_is_asked_for() -> object:
    return container.get(None)


def when_a_list_is_asked_for() -> object:
    return container.get([Cache])


async def when_a_list_is_asked_for_with_await() -> object:
    return await container.aget([Cache])


def when_a_list_is_asked_of_a_scope() -> object:
    return container.create_scope().get([Cache])


async def when_a_list_is_asked_of_a_scope_with_await() -> object:
    return await container.create_scope().aget([Cache])


def when_a_qualifier_that_is_asked_for_has_no_hash() -> object:
    return container.get(qualified(Cache, ["wall"]))


def when_a_service_or_none_is_asked_for() -> object:
    return container.get(Cache | None)


def when_a_service_or_none_is_registered() -> object:
    return ServiceContainer().add_singleton(Cache | None, Cache)


def when_a_marker_asks_for_two_things() -> object:
    def connect(url: Annotated[str, Inject(param="db.url", qualifier="replica")]) -> None: ...

    return connect
