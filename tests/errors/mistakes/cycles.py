"""Services that need themselves (L16, L18, L26, L27)."""

from wireworks import Factory, KwArg, ServiceContainer


class Author:
    def __init__(self, publisher: "Publisher") -> None: ...


class Publisher:
    def __init__(self, author: Author) -> None: ...


class Narcissus:
    def __init__(self, reflection: "Narcissus") -> None: ...


class Review:
    def __init__(self, author: Author) -> None: ...


class Left: ...


class Right: ...


def when_two_services_need_each_other() -> object:
    return ServiceContainer().add_singleton(Author).add_singleton(Publisher).get(Author)


def when_a_service_needs_itself() -> object:
    return ServiceContainer().add_transient(Narcissus).get(Narcissus)


def when_a_service_leads_to_a_cycle() -> object:
    container = ServiceContainer().add_singleton(Author).add_singleton(Publisher).add_transient(Review)
    return container.get(Review)


def when_factories_ask_for_each_other() -> object:
    container = ServiceContainer()

    def make_left() -> Left:
        container.get(Right)
        return Left()

    def make_right() -> Right:
        container.get(Left)
        return Right()

    return container.add_singleton(make_left).add_singleton(make_right).get(Left)


def when_a_transient_asks_for_itself_without_end() -> object:
    container = ServiceContainer()

    def make_left() -> Left:
        return container.get(Left)

    return container.add_transient(make_left).get(Left)


def when_an_override_uses_what_it_overrides() -> object:
    photos = Factory(Left)
    with photos.override(Factory(Review, KwArg("author", photos))):
        return photos()
