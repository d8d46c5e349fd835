"""Orders: what the shop charges, sells and tells, with one part of it replaced after the other."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from examples.bookshop.customers import Discount
from examples.bookshop.models import Book, Customer, Table
from examples.bookshop.ordering import Invoice, Postage
from examples.bookshop.tests.shop import Shop, Visit


class FreePostage(Postage):
    def price(self, copies: int) -> int:  # noqa: ARG002 - however many
        return 0


def test_order_is_charged_and_confirmed(shop: Shop, visit: Visit) -> None:
    answer = visit.client.post("/orders?user=grace", json={"emma": 2})
    shop.settle()

    assert answer.json() == {"total": 2100, "off": 0, "postage": 300}
    assert visit.outbox.mails == [("grace@example.com", "your order costs 2100")]


def test_order_that_fails_takes_nothing_and_mails_nobody(shop: Shop, visit: Visit) -> None:
    assert visit.client.post("/orders?user=grace", json={"emma": 1, "orlando": 99}).status_code == 409
    shop.settle()

    stock = {book["slug"]: book["stock"] for book in visit.client.get("/books").json()}
    assert stock["emma"] == 5
    assert visit.outbox.mails == []


def test_postage_is_replaced_by_a_class(shop: Shop, visit: Visit) -> None:
    with shop.container.override(Postage, FreePostage):
        assert visit.client.post("/orders?user=grace", json={"emma": 1}).json()["postage"] == 0
    assert visit.client.post("/orders?user=grace", json={"emma": 1}).json()["postage"] == 300


def test_discount_is_replaced_by_an_object(shop: Shop, visit: Visit) -> None:
    with shop.container.override(Discount, Discount(50)):
        assert visit.client.post("/orders?user=grace", json={"emma": 2}).json()["off"] == 900


def test_invoice_is_replaced_behind_the_factory_that_the_desk_holds(shop: Shop, visit: Visit) -> None:
    def cheap(sales: dict[Book, int], postage: Postage) -> object:
        return SimpleNamespace(total=sum(sales.values()), off=0, postage=postage.price(9))

    with shop.container.override(Invoice, cheap):
        assert visit.client.post("/orders?user=ada", json={"emma": 3}).json() == {"total": 3, "off": 0, "postage": 0}


def one_dear_book() -> Iterator[Engine]:
    """Open a database in memory, with nothing in it but one dear book and a customer."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with Session(engine) as session:
        Table.metadata.create_all(engine)
        session.add(Book(slug="folio", title="Folio", price=100_000, stock=1))
        session.add(Customer(name="orson", channel="slack", is_regular=False))
        session.commit()
    yield engine
    engine.dispose()


def test_database_is_replaced_for_all_who_use_it(shop: Shop, visit: Visit) -> None:
    with shop.container.override(Engine, one_dear_book):
        assert [book["title"] for book in visit.client.get("/books").json()] == ["Folio"]
        assert visit.client.post("/orders?user=orson", json={"folio": 1}).json()["total"] == 100_300
        assert visit.client.get("/books").json()[0]["stock"] == 0
        assert visit.client.get("/me?user=ada").status_code == 401

    assert visit.client.get("/me?user=ada").status_code == 200
