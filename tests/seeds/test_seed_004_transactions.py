"""The resource factories document: error handling and the transaction example."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from wireworks import Injected, ServiceContainer, service
from wireworks.errors import ServiceCloseError


@service
class Engine:
    def __init__(self):
        self.log = []


class Session:
    def __init__(self, engine):
        self.engine = engine

    def rollback(self):
        self.engine.log.append("rollback")

    def commit(self):
        self.engine.log.append("commit")

    def close(self):
        self.engine.log.append("close")


class UserCreate(SimpleNamespace):
    name: str


class User(SimpleNamespace):
    name: str


@service(lifetime="scoped")
def db_session_factory(engine: Engine) -> Iterator[Session]:
    session = Session(engine)
    try:
        yield session
    except Exception as e:
        # Error occurred somewhere in the scope - rollback the transaction
        session.rollback()
        raise
    else:
        # No errors - commit the transaction
        session.commit()
    finally:
        # Always close the session
        session.close()


@service(lifetime="scoped")
class UserService:
    # Uses Session as defined above.
    def __init__(self, db: Injected[Session]) -> None:
        self.db = db

    def create_user(self, user_data: UserCreate) -> User:
        if not user_data.name:
            raise ValueError("a user needs a name")
        return User(name=user_data.name)


@pytest.fixture
def container():
    return ServiceContainer(Engine, db_session_factory, UserService)


def test_transaction_commits_when_the_scope_ends_well(container):
    """L20."""
    with container.create_scope() as scope:
        scope.get(Session)
    assert container.get(Engine).log == ["commit", "close"]


def test_transaction_rolls_back_and_the_error_passes_unchanged(container):
    """L20."""
    error = ValueError("boom")
    with pytest.raises(ValueError, match="boom") as caught:
        with container.create_scope() as scope:
            scope.get(Session)
            raise error
    assert caught.value is error
    assert container.get(Engine).log == ["rollback", "close"]


def test_factory_cannot_suppress_the_error():
    """L20: "Suppressing Errors"."""

    @service(lifetime="scoped")
    def swallowing() -> Iterator[UserCreate]:
        try:
            yield UserCreate(name="ada")
        except ValueError:
            pass

    with pytest.raises(ValueError, match="boom"):
        with ServiceContainer(swallowing).create_scope() as scope:
            scope.get(UserCreate)
            raise ValueError("boom")


def test_teardown_errors_are_raised_alongside_the_primary_one(container):
    """L20: "Suppressing Errors", the second paragraph."""

    @service(lifetime="scoped")
    def failing(session: Session) -> Iterator[User]:
        try:
            yield User(name="ada")
        finally:
            raise KeyError("teardown")

    container.add(failing)
    error = ValueError("boom")
    with pytest.raises(ServiceCloseError) as caught:
        with container.create_scope() as scope:
            scope.get(User)
            raise error
    first, second = caught.value.exceptions
    assert first is error
    assert isinstance(second, KeyError)
    assert container.get(Engine).log == ["rollback", "close"]


def test_request_handler_commits_or_rolls_back_on_its_own(container):
    """L13, L20: each request automatically gets its own scope."""
    app = SimpleNamespace(post=lambda path: container.inject(new_scope=True))

    @app.post("/users")
    def create_user(user_data: UserCreate, user_service: Injected[UserService]) -> User:
        # If this raises an exception, the database transaction
        # will automatically be rolled back
        return user_service.create_user(user_data)

    assert create_user(UserCreate(name="ada")) == User(name="ada")
    with pytest.raises(ValueError, match="a user needs a name"):
        create_user(UserCreate(name=""))
    assert container.get(Engine).log == ["commit", "close", "rollback", "close"]
