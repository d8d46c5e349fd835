"""L24, L30: scopes with names are classes of their own, one opened from the other."""

import pytest

from tests.spec.ahead.wirings.named import Basket, Draft, Login, Note, Page, Seat, container
from tests.spec.ahead.wirings.plain import Journal, Request


@pytest.fixture
def app(compiled):
    with compiled(container).Singletons(journal=Journal()) as app:
        yield app


def test_service_lives_in_the_scope_of_its_name(app) -> None:
    login = Login()
    with app.session_scope(login=login) as session:
        with session.request_scope(request=Request()) as one, session.request_scope(request=Request()) as other:
            assert one.page() is one.page()
            assert one.page() is not other.page()
            assert type(one.page()) is Page
            assert one.page().basket is other.page().basket is session.basket()
        assert type(session.basket()) is Basket
        assert session.basket().login is login


def test_inner_scope_ends_before_the_outer_one(app) -> None:
    """L20, L21: a transient made by a generator belongs to the scope that it was made in."""
    with app.session_scope(login=Login()) as session:
        session.draft()
        with session.request_scope(request=Request()) as request:
            page = request.page()
            page.drafts()
            page.drafts()
        assert app.journal.lines == ["draft closed"] * 2
    assert app.journal.lines == ["draft closed", "draft closed", "basket closed", "draft closed"]


def test_transient_of_a_singleton_belongs_to_the_singletons(compiled) -> None:
    """L21."""
    journal = Journal()
    with compiled(container).Singletons(journal=journal) as app:
        with app.session_scope(login=Login()):
            assert type(app.seat()) is Seat
        assert journal.lines == []
    assert journal.lines == ["draft closed"]


def test_factory_of_a_singleton_makes_in_the_innermost_scope(app) -> None:
    """L15, L21, L24: whatever its name, and whoever it is made for."""
    desk = app.desk()
    with app.session_scope(login=Login()) as session:
        with session.request_scope(request=Request()):
            desk.drafts()
            assert desk.pens().owner == "pens"
        assert app.journal.lines == ["pen closed", "draft closed"]
        desk.drafts()
    assert app.journal.lines == ["pen closed", "draft closed", "draft closed"]
    with pytest.raises(LookupError, match="No `SessionScope` is open here"):
        desk.drafts()


def test_transient_with_something_to_close_is_had_from_scopes_alone(app) -> None:
    """L21: outside all scopes nobody would close it before the end; the singletons that take one make it themselves."""
    assert not hasattr(app, "draft")
    with app.session_scope(login=Login()) as session:
        assert type(session.draft()) is Draft
        with session.request_scope(request=Request()) as request:
            assert type(request.draft()) is Draft


def test_owned_service_sees_the_values_of_the_scope_around_it(app) -> None:
    """L16: in a scope of its own, inside the same session."""
    with app.session_scope(login=Login()) as session, session.request_scope(request=Request()) as request:
        with request.page().own as note:
            assert type(note) is Note
            assert note.request is request.request()
            assert note.basket is session.basket()
            assert note is not request.note()
