"""L11: arguments that are known only when a service is asked for."""

import asyncio
import inspect

import pytest

from wireworks import ServiceContainer
from wireworks.errors import (
    ServiceAsyncError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceResolutionError,
)


class Store:
    def __init__(self, label: str = "store") -> None:
        self.label = label


class Report:
    def __init__(self, store: Store, label: str = "report", pages: int = 1) -> None:
        self.store = store
        self.label = label
        self.pages = pages


class Letter:
    """Cannot be made without an argument of the moment."""

    def __init__(self, store: Store, text: str) -> None:
        self.store = store
        self.text = text


async def make_async_report(store: Store, label: str = "async") -> Report:
    return Report(store, label)


def container_with(lifetime: str) -> ServiceContainer:
    container = ServiceContainer().add_transient(Store)
    container.register(Report, Report, lifetime)
    return container


def test_keywords_go_to_the_constructor() -> None:
    """L11."""
    report = container_with("transient")[Report](label="mine", pages=3)
    assert (report.label, report.pages) == ("mine", 3)
    assert isinstance(report.store, Store)


def test_keywords_are_for_the_asked_for_service_alone() -> None:
    """L11: a dependency with a parameter of the same name keeps its own."""
    report = container_with("transient")[Report](label="mine")
    assert report.store.label == "store"


def test_keywords_are_for_one_call_alone() -> None:
    """L11."""
    make = container_with("transient")[Report]
    assert make(label="mine").label == "mine"
    assert make().label == "report"


def test_none_is_an_argument_like_any_other() -> None:
    """L11."""
    assert container_with("transient")[Report](label=None).label is None


def test_argument_may_be_one_that_nothing_else_could_fill() -> None:
    """L11: an open parameter is an error only where it stays open."""
    container = ServiceContainer().add_transient(Store).add_transient(Letter)
    assert container[Letter](text="dear all").text == "dear all"
    with pytest.raises(ServiceResolutionError, match="`text`"):
        container[Letter]()


def test_service_given_as_an_argument_is_not_made() -> None:
    """L6, L11."""
    made = []

    def store() -> Store:
        made.append("store")
        return Store()

    container = ServiceContainer().add_transient(store).add_transient(Report)
    mine = Store("mine")
    assert container[Report](store=mine).store is mine
    assert made == []


def test_argument_stands_in_for_a_service_that_is_not_registered() -> None:
    """L11."""
    container = ServiceContainer().add_transient(Report)
    assert container[Report](store=Store("mine")).store.label == "mine"
    with pytest.raises(ServiceNotFoundError):
        container[Report]()


def test_keywords_go_to_a_factory_function() -> None:
    """L11: to the factory, whatever it is."""

    def make_report(store: Store, title: str) -> Report:
        return Report(store, label=title)

    container = ServiceContainer().add_transient(Store).add_transient(make_report)
    assert container[Report](title="mine").label == "mine"


def test_keyword_only_parameters_take_arguments() -> None:
    """L5, L11."""

    class Strict:
        def __init__(self, *, text: str, size: int = 3) -> None:
            self.values = (text, size)

    container = ServiceContainer().add_transient(Strict)
    assert container[Strict](text="mine").values == ("mine", 3)


def test_unknown_name_is_an_error_that_lists_the_accepted_ones() -> None:
    """L11."""
    with pytest.raises(ServiceParameterError, match="`lable`") as caught:
        container_with("transient")[Report](lable="mine")
    text = str(caught.value)
    assert all(name in text for name in ("store", "label", "pages"))


def test_unknown_name_makes_nothing() -> None:
    """L11."""
    container = container_with("singleton")
    with pytest.raises(ServiceParameterError):
        container[Report](lable="mine")
    assert container[Report](label="mine").label == "mine"


def test_any_name_is_known_to_a_factory_with_variadic_keywords() -> None:
    """L11: it accepts every name."""

    class Open:
        def __init__(self, **options: int) -> None:
            self.options = options

    container = ServiceContainer().add_transient(Open)
    assert container[Open](depth=3).options == {"depth": 3}
    assert container[Open]().options == {}


def test_signature_that_a_class_tells_is_what_it_accepts() -> None:
    """L5, L11: with any other name if it says so, and what has no default is needed."""

    class Told:
        __signature__ = inspect.Signature(
            [
                inspect.Parameter("needed", inspect.Parameter.KEYWORD_ONLY, annotation=int),
                inspect.Parameter("others", inspect.Parameter.VAR_KEYWORD),
            ]
        )

        def __init__(self, **values: object) -> None:
            self.values = values

    container = ServiceContainer().add_transient(Told)
    assert container[Told](needed=1, other=2).values == {"needed": 1, "other": 2}
    with pytest.raises(ServiceNotFoundError, match="`needed`"):
        container.get(Told)


def test_every_name_is_free_for_an_argument() -> None:
    """L11: also the ones that a library likes to use itself."""

    class Odd:
        def __init__(this, self: int = 0, key: int = 0, scope: int = 0, cls: int = 0) -> None:  # noqa: N805
            this.values = (self, key, scope, cls)

    container = ServiceContainer().add_transient(Odd)
    names = {"self": 1, "key": 2, "scope": 3, "cls": 4}
    assert container[Odd](**names).values == (1, 2, 3, 4)
    assert asyncio.run(container.afactory(Odd)(**names)).values == (1, 2, 3, 4)


def test_positional_arguments_are_refused() -> None:
    """L11: they are keywords."""
    with pytest.raises((TypeError, ServiceParameterError)):
        container_with("transient")[Report](Store())


def test_first_making_of_a_singleton_takes_arguments() -> None:
    """L11: only an already built one refuses them."""
    container = container_with("singleton")
    report = container[Report](label="mine")
    assert report.label == "mine"
    assert container.get(Report) is report


def test_arguments_for_a_singleton_that_exists_are_refused() -> None:
    """L11."""
    container = container_with("singleton")
    report = container.get(Report)
    with pytest.raises(ServiceResolutionError, match="`Report`"):
        container[Report](label="mine")
    assert container.get(Report) is report
    assert report.label == "report"


def test_call_without_arguments_fetches_a_singleton_that_exists() -> None:
    """L11, L15."""
    container = container_with("singleton")
    assert container[Report]() is container.get(Report)


def test_arguments_for_a_scoped_service_that_exists_are_refused() -> None:
    """L11: in the scope where it exists; the next scope may give its own."""
    container = container_with("scoped")
    with container.create_scope():
        first = container[Report](label="mine")
        with pytest.raises(ServiceResolutionError, match="`Report`"):
            container[Report](label="other")
        assert container.get(Report) is first
    with container.create_scope():
        assert container[Report](label="other").label == "other"


def test_arguments_for_an_instance_are_refused() -> None:
    """L11: it has been built by whoever handed it in."""
    container = ServiceContainer().add_instance(Store, Store())
    with pytest.raises(ServiceResolutionError, match="`Store`"):
        container[Store](label="mine")


def test_async_factory_takes_arguments() -> None:
    """L11: `await container.afactory(T)(...)`."""
    container = ServiceContainer().add_transient(Store)
    container.add_transient(make_async_report)

    async def main() -> None:
        make = container.afactory(Report)
        assert (await make(label="mine")).label == "mine"
        assert (await make()).label == "async"

    asyncio.run(main())


def test_async_factory_makes_sync_services_too() -> None:
    """L10, L11."""
    container = container_with("transient")
    report = asyncio.run(container.afactory(Report)(label="mine"))
    assert report.label == "mine"


def test_async_factory_refuses_unknown_names() -> None:
    """L11."""
    container = ServiceContainer().add_transient(Store)
    container.add_transient(make_async_report)
    with pytest.raises(ServiceParameterError, match="`lable`"):
        asyncio.run(container.afactory(Report)(lable="mine"))


def test_async_factory_refuses_arguments_for_a_singleton_that_exists() -> None:
    """L11."""
    container = ServiceContainer().add_transient(Store)
    container.add_singleton(make_async_report)

    async def main() -> None:
        await container.aget(Report)
        with pytest.raises(ServiceResolutionError, match="Report"):
            await container.afactory(Report)(label="mine")

    asyncio.run(main())


def test_sync_factory_of_an_async_service_is_an_error() -> None:
    """L10, L13."""
    container = ServiceContainer().add_transient(Store)
    container.add_transient(make_async_report)
    with pytest.raises(ServiceAsyncError, match="make_async_report"):
        container[Report](label="mine")


def test_factory_of_an_unknown_key_is_an_error() -> None:
    """L13: said at once or at the call."""
    with pytest.raises(ServiceNotFoundError, match="`Report`"):
        ServiceContainer()[Report]()


def test_factory_may_be_taken_before_its_key_is_registered_anew() -> None:
    """L3, L13: it follows the registrations of its container."""
    container = ServiceContainer().add_transient(Store)
    make = container[Store]
    container.unregister(Store)
    container.add_instance(Store, mine := Store("mine"))
    assert make() is mine
