"""Wiring that no other module can have (L30)."""

from wireworks import Factory, Owned, ServiceContainer, ServiceScope


class Clock: ...


class Mailer:
    def __init__(self, clock: Clock, to: str) -> None: ...


class Quiet(Mailer):
    def __init__(self, inner: Mailer) -> None: ...


class Post:
    def __init__(self, mailers: Factory[Mailer]) -> None: ...


class Jobs:
    def __init__(self, container: ServiceContainer, clock: Clock) -> None: ...


class Report:
    def __init__(self, scope: ServiceScope) -> None: ...


class Watch:
    def __init__(self, clock: Owned[Clock]) -> None: ...


def make() -> Clock:
    return Clock()


def local_factory() -> object:
    def make_clock() -> Clock:
        return Clock()

    return make_clock


def when_a_factory_has_no_name_to_import() -> object:
    class Local: ...

    container = ServiceContainer().add_singleton(local_factory()).add_transient(Local)
    return container.module("app:container")


def when_a_service_asks_for_the_container() -> object:
    return ServiceContainer().add_singleton(Clock, make).add_singleton(Jobs).add_scoped(Report).module()


def when_arguments_of_the_moment_go_through_a_decorator() -> object:
    container = ServiceContainer().add_singleton(Clock).add_transient(Mailer).add_singleton(Post)
    return container.decorate(Mailer, Quiet).module()


def when_arguments_of_the_moment_are_for_what_is_kept() -> object:
    return ServiceContainer().add_singleton(Clock).add_singleton(Mailer).add_transient(Post).module()


def when_an_owned_service_has_nothing_to_close() -> object:
    return ServiceContainer().add_singleton(Clock).add_singleton(Watch).module()


def when_a_service_is_cached() -> object:
    return ServiceContainer().add_cached(str, make_text, ttl=600).module()


def make_text() -> str:
    return ""
