"""Overrides that would override nothing (L29)."""

from wireworks import Factory, ServiceContainer, qualified


class Mailer: ...


class FakeMailer(Mailer): ...


container = ServiceContainer().add_singleton(Mailer)


def when_what_is_overridden_is_not_registered() -> object:
    return container.override(FakeMailer, FakeMailer())


def when_what_is_overridden_has_another_qualifier() -> object:
    return container.override(qualified(Mailer, "smtp"), FakeMailer())


def when_a_factory_of_a_service_is_overridden() -> object:
    return container.override(Factory[Mailer], FakeMailer)


def when_nothing_stands_in() -> object:
    return container.override(Mailer)


def when_an_override_is_opened_twice() -> object:
    override = container.override(Mailer, FakeMailer())
    with override, override:
        return None
