"""Services whose trees are compared with golden texts: a line more or less at the top moves every place in them."""

from collections.abc import AsyncIterator, Iterator

from wireworks import AsyncFactory, Factory


class Engine: ...


class Session: ...


def open_session(engine: Engine) -> Iterator[Session]:
    yield Session()


class Users:
    def __init__(self, session: Session, engine: Engine) -> None: ...


class Orders:
    def __init__(self, session: Session, users: Users) -> None: ...


class Hen:
    def __init__(self, egg: "Egg") -> None: ...


class Egg:
    def __init__(self, hen: Hen) -> None: ...


class Mailer: ...


async def connect_mailer() -> AsyncIterator[Mailer]:
    yield Mailer()


class Invoice:
    def __init__(self, engine: Engine, number: int) -> None: ...


class Desk:
    def __init__(self, invoices: Factory[Invoice], mailers: AsyncFactory[Mailer], users: Users) -> None: ...


class ReportJob:
    def __init__(self, session: Session) -> None: ...


class Nobody:
    def __init__(self, mailers: Factory[Mailer], missing: "NoSuchName") -> None: ...  # noqa: F821
