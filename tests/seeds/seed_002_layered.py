"""Dependency Injection Patterns, Layered Dependencies: the example, and above it the names that it takes as given."""

# fmt: off
# ruff: noqa: B008, FAST002 - the example as it was written, but for what it imports
from dataclasses import dataclass, field
from typing import Self

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup


class User(BaseModel):
    id: int
    name: str


@dataclass
class Database:
    users: dict[int, str] = field(default_factory=lambda: {1: "Ada", 2: "Grace"})
    sessions: list["AsyncSession"] = field(default_factory=list)


class AsyncSession:
    """One for each use, which opens and closes it."""

    def __init__(self, database: Injected[Database]) -> None:
        self.database = database
        self.is_open = False
        self.asked: list[int] = []
        database.sessions.append(self)

    async def __aenter__(self) -> Self:
        self.is_open = True
        return self

    async def __aexit__(self, *_outcome: object) -> None:
        self.is_open = False

    async def name(self, user_id: int) -> str | None:
        assert self.is_open
        self.asked.append(user_id)
        return self.database.users.get(user_id)


class UserRepository:
    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def get(self, user_id: int) -> User:
        name = await self.db.name(user_id)
        if name is None:
            raise HTTPException(404)
        return User(id=user_id, name=name)


def decode_token(token: str) -> int:
    return int(token.removeprefix("token-of-"))


oauth2_scheme = OAuth2PasswordBearer("token")
container = ServiceContainer().add_singleton(Database).add_transient(AsyncSession)
async_session = container[AsyncSession]  # a factory of sessions, as a sessionmaker is
app = FastAPI()
setup(app, container)


# The example.

async def get_db() -> AsyncSession:
    async with async_session() as session:
        yield session

async def get_user_repo(db: AsyncSession = Depends(get_db)) -> UserRepository:
    return UserRepository(db)

async def get_current_user(
    token: str = Depends(oauth2_scheme),
    repo: UserRepository = Depends(get_user_repo)
) -> User:
    user_id = decode_token(token)
    return await repo.get(user_id)

@app.get("/profile")
async def get_profile(user: User = Depends(get_current_user)):
    return user
