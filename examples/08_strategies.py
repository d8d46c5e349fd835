"""Factories that decide: which notifier a user gets, and whether there is a discount at all."""

from typing import NewType, Protocol

from wireworks import ServiceContainer, service

Username = NewType("Username", str)


class Notifier(Protocol):
    def notify(self, text: str) -> str: ...


@service
class Slack:
    def notify(self, text: str) -> str:
        return f"slack: {text}"


@service
class Email:
    def notify(self, text: str) -> str:
        return f"email: {text}"


@service(lifetime="scoped")
def choose_notifier(user: Username, slack: Slack, email: Email) -> Notifier:
    return slack if user == "ada" else email


@service(lifetime="scoped")
def choose_discount(user: Username) -> int | None:
    return 10 if user == "ada" else None


container = ServiceContainer(Slack, Email, choose_notifier, choose_discount).add_context(Username)
for name in ("ada", "grace"):
    with container.create_scope(context={Username: Username(name)}) as scope:
        print(name, "-", scope.get(Notifier).notify("hello"), "- discount:", scope.get(int))
