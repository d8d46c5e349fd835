"""Declarative containers that are given what they do not have, or lack what they need (L17, L18, L27)."""

from wireworks.providers import Configuration, Container, DeclarativeContainer, Dependency, Factory, Object, Singleton


class Mailer: ...


class Signup:
    def __init__(self, mailer: Mailer, sender: str) -> None: ...


class Mail(DeclarativeContainer):
    sender = Object("noreply")
    mailer = Singleton(Mailer)


class Other(DeclarativeContainer):
    sender = Object("noreply")


class App(DeclarativeContainer):
    config = Configuration()
    mailer = Dependency(instance_of=Mailer)
    signup = Factory(Signup, mailer, config.mail.sender)
    mail = Container(Mail)


def when_nothing_of_a_name_is_declared() -> object:
    return App(mailr=Mailer())


def when_nothing_of_a_name_can_be_overridden() -> object:
    return App().override(singup=Signup)


def when_a_dependency_is_not_set() -> object:
    return App().signup()


def when_a_dependency_is_of_another_type() -> object:
    return App(mailer="smtp://localhost")


def when_several_things_are_lacking() -> None:
    App().check_dependencies()


def when_a_provider_is_assigned() -> None:
    App().signup = Factory(Signup)


def when_a_provider_hides_a_method() -> None:
    class Wrong(DeclarativeContainer):
        override = Object(1)


def when_a_container_inside_is_replaced_by_something_else() -> object:
    return App(mail=Mailer())


def when_a_container_inside_is_overridden_by_something_else() -> object:
    return App().override(mail=Mailer())


def when_a_container_inside_is_replaced_by_one_that_lacks_providers() -> object:
    return App(mail=Other())


def when_a_configuration_is_replaced_by_something_else() -> object:
    return App(config="app.yaml")
