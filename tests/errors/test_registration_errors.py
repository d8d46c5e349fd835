"""L28 for the errors of registration: what, where, fix, see."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol

import pytest

from wireworks import Factory, KwArg, ServiceContainer, qualified, service
from wireworks.errors import ServiceRegistrationError


class Notifier(ABC):
    @abstractmethod
    def send(self) -> None: ...


class Mail(Notifier):
    def send(self) -> None: ...


class Stranger: ...


class Sender(Protocol):
    def send(self) -> None: ...

    def flush(self) -> None: ...


def unannotated():
    return Mail()


def make_stranger() -> Stranger:
    return Stranger()


@service
class Marked: ...


Act = Callable[[ServiceContainer], object]
# What is done wrong, and the words without which the message would not help.
CASES: dict[str, tuple[Act, list[str]]] = {
    "duplicate": (
        lambda c: c.add_transient(Mail).add_transient(Mail),
        ["`Mail`", "unregister"],
    ),
    "duplicate qualifier": (
        lambda c: c.add_transient(Mail, qualifier="q").add_transient(Mail, qualifier="q"),
        ["`Mail`", "'q'"],
    ),
    "no subclass": (
        lambda c: c.add_transient(Notifier, Stranger),
        ["`Notifier`", "`Stranger`"],
    ),
    "no return annotation": (
        lambda c: c.add_transient(Notifier, unannotated),
        ["`unannotated`", "def unannotated(...) -> Notifier"],
    ),
    "annotation of another class": (
        lambda c: c.add_transient(Notifier, make_stranger),
        ["`make_stranger`", "`Stranger`", "`Notifier`"],
    ),
    "protocol member missing": (
        lambda c: c.add_transient(Sender, Mail),
        ["`Sender`", "`Mail`", "`flush`"],
    ),
    "not callable": (
        lambda c: c.add_transient(Notifier, 3),
        ["`Notifier`", "int"],
    ),
    "unknown lifetime": (
        lambda c: c.register(Mail, Mail, "weekly"),
        ["weekly", "transient", "scoped", "singleton"],
    ),
    "near miss of a lifetime": (
        lambda c: c.register(Mail, Mail, "singelton"),
        ["singelton", "singleton"],
    ),
    "instance of another class": (
        lambda c: c.add_instance(Mail, Stranger()),
        ["`Mail`", "`Stranger`", "instance"],
    ),
    "cached for ever": (
        lambda c: c.register(Mail, Mail, "cached"),
        ["`Mail`", "cached", "`ttl=600`"],
    ),
    "factory as a key": (
        lambda c: c.add_transient(Factory[Mail], Mail),
        ["`Mail`", "`Factory[Mail]`"],
    ),
    "two qualifiers": (
        lambda c: c.add_transient(qualified(Mail, "east"), Mail, qualifier="west"),
        ["`Mail`", "'east'", "'west'"],
    ),
    "name that is no text": (lambda _: KwArg(3, "mail"), ["`KwArg`", "3", "name"]),
    "keyword twice": (
        lambda _: Factory(Mail, KwArg("text", 1), text=2),
        ["`Factory(Mail)`", "`text`", "twice"],
    ),
    "nothing marked": (lambda c: c.add(Stranger), ["`Stranger`", "service"]),
    "added twice": (lambda c: c.add(Marked).add(Marked), ["`Marked`"]),
}
every_case = pytest.mark.parametrize(("act", "words"), CASES.values(), ids=CASES)


def text_of(act: Act) -> str:
    with pytest.raises(ServiceRegistrationError) as caught:
        act(ServiceContainer())
    return str(caught.value)


@every_case
def test_message_names_what_it_is_about(act: Act, words: list[str]) -> None:
    """L28: what, in the reader's own names."""
    text = text_of(act)
    assert [word for word in words if word not in text] == []


@every_case
def test_message_ends_with_a_fix_and_a_page(act: Act, words: list[str]) -> None:
    """L28: fix, see; each on a line of its own."""
    lines = text_of(act).splitlines()
    assert any(line.startswith("Fix: ") for line in lines[1:])
    assert re.fullmatch(r"See: errors/[a-z-]+", lines[-1])


@every_case
def test_message_is_tidy(act: Act, words: list[str]) -> None:
    """L28: no path of a stranger's machine, no dangling spaces, no object ids."""
    text = text_of(act)
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert not re.search(r"0x[0-9a-f]{6}", text)


@pytest.mark.parametrize("case", ["no return annotation", "annotation of another class"])
def test_function_at_fault_is_placed(case: str) -> None:
    """L28: where, as `file:line`."""
    assert re.search(r"test_registration_errors\.py:\d+", text_of(CASES[case][0]))
