"""Providers that are wired or asked as they cannot be (L10, L17, L20)."""

from collections.abc import AsyncIterator, Iterator

from wireworks.providers import (
    Aggregate,
    Callable,
    Coroutine,
    Dict,
    Factory,
    FactoryAggregate,
    Object,
    Resource,
    Selector,
    Singleton,
)


class Photo:
    def __init__(self, size: int = 64) -> None: ...


class User:
    def __init__(self, name: str, photo: object = None) -> None: ...


class Open:
    def __init__(self, **given: object) -> None: ...


async def fetch() -> Photo:
    return Photo()


async def open_pool() -> AsyncIterator[Photo]:
    yield Photo()


def connect() -> Iterator[Photo]:
    yield Photo()


def when_a_keyword_is_misspelt() -> object:
    return Factory(User, nmae="Ada")


def when_a_keyword_is_meant_for_what_is_injected() -> object:
    return Singleton(User, photo=Factory(Photo), photo__size=8)


def when_a_keyword_of_a_call_is_meant_for_what_is_injected() -> object:
    return Factory(Open, photo=Factory(Photo))(photo__size=8)


def when_values_are_too_many() -> object:
    return Factory(User, "Ada", Photo(), 7)


def when_a_value_comes_by_place_and_by_name() -> object:
    return Factory(User, "Ada", name="Grace")


def when_a_singleton_is_made_by_a_generator() -> object:
    return Singleton(connect)


def when_a_callable_is_async() -> object:
    return Callable(fetch)


def when_a_coroutine_is_not_async() -> object:
    return Coroutine(Photo)


def when_a_key_is_given_twice() -> object:
    return Dict({"a": 1}, a=2)


def when_an_option_is_no_provider() -> object:
    return Selector(Object("small"), small=Photo)


def when_a_selector_names_no_option() -> object:
    return Selector(Object("smal"), small=Factory(Photo), large=Factory(Photo))()


def when_an_aggregate_is_given_a_name_twice() -> object:
    return Aggregate({"small": Factory(Photo)}, small=Factory(Photo))


def when_an_aggregate_lacks_a_name() -> object:
    return Aggregate(small=Factory(Photo), large=Factory(Photo))("smal")


def when_an_aggregate_of_factories_is_given_something_else() -> object:
    return FactoryAggregate(small=Object(1))


def when_sync_code_asks_for_what_takes_await() -> object:
    return Factory(User, "Ada", Singleton(fetch))()


async def when_sync_code_shuts_down_what_takes_await() -> None:
    pools = Resource(open_pool)
    await pools.ainit()
    try:
        pools.shutdown()
    finally:
        await pools.ashutdown()


def when_arguments_come_too_late() -> object:
    photos = Singleton(Photo)
    photos()
    return photos(8)
