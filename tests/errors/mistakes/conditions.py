"""Conditions that are none, cannot be decided, or hold at once; services whose conditions do not hold."""

from wireworks import Param, Present, Profile, ServiceContainer


class Mailer: ...


class SmtpMailer(Mailer): ...


class ConsoleMailer(Mailer): ...


class Outbox:
    def __init__(self, mailer: Mailer) -> None: ...


def is_office_hour(hour: int) -> bool:
    return 9 <= hour < 17


async def is_reachable() -> bool:
    return True


def container() -> ServiceContainer:
    return ServiceContainer(profiles=["dev", "demo"])


def when_an_answer_is_no_condition() -> object:
    return container().add_singleton(Mailer, when=True)


def when_a_class_is_no_condition() -> object:
    return container().add_singleton(Mailer, when=SmtpMailer)


def when_a_profile_has_no_name() -> object:
    return container().add_singleton(Mailer, when=Profile())


def when_a_parameter_has_no_name() -> object:
    return container().add_singleton(Mailer, when=Param(""))


def when_conditions_are_joined_by_and() -> object:
    return container().add_singleton(Mailer, when=Profile("dev") and Present(Outbox))


def when_a_condition_takes_parameters() -> object:
    return container().add_singleton(Mailer, when=is_office_hour)


def when_a_condition_is_async() -> object:
    return container().add_singleton(Mailer, when=is_reachable)


def when_profiles_are_no_names() -> object:
    return ServiceContainer(profiles=[3])


def when_two_conditions_hold_at_once() -> object:
    return container().add_singleton(Mailer, SmtpMailer, when="dev").add_singleton(Mailer, ConsoleMailer, when="demo")


def when_a_change_lets_two_conditions_hold() -> object:
    both = container().add_singleton(Mailer, SmtpMailer, when=Present(Outbox))
    return both.add_singleton(Mailer, ConsoleMailer).add_singleton(Outbox)


def when_what_is_asked_for_waits_for_its_condition() -> object:
    return container().add_singleton(Mailer, SmtpMailer, when="prod").get(Mailer)


def when_what_is_needed_waits_for_one_of_two_conditions() -> object:
    outbox = container().add_singleton(Outbox).add_singleton(Mailer, SmtpMailer, when=Profile("prod", "test"))
    outbox.add_singleton(Mailer, ConsoleMailer, when=~Profile("dev") & Param("mail.kind", equals="console"))
    return outbox.get(Outbox)


def when_what_is_unregistered_waits_for_its_condition() -> object:
    return container().add_singleton(Mailer, when="prod").unregister(Mailer)
