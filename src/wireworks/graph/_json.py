"""The graph as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from wireworks._text.names import name_of
from wireworks.graph._records import Problem, Service

VERSION = 1
"""Counts up when a field goes or changes its meaning; new fields may come without."""


def as_json(services: Sequence[Service], problems: Sequence[Problem]) -> str:
    """Return the records, services sorted by id and fields by name."""
    in_order = sorted(services, key=lambda service: service.id)
    return dumped({"services": [_service(each) for each in in_order], "problems": list(map(problem_data, problems))})


def dumped(data: Mapping[str, object]) -> str:
    """Return a document of ours: it says which version of the schema it has, and ends with a newline."""
    return json.dumps({"version": VERSION, **data}, indent=2, sort_keys=True) + "\n"


def problem_data(problem: Problem) -> dict[str, object]:
    """Return a problem as plain data."""
    return {**problem._asdict(), "chain": [step._asdict() for step in problem.chain]}


def _service(service: Service) -> dict[str, object]:
    plain = service._asdict()
    del plain["key"], plain["type"]  # objects of Python's; the id says which
    return {
        **plain,
        "qualifier": None if service.qualifier is None else name_of(service.qualifier),
        "needs": [need._asdict() for need in service.needs],
        "problems": [problem_data(problem) for problem in service.problems],
    }
