"""One graph of each kind, for whose services Python is generated: a container, what is asked of it, sync or async."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Generic, NamedTuple, TypeVar

from wireworks import AsyncFactory, Attribute, Factory, KwArg, Method, ServiceContainer, ServiceScope


class Graph(NamedTuple):
    """A container and the key whose resolver is of interest."""

    container: ServiceContainer
    key: type
    is_async: bool = False


class Clock: ...


class Log:
    def __init__(self, clock: Clock, level: int = 3, *, colour: str = "plain") -> None: ...


class Router:
    def __init__(self, log: Log, prefix: str = "/", /, *, clock: Clock) -> None: ...


class App:
    def __init__(self, router: Router, log: Log) -> None: ...


def transient_tree() -> Graph:
    """Nothing is shared, so a service is one expression."""
    container = ServiceContainer().add_transient(Clock).add_transient(Log).add_transient(Router).add_transient(App)
    return Graph(container, App)


class Session: ...


class Repository:
    def __init__(self, session: Session) -> None: ...


class Handler:
    def __init__(self, users: Repository, session: Session, log: Log) -> None: ...


def open_session(clock: Clock) -> Iterator[Session]:
    yield Session()


def scoped_generator() -> Graph:
    """Found, or claimed, made and kept open; two parts of the transient share it."""
    container = ServiceContainer().add_transient(Clock).add_transient(Log).add_scoped(open_session)
    return Graph(container.add_scoped(Repository).add_transient(Handler), Handler)


class Connection: ...


class Account: ...


async def connect(clock: Clock) -> AsyncIterator[Connection]:
    yield Connection()


async def load_account(connection: Connection) -> Account | None:
    return Account()


class Page:
    def __init__(self, account: Account, connection: Connection) -> None: ...


def async_generator() -> Graph:
    """Whatever takes `await` is awaited where it stands."""
    container = ServiceContainer().add_transient(Clock).add_scoped(connect).add_transient(Account, load_account)
    return Graph(container.add_transient(Page), Page, is_async=True)


class Photo:
    def __init__(self, kind: str) -> None: ...


class User:
    def __init__(self, name: str, clock: Clock, photo: Photo | None = None) -> None: ...

    def remember(self, value: object) -> None: ...


def explicit_wiring() -> Graph:
    """Overrides are looked at first; attributes and methods follow construction."""
    photos = Factory(Photo, "round")
    wiring = Factory(User, "ada", KwArg("photo", photos), Attribute("other", photos), Method("remember", 3))
    return Graph(ServiceContainer().add_transient(Clock).add_transient(User, wiring), User)


class Pool: ...


class Cache: ...


class Reader:
    def __init__(self, pool: Pool, cache: Cache) -> None: ...


class Writer:
    def __init__(self, reader: Reader, pool: Pool, cache: Cache) -> None: ...


def singleton_reference() -> Graph:
    """One that exists is a constant; one that does not is looked for, once."""
    container = ServiceContainer().add_singleton(Pool).add_singleton(Cache).add_transient(Reader).add_transient(Writer)
    container.get(Pool)
    return Graph(container, Writer)


class Options:
    def __init__(self, **options: object) -> None: ...


def odd_names() -> Graph:
    """Names of the user's that mean nothing, or something else, in source code stay strings."""
    options = {"plain": None, "class": True, "two words": 2, "größe": 3, "__debug__": 4}
    settings = [Attribute("is", 5), Attribute("fine", 6), Method("not a name", 7)]
    return Graph(ServiceContainer().add_transient(Options, Factory(Options, *settings, **options)), Options)


class Request: ...


class Report:
    def __init__(
        self,
        request: Request,
        scope: ServiceScope,
        logs: Factory[Log],
        pages: AsyncFactory[Page],
        here: ServiceContainer,
    ) -> None: ...


def of_the_moment() -> Graph:
    """The scope itself, what it was opened with, the container, and factories bound to them."""
    container = async_generator().container.add_transient(Log).add_context(Request)
    return Graph(container.add_transient(Report), Report)


class Plugin: ...


class Scanner(Plugin):
    def __init__(self, clock: Clock) -> None: ...


class Host:
    def __init__(self, plugins: list[Plugin], by_name: Mapping[str, Plugin], none: Sequence[Pool] = ()) -> None: ...


def collections() -> Graph:
    """Every registration of a type, put together by a function of ours."""
    container = ServiceContainer().add_transient(Clock).add_transient(Plugin).add_scoped(Plugin, Scanner, qualifier="s")
    return Graph(container.add_transient(Host), Host)


class Locale: ...


class Basket:
    def __init__(self, account: Account, locale: Locale) -> None: ...


class Checkout:
    def __init__(self, basket: Basket, account: Account, log: Log, session: Session, locale: Locale) -> None: ...


def named_scopes() -> Graph:
    """The scope of a name is looked for once; what lives there is made for it, wherever it was asked for."""
    container = ServiceContainer(scopes=["session", "request"]).add_transient(Clock).add_transient(Log)
    container.add_context(Locale, scope="session").add_scoped(open_session, scope="request")
    container.add_scoped(Account, scope="session").add_scoped(Basket, scope="session")
    return Graph(container.add_scoped(Checkout), Checkout)


class Mailer: ...


class Retrying(Mailer):
    def __init__(self, inner: Mailer, log: Log) -> None: ...


def find_mailer() -> Mailer | None: ...


def audited(clock: Clock, inner: Mailer) -> Iterator[Mailer]:
    yield inner


def decorated() -> Graph:
    """Each layer is a service of its own; where there is nothing to wrap, nothing is called."""
    container = ServiceContainer().add_transient(Clock).add_transient(Log).add_scoped(Mailer, find_mailer)
    return Graph(container.decorate(Mailer, Retrying).decorate(Mailer, audited), Mailer)


T = TypeVar("T")


class Table(Generic[T]):
    def __init__(self, model: type[T]) -> None: ...


class Shelf(Generic[T]): ...


def make_shelf(table: Table[T], model: type[T]) -> Shelf[T]:
    return Shelf()


class Library:
    def __init__(self, clocks: Shelf[Clock], logs: Table[Log]) -> None: ...


def generics() -> Graph:
    """A type that is told is a constant; what is closed is called as it is."""
    container = ServiceContainer().add_transient(Table).add_transient(make_shelf)
    return Graph(container.add_transient(Library), Library)


class Engine:
    def dispose(self) -> None: ...


class Storage: ...


class Index: ...


class Search:
    def __init__(self, storage: Storage, index: Index, engine: Engine) -> None: ...


def make_storage(engine: Engine, log: Log) -> Storage:
    return Storage()


@contextmanager
def open_index(engine: Engine) -> Iterator[Index]:
    yield Index()


def closing() -> Graph:
    """A class tells whether it is disposed of; what a function made is looked at; a context manager is a generator."""
    container = ServiceContainer().add_transient(Clock).add_transient(Log).add_scoped(Engine)
    container.add_transient(make_storage).add_transient(open_index, enter=True)
    return Graph(container.add_transient(Search), Search)


GRAPHS: dict[str, Callable[[], Graph]] = {
    graph.__name__: graph
    for graph in (
        transient_tree,
        scoped_generator,
        async_generator,
        explicit_wiring,
        singleton_reference,
        odd_names,
        of_the_moment,
        collections,
        generics,
        named_scopes,
        decorated,
        closing,
    )
}
