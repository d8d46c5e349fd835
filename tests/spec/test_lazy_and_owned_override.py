"""L16, L29: what is made later, or in a scope of its own, is what the overrides of the moment say."""

from collections.abc import Iterator

from wireworks import Lazy, Owned, ServiceContainer


class Mailer:
    def __init__(self) -> None:
        self.is_open = True


class Fake(Mailer):
    pass


class Letters:
    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer


class Office:
    def __init__(self, letters: Lazy[Letters], own: Owned[Letters]) -> None:
        self.letters, self.own = letters, own


def open_mailer() -> Iterator[Mailer]:
    mailer = Mailer()
    yield mailer
    mailer.is_open = False


def post() -> ServiceContainer:
    return ServiceContainer().add_singleton(Mailer).add_transient(Letters).add_singleton(Office)


def test_consumer_that_is_made_inside_gets_what_stands_in() -> None:
    container, fake = post(), Fake()
    outside = container.get(Office)
    assert type(outside.letters.value.mailer) is Mailer
    with container.override({Mailer: fake}):
        inside = container.get(Office)
        assert inside is not outside
        assert inside.letters.value is inside.letters.value
        assert inside.letters.value.mailer is fake
        with inside.own as letters:
            assert letters.mailer is fake
    assert container.get(Office) is outside


def test_value_of_a_consumer_from_outside_does_not_keep_what_stands_in() -> None:
    """No fake leaks, and no real one is taken for it."""
    container, fake = post(), Fake()
    office = container.get(Office)
    with container.override({Mailer: fake}):
        assert office.letters.value.mailer is fake
        assert office.letters.value is office.letters.value
        with office.own as letters:
            assert letters.mailer is fake
    real = office.letters.value
    assert type(real.mailer) is Mailer
    with container.override({Mailer: fake}):
        assert office.letters.value.mailer is fake
    assert office.letters.value is real


def test_value_that_depends_on_no_override_is_one() -> None:
    class Stamp: ...

    container = post().add_transient(Stamp)
    stamp = container.get(Lazy[Stamp])
    with container.override({Mailer: Fake()}):
        inside = stamp.value
    assert stamp.value is inside


def test_scope_of_ones_own_ends_as_it_began() -> None:
    """Whatever is in force by then."""
    container = ServiceContainer().add_scoped(open_mailer).add_transient(Letters)
    own = container.get(Owned[Letters])
    with own as real:
        with container.override({Mailer: Fake()}), own as fake:
            assert isinstance(fake.mailer, Fake)
        assert real.mailer.is_open
    assert not real.mailer.is_open
