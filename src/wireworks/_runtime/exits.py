"""The end of what generators made: newest first, all of it whatever happens, then one report (L20).

Sync and async closing are one coroutine; where nothing awaits it runs through in one step, which sync code takes.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Awaitable, Coroutine, Generator
from types import TracebackType
from typing import NamedTuple, TypeVar, cast

from wireworks._model.key import Key
from wireworks._text.message import listing
from wireworks._text.names import name_of, placed
from wireworks.errors import ServiceAsyncError, ServiceCloseError, ServiceError

T = TypeVar("T")


class Exit(NamedTuple):
    """A generator that waits to be resumed, and the key of what it made."""

    key: Key
    generator: Generator[object, None, None] | AsyncGenerator[object, None]
    is_async: bool


class Closing(NamedTuple):
    """What came of closing: the failures in the order they happened, and the exits that need ``await``."""

    failures: list[tuple[Key, BaseException]]
    left: list[Exit]


def at_once(coroutine: Coroutine[object, None, T]) -> T:
    """Run a coroutine that awaits nothing."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("T", stop.value)
    raise RuntimeError(coroutine)  # pragma: no cover - unreachable: nothing in it suspends


async def unwind(exits: list[Exit], outcome: BaseException | None, *, may_await: bool) -> Closing:
    """Resume every generator, newest first, with the outcome of the body; collect what fails.

    The outcome leaves as it came: its traceback and context are put back.
    """
    closing = Closing([], [])
    kept = _kept(outcome)
    while exits:
        entry = exits.pop()
        if entry.is_async and not may_await:
            closing.left.insert(0, entry)
            continue
        failure = await _resume(entry, outcome)
        if outcome is not None:
            outcome.__traceback__, outcome.__context__ = kept
        if failure is not None:
            closing.failures.append((entry.key, failure))
    return closing


def _kept(outcome: BaseException | None) -> tuple[TracebackType | None, BaseException | None]:
    return (None, None) if outcome is None else (outcome.__traceback__, outcome.__context__)


async def _resume(entry: Exit, outcome: BaseException | None) -> BaseException | None:
    """Resume one generator and return how it failed; one that ends, or passes the outcome on, has not."""
    generator = entry.generator
    try:
        if isinstance(generator, AsyncGenerator):
            await (generator.__anext__() if outcome is None else generator.athrow(outcome))
        elif outcome is None:
            next(generator)
        else:
            generator.throw(outcome)
    except (StopIteration, StopAsyncIteration):
        return None
    except BaseException as error:  # noqa: BLE001 - whatever it is, the others are closed first
        return None if _passed_on(error, outcome) else error
    return await _stop(entry)


async def _stop(entry: Exit) -> BaseException:
    """Close a generator that yielded again."""
    try:
        if isinstance(entry.generator, AsyncGenerator):
            await entry.generator.aclose()
        else:
            entry.generator.close()
    except BaseException as error:  # noqa: BLE001 - as above
        return error
    return ServiceError(
        f"The generator {placed(entry.generator)} that made `{name_of(entry.key)}` yielded twice.",
        fix="yield exactly once, and clean up after the `yield`.",
        see="generator",
    )


def _passed_on(error: BaseException, outcome: BaseException | None) -> bool:
    if error is outcome:
        return True
    # Python turns a StopIteration that leaves a generator into a RuntimeError (PEP 479).
    stops = isinstance(outcome, (StopIteration, StopAsyncIteration))
    return stops and isinstance(error, RuntimeError) and error.__cause__ is outcome


def report(closing: Closing, outcome: BaseException | None, what: str) -> None:
    """Raise what closing brought to light; return if all went well.

    Raises:
        ServiceCloseError: something failed to close. It holds the outcome first, then each failure.
        BaseException: the first of them that is no ``Exception``, such as a cancellation, so that it does its work; the
            rest hangs on it as its context.
    """
    failed = [name_of(key) for key, _ in closing.failures]
    failures = [failure for _, failure in closing.failures]
    if closing.left:
        failed += [name_of(entry.key) for entry in closing.left]
        failures.append(_left_open(closing.left, what))
    if not failures:
        return
    everything = ([] if outcome is None else [outcome]) + failures
    primary = next((error for error in everything if not isinstance(error, Exception)), None)
    rest = [error for error in everything if isinstance(error, Exception)]
    group = ServiceCloseError(f"Closing {what} failed for {listing(dict.fromkeys(failed))}", rest) if rest else None
    if primary is None and group is not None:
        raise group from None
    if primary is not None and group is not None:
        group.__context__, primary.__context__ = primary.__context__, group
    if primary is not None and primary is not outcome:
        raise primary


def _left_open(left: list[Exit], what: str) -> ServiceAsyncError:
    names = listing(dict.fromkeys(name_of(entry.key) for entry in left))
    makers = ", ".join(dict.fromkeys(placed(entry.generator) for entry in left))
    kind = "is an async generator" if len(left) == 1 else "are async generators"
    return ServiceAsyncError(
        f"{names} of {what} can only be closed with await: {makers} {kind}.",
        fix=f"end {what} with `async with`, or with `await ...aclose()`, which closes what is still open.",
        see="async-service",
    )


async def dismiss(entry: Exit, what: str) -> None:
    """Close at once what was made too late to be kept; nobody has used it, so nothing failed.

    Raises:
        ServiceCloseError: closing it fails.
    """
    report(await unwind([entry], None, may_await=True), None, what)


def first_step(generator: AsyncGenerator[object, None]) -> Awaitable[object]:
    """Start an async generator without entrusting it to the event loop.

    A loop closes the generators it knows of when it ends; ours may outlive it, and are closed by their owner.
    """
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return generator.__anext__()
    finally:
        sys.set_asyncgen_hooks(*hooks)
