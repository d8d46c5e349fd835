"""Services asked for outside their scope, or kept past it (L21, L23, L27)."""

from collections.abc import Iterator

from wireworks import ServiceContainer, ServiceScope


class Session: ...


class Repository:
    def __init__(self, session: Session) -> None: ...


class ReportJob:
    def __init__(self, session: Session) -> None: ...


class NightlyJob:
    def __init__(self, repository: Repository) -> None: ...


class Watcher:
    def __init__(self, scope: ServiceScope) -> None: ...


class Backup:
    def __init__(self, file: "File") -> None: ...


class File: ...


def open_file() -> Iterator[File]:
    yield File()


def when_a_singleton_takes_a_scoped_service() -> object:
    return ServiceContainer().add_scoped(Session).add_singleton(ReportJob).get(ReportJob)


def when_a_singleton_takes_a_scoped_service_through_a_transient_one() -> object:
    container = ServiceContainer().add_scoped(Session).add_transient(Repository)
    return container.add_singleton(NightlyJob).get(NightlyJob)


def when_a_singleton_takes_the_scope() -> object:
    return ServiceContainer().add_singleton(Watcher).get(Watcher)


def when_a_scoped_service_is_asked_for_without_a_scope() -> object:
    return ServiceContainer().add_scoped(Session).get(Session)


def when_what_a_service_needs_is_asked_for_without_a_scope() -> object:
    return ServiceContainer().add_scoped(Session).add_transient(Repository).get(Repository)


def when_a_resource_is_asked_for_without_a_scope() -> object:
    return ServiceContainer().add_transient(open_file).add_transient(Backup).get(Backup)


def when_a_scope_is_entered_twice() -> object:
    scope = ServiceContainer().create_scope()
    with scope, scope:
        return None
