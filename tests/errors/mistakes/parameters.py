"""Parameters that cannot be filled, and arguments that nobody takes (L5, L6, L11)."""

from wireworks import Factory, ServiceContainer


class Session: ...


class Report:
    def __init__(self, session: Session, title: str = "report") -> None: ...


class Label:
    def __init__(self, text) -> None: ...


class Sticker:
    def __init__(self, printer: "Printer") -> None: ...  # noqa: F821


class Shelf:
    def __init__(self, label: Label) -> None: ...


def when_a_parameter_has_no_annotation() -> object:
    return ServiceContainer().add_transient(Label).add_transient(Shelf).get(Shelf)


def when_an_annotation_names_what_does_not_exist() -> object:
    return ServiceContainer().add_transient(Sticker).get(Sticker)


def when_an_annotation_is_no_type() -> object:
    class Box:
        def __init__(self, size: 3) -> None: ...

    return ServiceContainer().add_transient(Box).get(Box)


def when_an_argument_is_misspelt() -> object:
    return ServiceContainer().add_transient(Session).add_transient(Report)[Report](titel="sales")


def when_nobody_takes_an_argument() -> object:
    return ServiceContainer().add_transient(Session).add_transient(Report)[Report](colour="grey")


def when_a_service_takes_no_arguments() -> object:
    return ServiceContainer().add_transient(Session)[Session](colour="grey")


def when_explicit_wiring_has_values_for_what_shows_no_parameters() -> object:
    return ServiceContainer().add_transient(dict, Factory(dict, [("a", 1)])).get(dict)


def when_arguments_come_too_late() -> object:
    container = ServiceContainer().add_singleton(Session).add_singleton(Report)
    container.get(Report)
    return container[Report](title="sales")


def when_arguments_are_for_an_instance() -> object:
    return ServiceContainer().add_instance(Session, Session())[Session](url="sqlite://")
