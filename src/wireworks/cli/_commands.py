"""The commands: each asks the container, and returns what to print and the exit code."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from wireworks.cli._answer import OK, PROBLEMS, Answer
from wireworks.cli._compile import compile_
from wireworks.cli._services import key_of
from wireworks.container import ServiceContainer
from wireworks.errors import ServiceGraphError
from wireworks.graph._json import dumped, problem_data


def check(container: ServiceContainer, asked: Namespace) -> Answer:
    """Report the problems of the wiring."""
    if asked.format == "json":
        found = container.graph
        told = dumped({"services": len(found.services), "problems": list(map(problem_data, found.problems))})
        return Answer(told, PROBLEMS if found.problems else OK)
    try:
        container.validate()
    except ServiceGraphError as error:
        return Answer(f"{error}\n", PROBLEMS, for_people=True)
    return Answer(f"{container.graph.summary}.\n", for_people=True)


def graph(container: ServiceContainer, asked: Namespace) -> Answer:
    """Show every service, or those that one needs."""
    found = container.graph
    if asked.service is not None:
        found = container.graph_of(key_of(found, asked.service, asked.qualifier))
    if asked.format == "html":
        return Answer(found.html(asked.target))
    drawings: dict[str, Callable[[], str]] = {
        "text": found.text,
        "mermaid": found.mermaid,
        "dot": found.dot,
        "json": found.json,
    }
    return Answer(drawings[asked.format](), for_people=asked.format == "text")


def explain(container: ServiceContainer, asked: Namespace) -> Answer:
    """Show the tree of one service, or of each; that there are problems is not what was asked."""
    found = container.graph
    if asked.service is None:
        trees = "\n".join(found.tree(service.id) for service in found.services)
        return Answer(found.json()) if asked.format == "json" else Answer(trees, for_people=True)
    key = key_of(found, asked.service, asked.qualifier)
    if asked.format == "json":
        return Answer(container.graph_of(key).json())
    return Answer(container.explain(key), for_people=True)


def source(container: ServiceContainer, asked: Namespace) -> Answer:
    """Show the code of one service, or of each."""
    found = container.graph
    if asked.service is None:
        keys: list[Any] = [service.key for service in found.services if service.key is not None]
        return Answer("\n\n".join(map(container.source, keys)))
    return Answer(container.source(key_of(found, asked.service, asked.qualifier)))


COMMANDS: dict[str, Callable[[ServiceContainer, Namespace], Answer]] = {
    "check": check,
    "graph": graph,
    "explain": explain,
    "source": source,
    "compile": compile_,
}
