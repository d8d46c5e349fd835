"""Near misses among many names: found by what they share, at a cost that does not grow with their number."""

import difflib

import pytest

from wireworks._text.message import near
from wireworks._text.vocabulary import Vocabulary

WORDS = ["User", "Order", "Invoice", "Basket", "Payment", "Refund", "Parcel", "Ledger", "Stock", "Audit"]
KINDS = ["Repository", "Service", "Factory", "Handler", "Gateway", "Client", "Policy", "Query", "Command", "View"]
MANY = [f"{word}{other}{kind}" for word in WORDS for other in WORDS for kind in KINDS]


def test_few_names_are_all_compared() -> None:
    names = ["Session", "Sesion", "Mailer", "x"]
    vocabulary = Vocabulary(names)
    for name in ("Session", "Sessions", "mailer", "y", ""):
        assert vocabulary.near(name) == near(name, names)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("UserOrderRepositry", "UserOrderRepository"),
        ("useRorderrepository", "UserOrderRepository"),
        ("LedgerStockVeiw", "LedgerStockView"),
        ("SotckAuditPolicy", "StockAuditPolicy"),
        ("BasketPaymentComand", "BasketPaymentCommand"),
        ("ParcelAuditQuery2", "ParcelAuditQuery"),
    ],
)
def test_slip_is_found_among_a_thousand_names(asked: str, meant: str) -> None:
    """Where fragments are shared by hundreds, those that few have still lead there."""
    assert meant in Vocabulary(MANY).near(asked)


def test_name_that_looks_like_none_of_many_finds_none() -> None:
    assert Vocabulary(MANY).near("Zzyzx") == []
    assert Vocabulary(MANY).near("") == []


def test_fragment_that_all_names_share_leads_nowhere() -> None:
    """Comparing all of them is what must not happen."""
    vocabulary = Vocabulary(f"Part{number:05}" for number in range(1000))
    assert vocabulary.near("Part") == []
    assert vocabulary.near("Part00123x")[0] == "Part00123"


def test_number_of_comparisons_does_not_grow_with_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    class Counting(difflib.SequenceMatcher):  # type: ignore[type-arg]
        def set_seq1(self, a: str) -> None:
            compared.append(a)
            super().set_seq1(a)

    monkeypatch.setattr(difflib, "SequenceMatcher", Counting)
    Vocabulary(MANY).near("UserOrderRepositry")
    assert 0 < len(compared) <= 6  # and once with the empty text, when it is made
