"""The end of generators and of what is disposed of: newest first, all of it whatever happens, then one report (L20).

Sync and async closing are one coroutine; where nothing awaits it runs through in one step, which sync code takes.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from types import AsyncGeneratorType, GeneratorType, TracebackType
from typing import Any, TypeAlias, TypeVar, cast, final

from wireworks._model.key import Key
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._text.message import listing
from wireworks._text.names import name_of, placed
from wireworks.errors import ServiceAsyncError, ServiceCloseError, ServiceError

T = TypeVar("T")


@final
class Disposal:
    """An object whose ``dispose()`` is to be called; where that gives something to await, it is awaited."""

    __slots__ = ("_product",)

    def __init__(self, product: Any) -> None:
        self._product = product

    @property
    def method(self) -> object:
        """What is called, for messages."""
        return type(self._product).dispose

    async def end(self, *, may_await: bool) -> bool:
        """Dispose of the object; return whether that was possible, which without ``await`` it may not be."""
        result = self._product.dispose()
        if not hasattr(type(result), "__await__"):
            return True
        if may_await:
            await result
            return True
        if isinstance(result, Coroutine):
            result.close()  # nothing of it has run
        return False


@final
class Afterwards:
    """Somebody to be told how it went, once all else is closed.

    ``tell`` is asked with whether all went well. It may return something to await; where that is not possible, it is
    asked for it with the second argument false, and does what it can.
    """

    __slots__ = ("_tell",)

    def __init__(self, tell: Callable[[bool, bool], Awaitable[None] | None]) -> None:
        self._tell = tell

    async def end(self, *, well: bool, may_await: bool) -> BaseException | None:
        """Tell it; return how that failed."""
        try:
            waiting = self._tell(well, may_await)
            if waiting is not None:
                await waiting
        except BaseException as error:  # noqa: BLE001 - it is reported with the rest
            return error
        return None


_Generator: TypeAlias = Generator[object, None, None] | AsyncGenerator[object, None]
Resource: TypeAlias = _Generator | Disposal | Afterwards


Exit: TypeAlias = tuple[Key, Resource, bool]
"""What waits to be closed: the key it was made for, a generator to resume or an object to dispose of, and whether that
is an async generator. A plain tuple: every resource makes one."""

Failure: TypeAlias = tuple[Key, BaseException]


class Closing(NamedTuple):
    """What came of closing: the failures in the order they happened, and the exits that need ``await``."""

    failures: list[Failure]
    left: list[Exit]


def at_once(coroutine: Coroutine[object, None, T]) -> T:
    """Run a coroutine that awaits nothing."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("T", stop.value)
    raise RuntimeError(coroutine)  # pragma: no cover - unreachable: nothing in it suspends


def run_out(exits: list[Exit]) -> list[Failure]:
    """Resume generators, newest first, as long as they end as they should; the rest of ``exits`` is for ``unwind``.

    Returns:
        How the last of them failed, if it did.
    """
    while exits:
        entry = exits.pop()
        key, generator, _ = entry
        if type(generator) is not GeneratorType:
            exits.append(entry)
            break
        try:
            for _again in generator:  # a loop resumes it without a call
                return [(key, at_once(_stop(key, generator)))]
        except BaseException as error:  # noqa: BLE001 - whatever it is, the others are closed first
            return [(key, error)]
    return []


async def arun_out(exits: list[Exit]) -> list[Failure]:
    """Do what ``run_out`` does for generators of both kinds."""
    generator: Any
    while exits:
        if type(exits[-1][1]) is not AsyncGeneratorType:
            failures = run_out(exits)
            if failures or not exits or type(exits[-1][1]) is not AsyncGeneratorType:
                return failures
        key, generator, _ = exits.pop()
        try:
            again = await anext(generator, MISSING)
        except BaseException as error:  # noqa: BLE001 - as above
            return [(key, error)]
        if again is not MISSING:
            return [(key, await _stop(key, generator))]
    return []


async def unwind(
    exits: list[Exit], outcome: BaseException | None, failures: list[Failure] | None = None, *, may_await: bool
) -> Closing:
    """Close everything, newest first, generators with the outcome of the body; collect what fails.

    The outcome leaves as it came: its traceback and context are put back. ``failures`` are those of before.
    """
    closing = Closing(failures or [], [])
    kept = _kept(outcome)
    while exits:
        entry = exits.pop()
        key, resource, is_async = entry
        if is_async and not may_await:
            closing.left.insert(0, entry)
            continue
        if isinstance(resource, Disposal):
            failure = await _dispose(entry, resource, closing, may_await=may_await)
        elif isinstance(resource, Afterwards):
            well = outcome is None and not closing.failures and not closing.left
            failure = await resource.end(well=well, may_await=may_await)
        else:
            failure = await _resume(key, resource, outcome)
        if outcome is not None:
            outcome.__traceback__, outcome.__context__ = kept
        if failure is not None:
            closing.failures.append((key, failure))
    return closing


def _kept(outcome: BaseException | None) -> tuple[TracebackType | None, BaseException | None]:
    return (None, None) if outcome is None else (outcome.__traceback__, outcome.__context__)


async def _dispose(entry: Exit, disposal: Disposal, closing: Closing, *, may_await: bool) -> BaseException | None:
    """Dispose of one object and return how that failed; leave it where it takes an ``await`` that may not be."""
    try:
        if not await disposal.end(may_await=may_await):
            closing.left.insert(0, entry)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the others are closed first
        return error
    return None


async def _resume(key: Key, generator: _Generator, outcome: BaseException | None) -> BaseException | None:
    """Resume one generator and return how it failed; one that ends, or passes the outcome on, has not."""
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
    return await _stop(key, generator)


async def _stop(key: Key, generator: _Generator) -> BaseException:
    """Close a generator that yielded again."""
    try:
        if isinstance(generator, AsyncGenerator):
            await generator.aclose()
        else:
            generator.close()
    except BaseException as error:  # noqa: BLE001 - as above
        return error
    return ServiceError(
        f"The generator {placed(generator)} that made `{name_of(key)}` yielded twice.",
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
        failed += [name_of(key) for key, *_ in closing.left]
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
    names = listing(dict.fromkeys(name_of(key) for key, *_ in left))
    reasons = ", ".join(dict.fromkeys(_reason(resource) for _, resource, _ in left))
    return ServiceAsyncError(
        f"{names} of {what} can only be closed with await: {reasons}.",
        fix=f"end {what} with `async with`, or with `await ...aclose()`, which closes what is still open.",
        see="async-service",
    )


def _reason(resource: Resource) -> str:
    if isinstance(resource, Disposal):
        return f"{placed(resource.method)} is async"
    from wireworks._declare.entering import maker_of  # errors alone need it, and start-up is dear

    maker = maker_of(resource)
    return f"{placed(maker)} is an async {'generator' if maker is resource else 'context manager'}"


async def dismiss(entry: Exit, what: str, *, may_await: bool = True) -> list[Exit]:
    """Close at once what was made too late to be kept; nobody has used it, so nothing failed.

    Returns:
        The entry, if that takes an ``await`` that may not be.

    Raises:
        ServiceCloseError: closing it fails.
    """
    closing = await unwind([entry], None, may_await=may_await)
    report(Closing(closing.failures, []), None, what)
    return closing.left


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
