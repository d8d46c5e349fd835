"""Who is asking: read from the request once, injected wherever it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from fastapi import HTTPException
from fastapi.requests import HTTPConnection
from sqlalchemy.orm import Session

from examples.bookshop.models import Customer
from wireworks import service

Username = NewType("Username", str)


@dataclass(frozen=True)
class AuthenticatedUser:
    name: str
    channel: str
    is_regular: bool


@dataclass(frozen=True)
class Discount:
    percent: int


@service(lifetime="scoped")
def read_username(request: HTTPConnection) -> Username:
    # The shop believes what it is told; a real one would check a token here.
    name = request.headers.get("X-User") or request.query_params.get("user")
    if not name:
        raise HTTPException(401, "Say who you are: `?user=ada`, or the header `X-User`.")
    return Username(name)


@service(lifetime="scoped")
def get_current_user(name: Username, session: Session) -> AuthenticatedUser:
    customer = session.get(Customer, name)
    if customer is None:
        raise HTTPException(401, f"There is no customer {name}.")
    return AuthenticatedUser(customer.name, customer.channel, customer.is_regular)


@service(lifetime="scoped")
def get_discount(user: AuthenticatedUser) -> Discount | None:
    return Discount(10) if user.is_regular else None
