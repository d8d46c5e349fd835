"""Lazy and owned: a service made when it is first needed, and one in a scope of its own for each job."""

from collections.abc import Iterator

from wireworks import Lazy, Owned, ServiceContainer


class Ledger:
    def __init__(self) -> None:
        print("the ledger is opened")

    def write(self, amount: int) -> None:
        print("booked:", amount)


class Session: ...


def open_session() -> Iterator[Session]:
    print("begin")
    yield Session()
    print("commit")


class Booking:
    def __init__(self, session: Session, ledger: Lazy[Ledger]) -> None:
        self.session, self.ledger = session, ledger


class Clerk:
    def __init__(self, bookings: Owned[Booking]) -> None:
        self.bookings = bookings


container = ServiceContainer().add_singleton(Ledger).add_scoped(open_session).add_transient(Booking)
clerk = container.add_singleton(Clerk).get(Clerk)
for amount in (0, 20, 30):
    with clerk.bookings as booking:
        if amount:
            booking.ledger.value.write(amount)
