"""Tasks as messages: a name, and arguments as JSON that the worker reads by the annotations of the function."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from contextvars import copy_context
from dataclasses import asdict, replace
from functools import cache
from importlib import import_module
from typing import Any, Final, get_type_hints

from pydantic import TypeAdapter
from pydantic.errors import PydanticUserError
from pydantic_core import PydanticSerializationError, ValidationError

from wireworks.adapters import name_of, place_of
from wireworks.tasks._errors import TaskError
from wireworks.tasks._job import Job, Work, Works
from wireworks.tasks._options import mark_of, named
from wireworks.tasks._request_id import RequestId

NAME: Final = "wireworks.task"
_SENT = ("retries", "retry_delay", "backoff", "max_delay", "jitter", "timeout")


def message_of(job: Job) -> dict[str, Any]:
    """Return a task as what JSON can hold.

    Raises:
        TaskError: the function, an argument or an option could not be had again from it.
    """
    name = wire_name(job.work)
    if job.options.retry_on != job.work.options.retry_on:
        raise TaskError(
            f"`retry_on` of `{job.work.name}` cannot be sent to a worker, as it holds classes.",
            fix="say it where the function is defined: `@task(retry_on=...)`.",
            see="tasks",
        )
    annotations = _annotations(job.work.function)
    bound = job.work.bound(job.args, job.kwargs)
    sent = dict(_sent(job.work, bound.arguments, annotations))
    options = asdict(replace(job.options, retry_on=None))
    return {
        "id": job.id,
        "name": name,
        "arguments": sent,
        "options": {each: options[each] for each in _SENT},
        "request_id": str(job.request_id),
    }


def labels_of(job: Job) -> dict[str, str]:
    """Return what a message says to the broker: only the worker acknowledges it, when the task is done or given up."""
    return {"ack_type": "manual", "task": wire_name(job.work)}


def job_of(message: Mapping[str, Any], works: Works) -> Job:
    """Return the task that a message holds.

    Raises:
        LookupError: there is no such function here.
        ValueError: the arguments do not fit it.
    """
    work = works.of(function_of(message["name"]))
    annotations = _annotations(work.function)
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    for name, sent in message["arguments"].items():
        kind = inspect.signature(work.function).parameters[name].kind
        adapter = _adapter(annotations.get(name, Any))
        if kind is inspect.Parameter.VAR_POSITIONAL:
            args.extend(adapter.validate_json(each) for each in sent)
        elif kind is inspect.Parameter.VAR_KEYWORD:
            kwargs.update({key: adapter.validate_json(each) for key, each in sent.items()})
        elif kind is inspect.Parameter.KEYWORD_ONLY or name in work.needs.names:
            kwargs[name] = adapter.validate_json(sent)
        else:
            args.append(adapter.validate_json(sent))
    options = replace(work.options, **message["options"])
    return Job(message["id"], work, tuple(args), kwargs, options, RequestId(message["request_id"]), copy_context())


def wire_name(work: Work) -> str:
    """Return what a function is called on a broker.

    Raises:
        TaskError: it has no mark, or would not be found by a name.
    """
    function = work.function
    said = mark_of(function)
    where = f"`{name_of(function)}` ({place_of(function)})"
    if said is None and (not inspect.isfunction(function) or "<" in function.__qualname__):
        raise TaskError(
            f"{where} cannot be sent to a worker, which would not find it: it is no function at the top of a module.",
            fix="write a function there, mark it with `@task`, and pass it what it needs as arguments.",
            see="tasks",
        )
    if said is None:
        raise TaskError(
            f"{where} cannot be sent to a worker: it is not marked as a task, and workers call nothing else.",
            fix="mark it with `@task`.",
            see="tasks",
        )
    if said.name is not None:
        return said.name
    name = f"{function.__module__}:{getattr(function, '__qualname__', '')}"
    if _found(name) is not function:
        raise TaskError(
            f"{where} cannot be sent to a worker, which would not find it by its name.",
            fix="define it at the top of a module that can be imported, or give it a name: `@task(name=...)`.",
            see="tasks",
        )
    return name


def function_of(name: str) -> Any:
    """Return the function that has a name on a broker, if it is marked as a task.

    Raises:
        LookupError: there is none.
    """
    found = named(name) or _found(name)
    if mark_of(found) is None:
        raise LookupError(name)
    return found


def _found(name: str) -> Any:
    module, _, qualified = name.partition(":")
    try:
        found: Any = import_module(module) if qualified else None
    except ImportError:
        return None
    for part in qualified.split("."):
        found = getattr(found, part, None)
    return found


def _sent(work: Work, arguments: Mapping[str, Any], annotations: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    parameters = inspect.signature(work.function).parameters
    for name, value in arguments.items():
        annotation = annotations.get(name, Any)
        kind = parameters[name].kind
        if kind is inspect.Parameter.VAR_POSITIONAL:
            yield name, [_text(work, name, each, annotation) for each in value]
        elif kind is inspect.Parameter.VAR_KEYWORD:
            yield name, {key: _text(work, name, each, annotation) for key, each in value.items()}
        else:
            yield name, _text(work, name, value, annotation)


def _text(work: Work, name: str, value: object, annotation: object) -> str:
    try:
        adapter = _adapter(annotation)
        text = adapter.dump_json(value, warnings="error")
        same = adapter.validate_json(text) == value
    except (PydanticSerializationError, PydanticUserError, ValidationError, TypeError, ValueError):
        same, text = False, b""
    if not same:
        raise TaskError(
            f"`{name}` of `{work.name}` ({place_of(work.function)}) cannot be sent to a worker: a"
            f" `{name_of(type(value))}` does not come back as it was from JSON, read as `{name_of(annotation)}`.",
            fix="pass what can be written down, such as an id, and annotate the parameter with its type.",
            see="tasks",
        )
    return text.decode()


def _annotations(function: Any) -> Mapping[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except (NameError, TypeError):
        return {}


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)
