"""A session that knows how its scope came out, and what stands on it."""

from collections.abc import Iterator


class Settings: ...


class Session:
    def __init__(self) -> None:
        self.outcomes: list[BaseException | None] = []


def open_session() -> Iterator[Session]:
    session = Session()
    try:
        yield session
    except BaseException as error:
        session.outcomes.append(error)
        raise
    session.outcomes.append(None)


class Users:
    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self.settings = settings
