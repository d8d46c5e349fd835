"""Background Tasks: the example, and above it the names that it takes as given."""

# fmt: off
# ruff: noqa: E402, I001 - the example as it was written, but for what it imports
import asyncio
import threading

from fastapi import FastAPI
from pydantic import BaseModel

from wireworks import ServiceContainer
from wireworks.fastapi import setup


class UserCreate(BaseModel):
    email: str
    password: str


class User(BaseModel):
    id: int
    email: str


class UserService:
    def __init__(self) -> None:
        self.users: list[User] = []

    async def create(self, user: UserCreate) -> User:
        self.users.append(User(id=len(self.users) + 1, email=user.email))
        return self.users[-1]


class EmailService:
    """Is held up at the post office until that opens."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.taken, self.post_office_opens, self.done = (threading.Event() for _ in range(3))

    async def send(self, email: str, content: str) -> None:
        self.taken.set()
        assert await asyncio.to_thread(self.post_office_opens.wait, 20)
        self.sent.append((email, content))
        self.done.set()


container = ServiceContainer().add_singleton(UserService).add_singleton(EmailService)
user_service = container.get(UserService)
email_service = container.get(EmailService)
app = FastAPI()
setup(app, container)


# The example.

from fastapi import BackgroundTasks

async def send_email(email: str, content: str):
    # Async email sending
    await email_service.send(email, content)

@app.post("/register")
async def register(user: UserCreate, background_tasks: BackgroundTasks):
    new_user = await user_service.create(user)

    # Queue email for later
    background_tasks.add_task(
        send_email,
        user.email,
        "Welcome to our service!"
    )

    return new_user
