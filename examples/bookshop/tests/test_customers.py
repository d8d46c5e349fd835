"""Customers: who is asking, how they hear from the shop, and what day it is meanwhile."""

from __future__ import annotations

from datetime import date
from unittest.mock import AsyncMock

from examples.bookshop.clock import Clock
from examples.bookshop.customers import AuthenticatedUser, Username
from examples.bookshop.notifying import Mailer, SlackNotifier
from examples.bookshop.tests.shop import ShakyOutbox, Shop, StoppedClock, Visit


def test_somebody_is_logged_in_without_a_name_or_a_database(shop: Shop, visit: Visit) -> None:
    user = AuthenticatedUser("hypatia", "email", is_regular=True)

    with shop.container.override(AuthenticatedUser, user):
        assert visit.client.get("/me").json() == {"name": "hypatia", "notifier": "EmailNotifier", "discount": 10}
    assert visit.client.get("/me").status_code == 401


def test_name_is_taken_from_elsewhere(shop: Shop, visit: Visit) -> None:
    with shop.container.override(Username, "grace"):
        assert visit.client.get("/me").json()["name"] == "grace"


def test_review_bears_the_day_of_the_clock(shop: Shop, visit: Visit) -> None:
    with shop.container.override(Clock, StoppedClock(date(1815, 12, 23))):
        visit.client.post("/books/emma/reviews?user=grace&text=lovely")
        shop.settle()

    assert visit.client.get("/reviews").json() == ["1815-12-23: lovely"]
    assert visit.outbox.mails == [("grace@example.com", "thank you for your review")]


def test_notifier_is_a_mock_that_is_told_in_the_background(shop: Shop, visit: Visit) -> None:
    notifier = AsyncMock(spec=SlackNotifier)

    with shop.container.override(SlackNotifier, notifier):
        visit.client.post("/books/emma/reviews?user=ada&text=fine")
        shop.settle()

    notifier.notify.assert_awaited_once_with("ada", "thank you for your review")
    assert visit.outbox.mails == []


def test_real_notifier_is_watched(shop: Shop, visit: Visit) -> None:
    spies: list[AsyncMock] = []

    def watch(real: SlackNotifier) -> object:
        spies.append(AsyncMock(wraps=real))
        return spies[-1]

    with shop.container.override(SlackNotifier, watch):
        visit.client.post("/books/emma/reviews?user=ada&text=fine")
        shop.settle()

    (spy,) = spies
    spy.notify.assert_awaited_once_with("ada", "thank you for your review")
    assert visit.journal.lines.count("slack to @ada: thank you for your review") == 1


def test_mail_server_that_is_down_is_asked_again_and_undoes_no_order(shop: Shop, visit: Visit) -> None:
    shaky = ShakyOutbox()

    with shop.container.override(Mailer, shaky):
        assert visit.client.post("/orders?user=grace", json={"emma": 1}).status_code == 201
        assert shaky.sent.wait(10)

    assert shaky.attempts == 3
    assert visit.client.get("/books").json()[0]["stock"] == 4
