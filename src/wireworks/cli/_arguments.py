"""What may stand on the command line."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter

GRAPH_FORMATS = ("text", "mermaid", "dot", "json", "html")

_ENDING = """\
The target is MODULE:ATTRIBUTE, for instance app.main:container. The attribute is a container, or a function without
arguments that returns one. The current directory can be imported from.

exit codes: 0 all is well, 1 the wiring has problems, 2 what was asked cannot be done
"""


def parser() -> ArgumentParser:
    """Return the parser of the whole command line."""
    found = ArgumentParser(
        prog="wireworks",
        description="Look at the wiring of a container; nothing is made.",
        epilog=_ENDING,
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = found.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = _command(commands.add_parser("check", help="report every problem of the wiring at once"))
    _format(check, "text", "json")
    graph = _command(commands.add_parser("graph", help="show all services and what they need"))
    _service(graph)
    _format(graph, *GRAPH_FORMATS)
    explain = _command(commands.add_parser("explain", help="show what is made for a service, as a tree"))
    _service(explain)
    _format(explain, "text", "json")
    _service(_command(commands.add_parser("source", help="show the Python that is generated for a service")))
    compile_ = _command(commands.add_parser("compile", help="write a module that needs no container"))
    compile_.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the file is out of date")
    return found


def _command(command: ArgumentParser) -> ArgumentParser:
    command.epilog, command.formatter_class = _ENDING, RawDescriptionHelpFormatter
    command.add_argument("target", metavar="MODULE:ATTRIBUTE", help="where the container is")
    command.add_argument("-o", "--output", metavar="FILE", help="write into a file instead; - is none")
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours in text")
    return command


def _format(command: ArgumentParser, *formats: str) -> None:
    command.add_argument("--format", choices=formats, default=formats[0], help=f"{formats[0]} if left out")


def _service(command: ArgumentParser) -> None:
    several = "its name, or MODULE:NAME where several have that name; all of them if left out"
    command.add_argument("service", metavar="SERVICE", nargs="?", help=several)
    command.add_argument("--qualifier", metavar="TEXT", help="which of several services of one type")
