"""Scopes with names: unknown, missing, closed or in the wrong order (L24)."""

from wireworks import ServiceContainer


class Tenant: ...


class Login: ...


class Query: ...


class Basket:
    def __init__(self, login: Login) -> None: ...


class Page:
    def __init__(self, query: Query) -> None: ...


def shop() -> ServiceContainer:
    return ServiceContainer(scopes=["session", "request"])


def when_the_scope_of_a_service_is_misspelt() -> object:
    return shop().add_scoped(Login, scope="sesion")


def when_a_service_has_a_scope_and_the_container_names_none() -> object:
    return ServiceContainer().add_scoped(Login, scope="session")


def when_a_singleton_is_given_a_scope() -> object:
    return shop().add_singleton(Login, scope="session")


def when_the_scopes_are_one_string() -> object:
    return ServiceContainer(scopes="session")


def when_two_scopes_have_one_name() -> object:
    return ServiceContainer(scopes=["session", "request", "session"])


def when_a_scope_of_an_unknown_name_is_opened() -> object:
    return shop().create_scope("reqest")


def when_an_outer_scope_is_opened_inside_an_inner_one() -> object:
    with shop().create_scope("request") as request:
        return request.create_scope("session")


def when_no_scope_of_the_name_is_open() -> object:
    container = shop().add_scoped(Login, scope="session").add_scoped(Basket, scope="request")
    with container.create_scope("request") as request:
        return request.get(Basket)


def when_no_scope_at_all_is_open() -> object:
    return shop().add_scoped(Login, scope="session").get(Login)


def when_the_scope_of_the_name_was_closed() -> object:
    session = shop().add_scoped(Login, scope="session").create_scope("session")
    request = session.create_scope("request")
    session.close()
    return request.get(Login)


def when_a_session_takes_what_belongs_to_a_request() -> object:
    container = shop().add_scoped(Query, scope="request").add_scoped(Page, scope="session")
    return container.create_scope("session").get(Page)


def when_a_session_takes_what_belongs_to_any_scope() -> object:
    container = shop().add_scoped(Query).add_scoped(Page, scope="session")
    return container.create_scope("session").get(Page)


def when_a_value_is_supplied_to_another_scope() -> object:
    return shop().add_context(Tenant, scope="session").create_scope("request", {Tenant: Tenant()})
