"""Users that are cached, for the tests of what a cached service is; a ledger tells what was made."""

from __future__ import annotations

from dataclasses import dataclass

from wireworks import ServiceContainer
from wireworks.cache import CacheManager


@dataclass
class User:
    id: str
    lang: str = "en"


class Ledger:
    """What was made, in order."""

    def __init__(self) -> None:
        self.entries: list[str] = []


async def load_user(user_id: str, ledger: Ledger, lang: str = "en") -> User:
    ledger.entries.append(f"{user_id}/{lang}")
    return User(user_id, lang)


def find_user(user_id: str, ledger: Ledger, lang: str = "en") -> User:
    ledger.entries.append(f"{user_id}/{lang}")
    return User(user_id, lang)


async def load_everybody(ledger: Ledger) -> list[User]:
    ledger.entries.append("everybody")
    return [User("1"), User("2")]


@dataclass
class Directory:
    names: list[str]


async def list_directory(ledger: Ledger) -> Directory:
    ledger.entries.append("directory")
    return Directory(["ann"])


def office(manager: CacheManager | None = None) -> ServiceContainer:
    """Return a container with a ledger and a store: that of ``manager``, or an empty one of its own."""
    container = ServiceContainer().add_singleton(Ledger)
    return container.add_instance(CacheManager, opened(CacheManager()) if manager is None else manager)


def opened(manager: CacheManager) -> CacheManager:
    """Return a manager whose embedded store is open."""
    manager.init()
    return manager


def made(container: ServiceContainer) -> list[str]:
    """Return what was made of a container's services, and forget that."""
    ledger = container.get(Ledger)
    entries, ledger.entries = ledger.entries, []
    return entries
