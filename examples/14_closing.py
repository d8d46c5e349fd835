"""What is closed, and when: objects with `dispose()` and context managers take their turn among generators."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager

from wireworks import ServiceContainer, service


@service(lifetime="singleton", enter=True)
@contextmanager
def spool() -> Generator[list[str]]:
    yield []
    print("spool removed")


@service(lifetime="scoped")
class Printer:
    def __init__(self, spool: list[str]) -> None:
        self.spool = spool

    def dispose(self) -> None:
        print("  printer off, printed", self.spool)


@service(lifetime="scoped", enter=True)
class Job(AbstractContextManager["Job"]):
    def __init__(self, printer: Printer) -> None:
        self.printer = printer

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        print("  job", "failed" if error else "done")


with ServiceContainer(spool, Printer, Job) as container:
    for page in ("Emma", "Persuasion"):
        with container.create_scope() as scope:
            scope.get(Job).printer.spool.append(page)
