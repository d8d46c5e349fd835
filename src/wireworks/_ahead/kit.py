"""What written modules have of their own: pieces of this text are copied into them, so they need nothing else."""

# What is private here is used where it is copied to.
# pyright: reportUnusedClass=false, reportUnusedFunction=false

from __future__ import annotations

from asyncio import Lock
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from enum import Enum
from inspect import iscoroutinefunction
from threading import RLock
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast

_T = TypeVar("_T")


class _Missing(Enum):
    MISSING = "missing"


_MISSING: Final = _Missing.MISSING


class _Owner:
    """Keep what is made once, and close it at the end: newest first, and all of it whatever happens."""

    outer: _Owner | None = None

    def __init__(self) -> None:
        self._locks: dict[str, AbstractContextManager[object]] = {}
        self._exits: list[tuple[str, Any]] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close(error)

    def close(self) -> None:
        """End it, all having gone well."""
        self._close(None)

    def _close(self, outcome: BaseException | None) -> None:
        self._forget()
        _report(self._ended(outcome), outcome, type(self).__name__)

    def _forget(self) -> None:
        self._closed = True
        for name in self._locks:
            setattr(self, f"_{name}", _MISSING)

    def _ended(self, outcome: BaseException | None) -> list[tuple[str, BaseException]]:
        failures = []
        while self._exits:
            name, resource = self._exits.pop()
            failure = _end(resource, outcome)
            if failure is not None:
                failures.append((name, failure))
        return failures

    def _making(self, name: str) -> AbstractContextManager[object]:
        """Return the lock under which a service is made: who comes second waits, and finds it."""
        if self._closed:
            raise RuntimeError(f"`{type(self).__name__}` was closed; nothing can be had from it any more.")
        return self._locks.setdefault(name, RLock())

    def _entered(self, name: str, generator: Iterator[_T]) -> _T:
        """Start a generator; it is resumed at the end."""
        for service in generator:
            self._exits.append((name, generator))
            return service
        raise RuntimeError(f"The generator of `{name}` ended without yielding.")

    def _disposed(self, name: str, service: _T, *arguments: object) -> _T:
        """Dispose of a service at the end, unless it was handed on, or is disposed of already."""
        if not any(service is each for each in arguments) and not self.disposes(service):
            self._exits.append((name, service))
        return service

    def disposes(self, service: object) -> bool:
        here = any(service is resource for _, resource in self._exits)
        return here or (self.outer is not None and self.outer.disposes(service))


class _AsyncOwner(_Owner):
    """Keep and close what takes `await` as well."""

    def __init__(self) -> None:
        super().__init__()
        self._async_locks: dict[str, Lock] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._aclose(error)

    async def aclose(self) -> None:
        """End it, all having gone well."""
        await self._aclose(None)

    async def _aclose(self, outcome: BaseException | None) -> None:
        self._forget()
        failures = []
        while self._exits:
            name, resource = self._exits.pop()
            failure = await _aend(resource, outcome)
            if failure is not None:
                failures.append((name, failure))
        _report(failures, outcome, type(self).__name__)

    def _ended(self, outcome: BaseException | None) -> list[tuple[str, BaseException]]:
        left = [each for each in self._exits if _is_async(each[1])]
        self._exits = [each for each in self._exits if not _is_async(each[1])]
        failures = super()._ended(outcome)
        self._exits = left
        why = "It can only be closed with `await`: end with `async with`, or with `await ...aclose()`."
        return [*failures, *((name, RuntimeError(why)) for name, _ in left)]

    def _amaking(self, name: str) -> Lock:
        """Return the lock under which a service is made: the task that comes second waits, and finds it."""
        self._making(name)
        return self._async_locks.setdefault(name, Lock())

    async def _aentered(self, name: str, generator: AsyncIterator[_T]) -> _T:
        """Start an async generator; it is resumed at the end."""
        async for service in generator:
            self._exits.append((name, generator))
            return service
        raise RuntimeError(f"The generator of `{name}` ended without yielding.")


def _inside(manager: AbstractContextManager[_T]) -> Iterator[_T]:
    with manager as service:
        yield service


async def _inside_async(manager: AbstractAsyncContextManager[_T]) -> AsyncIterator[_T]:
    async with manager as service:
        yield service


def _is_async(resource: Any) -> bool:
    return isinstance(resource, AsyncGenerator) or iscoroutinefunction(getattr(resource, "dispose", None))


async def _aend(resource: Any, outcome: BaseException | None) -> BaseException | None:
    """Do what `_end` does with what takes `await`, and with everything else."""
    if not _is_async(resource):
        return _end(resource, outcome)
    kept = None if outcome is None else (outcome.__traceback__, outcome.__context__)
    try:
        if not isinstance(resource, AsyncGenerator):
            await resource.dispose()
            return None
        if outcome is None:
            await anext(resource)
        else:
            await resource.athrow(outcome)
        await resource.aclose()
    except StopAsyncIteration:
        return None
    except BaseException as error:  # noqa: BLE001 - whatever it is, the others are closed first
        return None if _passed_on(error, outcome) else error
    finally:
        if outcome is not None and kept is not None:
            outcome.__traceback__, outcome.__context__ = kept
    return RuntimeError("The generator yielded twice.")


def _end(resource: Any, outcome: BaseException | None) -> BaseException | None:
    """Dispose of an object, or resume a generator with the outcome; return how that failed."""
    kept = None if outcome is None else (outcome.__traceback__, outcome.__context__)
    try:
        if not isinstance(resource, Generator):
            resource.dispose()
            return None
        if outcome is None:
            next(resource)
        else:
            resource.throw(outcome)
        resource.close()
    except StopIteration:
        return None
    except BaseException as error:  # noqa: BLE001 - whatever it is, the others are closed first
        return None if _passed_on(error, outcome) else error
    finally:
        if outcome is not None and kept is not None:
            outcome.__traceback__, outcome.__context__ = kept
    return RuntimeError("The generator yielded twice.")


def _passed_on(error: BaseException, outcome: BaseException | None) -> bool:
    """Tell whether a generator let the outcome through, which Python may have wrapped (PEP 479)."""
    stops = isinstance(outcome, (StopIteration, StopAsyncIteration))
    return error is outcome or (stops and isinstance(error, RuntimeError) and error.__cause__ is outcome)


def _report(failures: list[tuple[str, BaseException]], outcome: BaseException | None, what: str) -> None:
    """Raise what failed, behind the outcome; return if nothing did, and the outcome passes as it is."""
    if not failures:
        return
    everything = [*([] if outcome is None else [outcome]), *(failure for _, failure in failures)]
    primary = next((error for error in everything if not isinstance(error, Exception)), None)
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(name for name, _ in failures))
    rest = [error for error in everything if isinstance(error, Exception)]
    group = ExceptionGroup(f"Closing `{what}` failed for {names}", rest) if rest else None
    if primary is None:
        raise cast("ExceptionGroup[Exception]", group) from None
    if group is not None:
        group.__context__, primary.__context__ = primary.__context__, group
    if primary is not outcome:
        raise primary
