"""The resource factories document: making things, from sessions to plain strings.

The names that the document leaves undefined are filled in with plain classes.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Annotated, NewType

import pytest

from wireworks import Inject, ServiceContainer, service
from wireworks.errors import ServiceCloseError


class Session:
    def __init__(self):
        self.closed = False

    def close(self):
        self.closed = True


class ClientSession:
    closed = False

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_info):
        self.closed = True


class AuthenticatedUser:
    def __init__(self, name, channel):
        self.name = name
        self.channel = channel


class Notifier: ...


@service
class SlackNotifier(Notifier): ...


@service
class EmailNotifier(Notifier): ...


@service
class AuthService:
    def get_current_user(self):
        return AuthenticatedUser("ada", "slack")


class Redis:
    def __init__(self, url):
        self.url = url

    @classmethod
    def from_url(cls, url):
        return cls(url)


redis = SimpleNamespace(from_url=Redis.from_url)


def test_generator_factory_closes_the_session():
    """L2, L20: the form with try and finally."""

    @service
    def db_session_factory() -> Iterator[Session]:
        db = Session()
        try:
            yield db
        finally:
            db.close()

    with ServiceContainer(db_session_factory) as container:
        db = container.get(Session)
        assert not db.closed
    assert db.closed


def test_generator_factory_closes_the_session_with_contextlib():
    """L2, L20: the form with `contextlib.closing`."""

    @service
    def db_session_factory() -> Iterator[Session]:
        with contextlib.closing(Session()) as db:
            yield db

    with ServiceContainer(db_session_factory) as container:
        db = container.get(Session)
        assert not db.closed
    assert db.closed


def test_async_generator_factory_may_declare_the_bare_type():
    """L2, L20: the document annotates an async generator with what it yields."""

    @service
    async def client_session_factory() -> ClientSession:
        async with ClientSession() as sess:
            yield sess

    async def main():
        async with ServiceContainer(client_session_factory) as container:
            sess = await container.aget(ClientSession)
            assert isinstance(sess, ClientSession)
            assert not sess.closed
        return sess

    assert asyncio.run(main()).closed


def test_generator_factories_must_yield_exactly_once():
    """L20: the document warns of it; here it is an error, after the cleanup."""

    @service
    def db_session_factory() -> Iterator[Session]:
        db = Session()
        yield db
        db.close()
        yield db

    container = ServiceContainer(db_session_factory)
    db = container.get(Session)
    with pytest.raises(ServiceCloseError):
        container.close()
    assert db.closed


def test_strategy_pattern_picks_the_notifier_of_the_user():
    """L1, L2, L6."""

    @service(lifetime="scoped")
    def get_current_user(auth_service: AuthService) -> AuthenticatedUser:
        return auth_service.get_current_user()

    @service(lifetime="scoped")
    def get_user_notifier(
        user: AuthenticatedUser,
        slack_notifier: SlackNotifier,
        email_mailer: EmailNotifier,
    ) -> Notifier:
        notifier = slack_notifier if user.channel == "slack" else email_mailer
        return notifier

    container = ServiceContainer(AuthService, SlackNotifier, EmailNotifier, get_current_user, get_user_notifier)
    with container.create_scope() as scope:
        assert isinstance(scope.get(Notifier), SlackNotifier)


def test_third_party_class_is_made_from_a_parameter():
    """L7."""

    @service
    def redis_factory(redis_url: Annotated[str, Inject(param="redis_url")]) -> Redis:
        return redis.from_url(redis_url)

    container = ServiceContainer(redis_factory, params={"redis_url": "redis://cache"})
    assert container.get(Redis).url == "redis://cache"


def test_model_is_injected_instead_of_the_service_that_knows_it():
    """L1, L2, L6."""

    @service(lifetime="scoped")
    def get_current_user(auth_service: AuthService) -> AuthenticatedUser:
        return auth_service.get_current_user()

    container = ServiceContainer(AuthService, get_current_user)
    with container.create_scope() as scope:
        user = scope.get(AuthenticatedUser)
        assert user.name == "ada"
        assert scope.get(AuthenticatedUser) is user


AuthenticatedUsername = NewType("AuthenticatedUsername", str)


def test_built_in_types_are_injected_by_their_new_type():
    """L5."""

    @service
    def authenticated_username_factory(auth: AuthService) -> AuthenticatedUsername:
        return AuthenticatedUsername(auth.get_current_user().name)

    @service
    class Greeter:
        def __init__(self, username: AuthenticatedUsername):
            self.text = f"hello {username}"

    container = ServiceContainer(AuthService, authenticated_username_factory, Greeter)
    assert container.get(AuthenticatedUsername) == "ada"
    assert container.get(Greeter).text == "hello ada"
