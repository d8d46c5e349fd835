"""L30: a written module makes what the container makes, shares it alike, and closes it in the same order."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.spec.ahead.wirings.plain import (
    Clock,
    Desk,
    Engine,
    Greeting,
    Guard,
    Hall,
    Journal,
    Kind,
    Loud,
    Notifier,
    Pool,
    Repo,
    Request,
    Session,
    Slack,
    User,
    Wired,
    container,
)
from wireworks import qualified


class Other(Request): ...


@pytest.fixture
def app(compiled):
    wired = compiled(container)
    with wired.Singletons(params=wired.Params(db_host="here", db_port=5, db_size=3), journal=Journal()) as app:
        yield app


def test_singleton_is_the_same_everywhere(app) -> None:
    """L26."""
    with app.scope() as one, app.scope() as other:
        assert one.singletons.engine() is other.singletons.engine() is app.engine()
        assert type(app.engine()) is Engine


def test_scoped_service_is_one_in_its_scope(app) -> None:
    """L23: and another in another."""
    with app.scope() as one, app.scope() as other:
        assert one.session() is one.session()
        assert one.session() is not other.session()


def test_transient_is_another_each_time(app) -> None:
    with app.scope() as scope:
        assert scope.wired() is not scope.wired()
        assert type(scope.wired()) is Wired


def test_instance_that_was_handed_in_is_a_parameter(app) -> None:
    """Whoever uses the module passes it, and nobody closes it."""
    assert type(app.journal) is Journal
    assert app.journal is not container.get(Journal)


def test_configuration_is_passed_and_no_value_stands_in_the_text(app) -> None:
    """L7: values may be secrets."""
    assert app.engine().url == 'pg://here:5/"{x}"'
    assert container.fork().get(Engine).url == 'pg://here:5/"{x}"'
    text = container.module()
    assert "swordfish" not in text


def use(app_or_container, outcome: BaseException | None) -> list[str]:
    """Make the same services in a module or a container, and let the scope end alike; return what was noted."""
    journal = Journal()
    try:
        if hasattr(app_or_container, "Singletons"):
            params = app_or_container.Params(db_host="here", db_port=5, db_size=3)
            with app_or_container.Singletons(params=params, journal=journal) as app, app.scope() as scope:
                app.pool(), scope.clock(), scope.session(), scope.clock_same(), scope.clock()
                if outcome is not None:
                    raise outcome
        else:
            forked = app_or_container.fork()
            forked.unregister(Journal)
            forked.add_instance(Journal, journal)
            with forked, forked.create_scope() as scope:
                forked.get(Pool), scope.get(Clock), scope.get(Session), scope.get(qualified(Clock, "same"))
                scope.get(Clock)
                if outcome is not None:
                    raise outcome
    except BaseException as error:
        if error is not outcome:
            raise
    return journal.lines


@pytest.mark.parametrize("outcome", [None, ValueError("no"), KeyboardInterrupt(), StopIteration()], ids=repr)
def test_teardown_is_that_of_the_container(compiled, outcome: BaseException | None) -> None:
    """L20 - L22: newest first, generators with the outcome, the outcome itself unchanged."""
    lines = use(compiled(container), outcome)
    assert lines == use(container, outcome)
    assert lines.count("clock disposed of") == 3
    assert lines[-1] == "engine closed" or lines[-1].startswith("pool left")


def test_context_values_are_passed_to_the_scope(app) -> None:
    """L23."""
    request = Request()
    with app.scope(request=request) as scope:
        assert scope.request() is request
        assert scope.user().name == "ada"
    with app.scope() as scope, pytest.raises(LookupError, match="No `request` was supplied when the scope was opened"):
        scope.user()


def test_factory_that_returns_none_is_asked_once(app) -> None:
    """L2."""
    with app.scope(request=Other()) as scope:
        assert scope.user() is None
        assert scope.user() is None


def test_qualifiers_collections_and_decorators(app) -> None:
    """L8, `decorate`: in the order of registration, by qualifier, and the decorated one in place of the plain one."""
    hall, forked = app.hall(), container.fork().get(Hall)
    told = [each.notify() for each in hall.every]
    assert told == [each.notify() for each in forked.every] == ["SLACK", "email", "slack"]
    assert type(hall.every) is type(forked.every)
    assert type(hall.both) is tuple
    assert dict(hall.by_name) == {"mail": app.notifier_mail()}
    assert hall.main is app.notifier_kind_main() is hall.both[2]
    assert type(app.notifier()) is Loud
    assert app.notifier().inner is app.inner_notifier()


def test_decorator_is_not_called_around_nothing(app) -> None:
    """`decorate`: what it wraps may turn out as `None`."""
    with app.scope(request=Request()) as scope:
        assert scope.greeting() == Greeting("HELLO ADA")
        scope.user().name = ""
        assert scope.greeting() is None


def test_generic_service_is_closed(app) -> None:
    """L9."""
    with app.scope() as scope:
        repo = scope.repo_user()
        assert (type(repo), repo.model, repo.session) == (Repo, User, scope.session())


def test_factories_take_what_their_callers_pass(app) -> None:
    """L11, L15."""
    with app.scope(request=Request()) as scope:
        desk = scope.desk()
        assert type(desk) is Desk
        assert desk.invoices(sales={"a": 1}).sales == {"a": 1}
        assert desk.typed({"b": 2}).user is scope.user()
        assert desk.typed({"b": 2}).note == "paid"


def test_explicit_wiring(app) -> None:
    """L17, L19: arguments, then attributes, then methods."""
    with app.scope() as scope:
        made = scope.wired()
        assert (made.first, type(made.other), made.words) == (3, Slack, [Kind.MAIN])


def test_factory_of_a_singleton_makes_in_the_current_scope(app) -> None:
    """L15: the innermost that is open in this thread or task, of the same singletons."""
    guard: Guard = app.guard()
    with app.scope() as outer:
        with app.scope() as inner:
            assert guard.now() is inner.session()
        assert guard.now() is outer.session()
    with pytest.raises(LookupError, match="No `Scope` is open here"):
        guard.now()


def test_owned_has_a_scope_of_its_own(app) -> None:
    """L16: as often as it is entered, one inside the other too."""
    guard: Guard = app.guard()
    with app.scope() as scope, guard.own as one, guard.own as other:
        assert len({id(one), id(other), id(scope.session())}) == 3
        assert app.journal.lines.count("session closed") == 0
    assert app.journal.lines.count("session closed") == 3


def test_lazy_is_made_when_it_is_looked_at(app) -> None:
    """L16."""
    guard: Guard = app.guard()
    assert "pool entered" not in app.journal.lines
    assert guard.later.value is app.pool()


def test_eager_services_are_made_by_start(app) -> None:
    """L25."""
    app.start()
    assert app.journal.lines == ["pool entered"]


def test_threads_get_one_singleton(app) -> None:
    """L26: made once, and everybody waits for it."""
    many = 8
    barrier = threading.Barrier(many)

    def ask(_: int) -> object:
        barrier.wait()
        return app.engine()

    with ThreadPoolExecutor(many) as pool:
        assert set(pool.map(ask, range(many))) == {app.engine()}
    assert app.journal.lines.count("engine opened 3") == 1


def test_nothing_is_made_after_the_end(compiled) -> None:
    """L25: what was made is gone as well; closing again does nothing."""
    wired = compiled(container)
    app = wired.Singletons(params=wired.Params(db_host="here", db_port=5, db_size=3), journal=Journal())
    app.engine()
    app.close()
    app.close()
    with pytest.raises(RuntimeError, match="`Singletons` was closed"):
        app.engine()
    assert app.journal.lines == ["engine opened 3", "engine closed"]


def test_keys_are_still_what_they_were() -> None:
    """Writing changes nothing in the container."""
    before = container.graph.json()
    container.module()
    assert container.graph.json() == before
    assert Notifier in {service.type for service in container.graph.services}
