"""Resources: a generator factory hears how its scope ended, and everything is closed, newest first."""

from collections.abc import Iterator

from wireworks import ServiceContainer, service


class Transaction:
    def write(self, title: str, copies: str) -> None:
        print(f"  wrote {int(copies)} x {title}")


@service
def open_log() -> Iterator[list[str]]:
    yield []
    print("log closed")


@service(lifetime="scoped")
def begin(log: list[str]) -> Iterator[Transaction]:
    try:
        yield Transaction()
    except Exception as error:
        log.append(f"rolled back: {error}")
        raise
    else:
        log.append("committed")
    finally:
        print("  transaction closed")


with ServiceContainer(open_log, begin) as container:
    for copies in ("2", "two"):
        try:
            with container.create_scope() as scope:
                scope.get(Transaction).write("Emma", copies)
        except ValueError as error:
            print("the caller still sees:", error)
    print(container.get(list[str]))
