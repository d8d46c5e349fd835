"""The client of the embedded store: what code that talks to a server directly finds where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from types import TracebackType
from typing import Self

from wireworks.cache._commands import Commands
from wireworks.cache._memory import MemoryStore


class MemoryClient:
    """Offer the embedded store through the commands of a server's client, those of ``CacheClient`` and a few more.

    ``cachemanager.client`` gives one where no server is named. It and the services made on it see the same values.

    Args:
        store: what is worked on.
        decode_responses: answer texts instead of bytes.

    Source: C2.
    """

    def __init__(self, store: MemoryStore, *, decode_responses: bool = True) -> None:
        self.store = store
        self._commands = Commands(store.entries, decode_responses=decode_responses)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        """Give the command ``name``, to be awaited as a server's would be."""
        command = _command(self.__dict__.get("_commands"), name)

        async def run(*args: object, **options: object) -> object:
            return command(*args, **options)

        return run

    async def scan_iter(self, match: str | None = None, count: int | None = None) -> AsyncIterator[bytes | str]:
        """Go through the keys that match a glob pattern; ``count`` is for servers."""
        del count
        for key in self._commands.keys("*" if match is None else match):
            yield key

    def pipeline(self, transaction: bool = True) -> MemoryPipeline:  # noqa: FBT001, FBT002 - as servers' clients have it
        """Collect commands and carry them out together; they are one step, whatever ``transaction`` says."""
        del transaction
        return MemoryPipeline(self._commands)

    async def aclose(self) -> None:
        """Do nothing: there is no connection, and the values stay."""


class MemoryPipeline:
    """Collect commands and carry them out as one step.

    Made by :meth:`MemoryClient.pipeline`. Each command gives the pipeline itself; :meth:`execute` gives the answers.
    """

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._collected: list[Callable[[], object]] = []

    def __getattr__(self, name: str) -> Callable[..., MemoryPipeline]:
        """Give the command ``name``, to be carried out later."""
        command = _command(self.__dict__.get("_commands"), name)

        def collect(*args: object, **options: object) -> MemoryPipeline:
            self._collected.append(partial(command, *args, **options))
            return self

        return collect

    async def execute(self, raise_on_error: bool = True) -> list[object]:  # noqa: FBT001, FBT002 - as servers' clients
        """Carry out what was collected, nothing in between, and start collecting anew.

        Args:
            raise_on_error: raise the first error once every command has run; otherwise it stands among the answers.
        """
        collected, self._collected = self._collected, []
        with self._commands.entries.lock:
            answers = [_answer(command) for command in collected]
        errors = [answer for answer in answers if isinstance(answer, Exception)]
        if errors and raise_on_error:
            raise errors[0]
        return answers

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._collected = []


def _command(commands: Commands | None, name: str) -> Callable[..., object]:
    command: object = None if name.startswith("_") else getattr(commands, name, None)
    if not callable(command):
        what = f"The embedded store has no command `{name}`."
        fix = "name a server in `cachemanager.init(redis_url=...)`."
        raise AttributeError(f"{what}\nFix: {fix}")  # noqa: TRY004 - an attribute is what was asked for
    return command


def _answer(command: Callable[[], object]) -> object:
    try:
        return command()
    except Exception as error:  # noqa: BLE001 - it is the answer to this command
        return error
