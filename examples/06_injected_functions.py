"""Injected functions: marked parameters are filled, the others are the caller's."""

from collections.abc import Iterator
from inspect import signature

from wireworks import Injected, ServiceContainer, service


class Connection:
    def send(self, text: str) -> None:
        print(f"  sent: {text}")


@service(lifetime="scoped")
def connect() -> Iterator[Connection]:
    print("  connected")
    yield Connection()
    print("  disconnected")


container = ServiceContainer(connect)


@container.inject
def remind(name: str, connection: Injected[Connection]) -> None:
    connection.send(f"Dear {name}, your books are due.")


def close_shop(connection: Connection, at: int) -> None:
    connection.send(f"We close at {at}.")


print("what callers see:", signature(remind))
print("outside a scope, a call has its own:")
remind("Ada")
print("inside one, calls share it, and `call` fills unmarked parameters too:")
with container.create_scope():
    remind("Grace")
    container.call(close_shop, at=18)
