"""Checks: every mistake of the wiring in one report, before anything is made."""

from wireworks import ServiceContainer
from wireworks.errors import ServiceGraphError


class Session: ...


class Mailer: ...


class ReportJob:
    def __init__(self, session: Session) -> None:
        self.session = session


class Invoices:
    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer


container = ServiceContainer()
container.add_scoped(Session)
container.add_singleton(ReportJob)
container.add_singleton(Invoices)

try:
    container.validate()
except ServiceGraphError as error:
    print(error)
