"""L30: whatever the container understands can be written, however it is asked for."""

import asyncio

import pytest

from tests.spec.ahead.wirings import odd
from wireworks import Factory, ServiceContainer, qualified


@pytest.fixture
def wired(compiled):
    return compiled(odd.container, "tests.spec.ahead.wirings.odd:container")


@pytest.fixture
def app(wired):
    with wired.Singletons(
        params=wired.Params(db_host="here"),
        box_secret="swordfish",
        settings=odd.settings,
        settings_2=odd.Settings("theirs"),
    ) as app:
        yield app


def test_consumer_is_told(app) -> None:
    """L14: the same record as in the container, whoever asks."""
    here, there = app.desk(), odd.container.fork().get(odd.Desk)
    assert here.logger.who == there.logger.who
    assert here.loggers().who == there.loggers().who
    assert app.logger().who == odd.container.get(odd.Logger).who
    assert here.logger.prefix == "> "


def test_protocols_are_functions(app) -> None:
    """L15: with the names, the kinds and the defaults of the protocol."""
    draft = app.desk().drafts("text", tags=None, mark=3)
    assert (draft.text, draft.tags, draft.mark, draft.note, draft.title.text) == ("text", None, 3, "none", "ours")
    assert type(asyncio.run(app.desk().clocks())) is odd.Clock


def test_factory_of_an_object_that_was_handed_in(app) -> None:
    """L15."""
    assert app.desk().settings() is odd.settings
    assert app.desk().codes(kind="a").kind == "a"
    assert app.desk().owner.value is app.title()


def test_methods_of_objects_make_services(app) -> None:
    """L2: the object stands in a module, or is passed."""
    assert app.title().text == "ours"
    assert app.title_theirs().text == "theirs"
    assert app.settings_standard().name == "standard"


def test_collections_go_without_what_is_not_there(app) -> None:
    """L8, and `decorate`: nothing is put around nothing, and that is kept too."""
    shelf = app.shelf()
    assert (shelf.every, shelf.by_name, shelf.both) == ([], {}, ())
    assert [type(each) for each in shelf.one] == [odd.Clock] * 2
    assert app.maybe() is None


def test_values_of_explicit_wiring(app) -> None:
    """L17: those that modules have are imported; others may be secrets, and are passed."""
    things = app.box().things
    assert things["words"] is odd.words
    assert things["secret"] == "swordfish"
    assert (things["dots"], things["size"], things["kind"]) == (..., 1.5, odd.Clock)
    assert type(things["two words"]) is odd.Clock
    assert "swordfish" not in odd.container.module()


def test_configuration_is_asked_for_in_several_ways(app) -> None:
    """L7: a default where nothing is configured, a text with the value in it, two types of one value."""
    config = app.config()
    assert (config.url, config.host, config.either, config.missing) == ("it's here", "here", "here", "nowhere")


def test_qualifiers_may_be_anything(app) -> None:
    """L8."""
    assert app.box_clock().things["none"]() is None
    assert type(odd.container.get(qualified(odd.Box, odd.Clock))) is odd.Box


def test_decorated_service_that_is_there(compiled) -> None:
    """`decorate`: kept once, with what it goes around."""
    container = (
        ServiceContainer().add_singleton(odd.Clock).add_singleton(odd.Maybe, odd.find).add_scoped(odd.Title, title)
    )
    container.decorate(odd.Title, again)
    with compiled(container).Singletons() as app, app.scope() as scope:
        assert scope.title().text == "titletitle"
        assert scope.title() is scope.title()


def title() -> odd.Title | None:
    return odd.Title("title")


def again(inner: odd.Title) -> odd.Title:
    return odd.Title(inner.text * 2)


class Plugs:
    def __init__(self, clock: Factory[odd.Clock, []]) -> None:
        self.clock = clock


def test_factory_that_takes_nothing(compiled) -> None:
    """L15."""
    container = ServiceContainer().add_scoped(odd.Clock).add_singleton(Plugs)
    with compiled(container).Singletons() as app, app.scope() as scope:
        assert app.plugs().clock() is scope.clock()
