"""The database: a folder, an engine on it, and a transaction for each request. Each is closed by who made it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NewType

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from examples.bookshop.journal import Journal
from examples.bookshop.models import Table, first_stock
from wireworks import service

DataFolder = NewType("DataFolder", Path)


@service
def make_folder(journal: Journal) -> Iterator[DataFolder]:
    with TemporaryDirectory(prefix="bookshop-") as name:
        journal.note("folder made")
        yield DataFolder(Path(name))
    journal.note("folder removed")


@service
def open_engine(folder: DataFolder, journal: Journal) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{folder / 'shop.db'}")
    event.listen(engine, "connect", _prepare)
    with Session(engine) as session:
        Table.metadata.create_all(engine)
        session.add_all(first_stock())
        session.commit()
    journal.note("engine opened")
    yield engine
    engine.dispose()
    journal.note("engine closed")


@service(lifetime="scoped")
def open_session(engine: Engine, journal: Journal) -> Iterator[Session]:
    name = journal.name("session")
    session = Session(engine)
    journal.note(f"{name} opened")
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        journal.note(f"{name} rolled back")
        raise
    else:
        journal.note(f"{name} committed")
    finally:
        session.close()
        journal.note(f"{name} closed")


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")  # who reads holds up nobody who writes
