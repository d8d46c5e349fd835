"""Things asked of the command line that it cannot do (L30); this very file is the module that is named."""

import sys
from unittest.mock import patch

from wireworks import ServiceContainer
from wireworks.cli._arguments import parser
from wireworks.cli._main import answer_to, save


class Mailer: ...


class SmtpMailer(Mailer): ...


container = (
    ServiceContainer().add_singleton(Mailer, SmtpMailer, qualifier="smtp").add_singleton(Mailer, qualifier="null")
)
number = 3


def create_container(settings: str) -> ServiceContainer:
    raise NotImplementedError


async def connect() -> ServiceContainer:
    raise NotImplementedError


def create_nothing() -> None: ...


def fail() -> ServiceContainer:
    raise ConnectionError


def ask(*arguments: str) -> object:
    """Ask as on the command line; what was imported for it is forgotten."""
    with patch.object(sys, "path", [*sys.path]), patch.dict(sys.modules):
        return answer_to(parser().parse_args(arguments))


def when_no_attribute_is_named() -> object:
    return ask("check", "command_line")


def when_there_is_no_such_module() -> object:
    return ask("check", "comand_line:container")


def when_a_module_imports_what_is_not_there() -> object:
    return ask("check", "multiprocessing.popen_spawn_win32:container")


def when_a_module_cannot_be_imported() -> object:
    return ask("check", "asyncio.windows_events:container")


def when_there_is_no_such_attribute() -> object:
    return ask("check", "command_line:contaner")


def when_the_module_has_no_container() -> object:
    return ask("check", "colorsys:container")


def when_the_attribute_is_no_container() -> object:
    return ask("check", "command_line:number")


def when_the_function_takes_arguments() -> object:
    return ask("check", "command_line:create_container")


def when_the_function_is_async() -> object:
    return ask("check", "command_line:connect")


def when_the_function_fails() -> object:
    return ask("check", "command_line:fail")


def when_the_function_returns_something_else() -> object:
    return ask("check", "command_line:create_nothing")


def when_no_service_is_called_so() -> object:
    return ask("explain", "command_line:container", "Mailr")


def when_several_services_are_called_so() -> object:
    return ask("source", "command_line:container", "Mailer")


def when_no_service_has_the_qualifier() -> object:
    return ask("graph", "command_line:container", "Mailer", "--qualifier", "sms")


def when_the_file_cannot_be_written() -> object:
    return save("no/such/folder/graph.html", "")


def when_check_has_no_file_to_look_at() -> object:
    return ask("compile", "command_line:container", "--check")
