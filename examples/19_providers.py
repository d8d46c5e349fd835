"""Providers: explicit wiring in a declarative container, for those who know dependency-injector."""

from collections.abc import Iterator

from wireworks import ServiceError
from wireworks.providers import Configuration, DeclarativeContainer, Dependency, Factory, Resource, Singleton


class Mailer: ...


class Orders:
    def __init__(self, database: str, mailer: Mailer) -> None:
        self.database, self.mailer = database, mailer


def connect(url: str, timeout: int) -> Iterator[str]:
    yield f"{url} ({timeout} s)"
    print("closed")


class App(DeclarativeContainer):
    config = Configuration(default={"db": {"timeout": "5"}})
    mailer = Dependency(instance_of=Mailer)
    database = Resource(connect, url=config.db.url, timeout=config.db.timeout.as_int())
    orders = Singleton(Orders, database, mailer=mailer)


with App(config={"db": {"url": "sqlite://"}}, mailer=Factory(Mailer)) as app:
    real = app.orders()
    print(real.database, "|", type(real.mailer).__name__)
    with app.config.db.override({"url": "memory://", "timeout": 1}):
        print(app.orders().database, "| made afresh:", app.orders() is not real)
    print("and gone again:", app.orders() is real)

for mistake in (lambda: App(mailr=Mailer()), lambda: App(mailer="smtp"), App().check_dependencies):
    try:
        mistake()
    except ServiceError as error:
        print(type(error).__name__, "-", str(error).splitlines()[0])
