"""The whole graph checked: every problem at once (L27)."""

from wireworks import ServiceContainer


class Session: ...


class Mailer: ...


class ReportJob:
    def __init__(self, session: Session, mailer: Mailer, chart: "Chart") -> None: ...


class Chart:
    def __init__(self, legend: "Legend") -> None: ...


class Legend:
    def __init__(self, chart: Chart) -> None: ...


class Paper: ...


def when_one_thing_is_wrong() -> object:
    return ServiceContainer().add_scoped(Session).add_singleton(Chart).validate()


def when_several_things_are_wrong() -> object:
    container = ServiceContainer().add_scoped(Session).add_singleton(ReportJob)
    return container.add_transient(Chart).add_transient(Legend).validate()


def when_a_late_annotation_turns_out_to_name_something_else() -> object:
    def make_paper() -> "Later":  # noqa: F821
        return Later()  # noqa: F821

    container = ServiceContainer().add_singleton(Paper, make_paper)
    globals()["Later"] = type("Later", (), {"__module__": __name__})
    try:
        return container.get(Paper)
    finally:
        del globals()["Later"]
