"""Testing Patterns: the example, and above it the application that it takes as given."""

# fmt: off
# ruff: noqa: B008, E402, I001, PT022 - the example as it was written, but for what it imports
from urllib.parse import parse_qs

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup


class User(BaseModel):
    id: int
    username: str


class UserService:
    async def get(self, user_id: int) -> User:
        if user_id == 1:
            raise HTTPException(404)
        return User(id=user_id, username="from the container")


def get_user_service(service: Injected[UserService]) -> UserService:
    return service


oauth2_scheme = OAuth2PasswordBearer("token")


async def take_token(request: Request) -> dict[str, str]:
    form = parse_qs((await request.body()).decode())
    if form != {"username": ["test"], "password": ["testpass"]}:
        raise HTTPException(401)
    return {"access_token": "token-of-test", "token_type": "bearer"}


async def get_me(token: str = Depends(oauth2_scheme)) -> str:
    return token


async def get_user(user_id: int, users: UserService = Depends(get_user_service)) -> User:
    return await users.get(user_id)


def new_app() -> FastAPI:
    app = FastAPI()
    app.post("/token")(take_token)
    app.get("/me")(get_me)
    app.get("/users/{user_id}")(get_user)
    setup(app, ServiceContainer().add_singleton(UserService))
    return app


app = new_app()


# The example.

import pytest
from wireworks.testing import AsyncClient
from wireworks.testing import TestClient

@pytest.fixture
def client():
    return TestClient(app)

@pytest.fixture
async def async_client():
    async with AsyncClient(app=app, base_url="http://test") as client:
        yield client

@pytest.fixture
async def authenticated_client(async_client):
    # Login and get token
    response = await async_client.post("/token", data={
        "username": "test",
        "password": "testpass"
    })
    token = response.json()["access_token"]

    async_client.headers["Authorization"] = f"Bearer {token}"
    yield async_client

from unittest.mock import AsyncMock

@pytest.fixture
def mock_user_service():
    mock = AsyncMock()
    mock.get.return_value = User(id=1, username="test")
    return mock

def test_with_mock(client, mock_user_service):
    app.dependency_overrides[get_user_service] = lambda: mock_user_service

    response = client.get("/users/1")
    assert response.status_code == 200

    # Cleanup
    app.dependency_overrides.clear()
