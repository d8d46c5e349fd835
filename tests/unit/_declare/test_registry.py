"""The book of registrations, as far as no container shows it."""

from wireworks._declare.configuration import Configuration
from wireworks._declare.deciding import Circumstances
from wireworks._declare.registry import Registry
from wireworks._declare.scopes import Scopes
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Provider, Source


class Mailer: ...


def wrap(inner: Mailer) -> Mailer:
    return inner


MAILER = Key(Mailer)


def provider() -> Provider:
    return Provider(MAILER, Lifetime.TRANSIENT, Source.FACTORY, Mailer)


def test_copy_says_the_same() -> None:
    book = Registry(Scopes(), Circumstances(frozenset(), Configuration(None)))
    book.admit([provider()])
    book.decorate(MAILER, wrap)
    assert book.copy().providers == book.providers


def test_changes_of_a_copy_stay_in_it() -> None:
    book = Registry(Scopes(), Circumstances(frozenset(), Configuration(None)))
    book.admit([provider()])
    copy = book.copy()
    copy.decorate(MAILER, wrap)
    copy.admit([Provider(Key(int), Lifetime.TRANSIENT, Source.FACTORY, int)])
    assert book.providers[MAILER].wraps is None
    assert list(book.providers) == [MAILER]


def test_decorators_of_a_copy_stay_around_what_replaces_in_it() -> None:
    book = Registry(Scopes(), Circumstances(frozenset(), Configuration(None)))
    book.admit([provider()])
    book.decorate(MAILER, wrap)
    copy = book.copy()
    new = provider()
    copy.replace(new)
    assert copy.providers[MAILER].subject is wrap
    assert copy.providers[MAILER].wraps is new
    assert book.providers[MAILER].origin is not new
