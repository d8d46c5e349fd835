"""The guide of the tour: sends requests, shows what they did, and checks what it promises."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import httpx2

from examples.bookshop.journal import Journal
from wireworks import ServiceContainer


class Guide:
    """Lead through the steps of the tour; ``failures`` counts the promises that were not kept."""

    def __init__(self, client: httpx2.AsyncClient, container: ServiceContainer) -> None:
        self.client = client
        self.container = container
        self.journal = container.get(Journal)
        self.failures = 0
        self._steps = 0

    def announce(self, title: str) -> None:
        self._steps += 1
        print(f"\n{self._steps:2}. {title}")

    async def visit(
        self,
        method: str,
        path: str,
        *,
        basket: dict[str, int] | None = None,
        headers: Mapping[str, str] | None = None,
        until: str | None = None,
    ) -> tuple[httpx2.Response, Sequence[str]]:
        """Send a request; return the answer, and what the journal tells of it, up to a line with ``until``."""
        before = len(self.journal.lines)
        answer = await self.client.request(method, path, json=basket, headers=headers)
        if until is not None:
            await self.hear(until, before)
        events = self.journal.lines[before:]
        self.show(f"{method} {path}", str(answer.status_code), events)
        return answer, events

    async def hear(self, part: str, since: int) -> None:
        """Wait for a line of the journal without holding up the server, which shares the event loop."""
        if not await asyncio.to_thread(self.journal.wait_for, part, since):
            self.expect(f"the journal says: {part}", holds=False)

    def show(self, request: str, outcome: str, events: Sequence[str]) -> None:
        print(f"    {request:<50} {outcome}")
        for event in events:
            print(f"      | {event}")

    def expect(self, fact: str, *, holds: bool) -> None:
        """State a fact; one that does not hold fails the tour."""
        self.failures += not holds
        print(f"    {'ok: ' if holds else 'NOT SO: '}{fact}")


def sessions(events: Sequence[str]) -> list[str]:
    """Pick what happened to sessions: ``opened``, ``committed``, ``rolled back``, ``closed``."""
    return [event.split(" ", 2)[2] for event in events if event.startswith("session ")]
