"""L30: the rest of what can be said in a wiring."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Annotated, Generic, TypeVar

from tests.spec.ahead.wirings.plain import Clock, Journal, Session, container
from wireworks import AsyncFactory, Consumer, Factory, Inject, Owned, ServiceContainer

T = TypeVar("T")


class Repo(Generic[T]): ...


class SqlRepo(Repo[T]): ...


class Keyed:
    def __init__(self, *, repos: Factory[Repo[int]], **rest: object) -> None:
        self.repos = repos


class Told:
    def __init__(self, who: Consumer | None, first: str, again: str) -> None:
        self.who, self.first, self.again = who, first, again


class Url:
    def __init__(
        self, one: Annotated[str, Inject(param="url")], other: Annotated[str, Inject(param="url")], text: str
    ) -> None:
        self.one, self.other, self.text = one, other, text


class Own:
    def __init__(self, own: Owned[Session]) -> None:
        self.own = own


class Asked:
    def __init__(self, who: Factory[Consumer], table: dict[str, Factory[Annotated[Clock, "any"]]]) -> None:
        self.who, self.table = who, table


def make_text(times: int) -> str:
    return "made" * times


async def make_number() -> int:
    return 3


def hold() -> Iterator[Session]:
    yield Session()


def test_generic_factories_and_keywords(compiled) -> None:
    """L5, L9: an argument that is passed by name, and a class that says what it is generic in."""
    wiring = ServiceContainer().add_transient(Repo[int], SqlRepo[int]).add_transient(Keyed)
    with compiled(wiring).Singletons() as app:
        assert type(app.keyed().repos()) is SqlRepo


def test_value_that_is_passed_is_passed_once(compiled) -> None:
    """L7, L17: a value in two places is one parameter, a name of the configuration one field."""
    secret = "sword" + "fish"
    wiring = ServiceContainer(params={"url": "here"}).add_transient(Told, Factory(Told, None, secret, again=secret))
    wired = compiled(wiring.add_transient(Url, Factory(Url, text=Factory(make_text, 1))))
    with wired.Singletons(params=wired.Params(url="there"), told_first="other") as app:
        told = app.told()
        assert (told.who, told.first, told.again) == (None, "other", "other")
        url = app.url()
        assert (url.one, url.other, url.text) == ("there", "there", "made")


def test_scope_of_others_is_not_the_current_one(compiled) -> None:
    """L15: two objects of the same module know nothing of each other."""
    wired = compiled(container)
    params = wired.Params(db_host="here", db_port=5, db_size=3)
    with (
        wired.Singletons(params=params, journal=Journal()) as one,
        wired.Singletons(params=params, journal=Journal()) as other,
    ):
        with one.scope() as mine, other.scope() as theirs:
            assert one.guard().now() is mine.session()
            assert other.guard().now() is theirs.session()


def test_sync_service_in_an_async_statement(compiled) -> None:
    """L16: an `Owned` may be entered either way."""

    async def main() -> None:
        wiring = ServiceContainer().add_scoped(hold).add_singleton(Own).add_singleton(make_number)
        async with compiled(wiring).Singletons() as app:
            async with app.own().own as session:
                assert type(session) is Session
            with app.own().own as session:
                assert type(session) is Session
            assert await app.int_2() == 3

    asyncio.run(main())


def test_types_of_what_is_passed(compiled) -> None:
    """L5: whatever stands in them."""
    table: dict[str, Factory[Annotated[Clock, "any"]]] = {}
    wiring = ServiceContainer().add_instance(dict[str, Factory[Annotated[Clock, "any"]]], table).add_singleton(Asked)
    assert "dict_str_factory_clock: dict[str, Factory[Clock]]" in wiring.module()
    with compiled(wiring).Singletons(dict_str_factory_clock=table) as app:
        assert app.asked().table is table
        assert app.asked().who() == Consumer()


class Many:
    def __init__(self, by_kind: Mapping[tuple[str, bytes], Clock], factories: list[AsyncFactory[Clock]]) -> None:
        self.by_kind, self.factories = by_kind, factories


def test_qualifiers_of_a_mapping_are_written_as_they_are(compiled) -> None:
    """L8."""
    journal = Journal()
    wiring = ServiceContainer().add_instance(Journal, journal).add_scoped(Many)
    wiring.add_scoped(Clock, qualifier=("a", b"1"))
    with compiled(wiring).Singletons(journal=journal) as app, app.scope() as scope:
        assert scope.many().by_kind == {("a", b"1"): scope.clock_a_b_1()}
        assert asyncio.run(scope.many().factories[0]()) is scope.clock_a_b_1()
    assert journal.lines == ["clock disposed of"]
