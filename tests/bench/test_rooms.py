"""Rooms beside a loop: what is counted, and how it is drawn."""

from __future__ import annotations

import asyncio

from bench import rooms
from bench.realtime import SIZE
from bench.realtime.listening import Listener


def test_row_has_quantiles_in_milliseconds_and_the_part_that_arrived() -> None:
    found = rooms.Figures(took=[0.001, 0.003, 0.002], latencies=[0.01, 0.02, 0.03], sockets=2)

    assert rooms.row("rooms", found) == ["rooms", "3", "2.0", "3.0", "3.0", "20.0", "30.0", "50.0%"]
    assert rooms.row("nothing", rooms.Figures([], [], 2)) == ["nothing", "0", "-", "-", "-", "-", "-", "-"]


def test_messages_are_told_apart_however_they_come() -> None:
    async def main() -> list[float]:
        latencies: list[float] = []
        listener = Listener("/", latencies)
        frame = b"\x81\x7e\x0f\xa0" + f"{0:020.9f}".ljust(SIZE, ".").encode()
        stream = b"HTTP/1.1 101\r\n\r\n" + frame * 3
        for start in range(0, len(stream), 3000):
            listener.data_received(stream[start : start + 3000])
        await listener.joined
        return latencies

    assert len(asyncio.run(main())) == 3
