"""What waits to be sent to one connection, bounded by number and by bytes."""

from __future__ import annotations

from collections import deque

from wireworks.realtime._packets import Packet
from wireworks.realtime._settings import Policy


class Outbox:
    """Keep packets in order until they are taken.

    ``dropped`` counts those that were left out.
    """

    __slots__ = ("_bytes", "_most", "_most_bytes", "_packets", "_policy", "dropped")

    def __init__(self, policy: Policy, most: int, most_bytes: int) -> None:
        self._policy = policy
        self._most = most
        self._most_bytes = most_bytes
        self._packets: deque[Packet] = deque()
        self._bytes = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._packets)

    def put(self, packet: Packet) -> bool:
        """Add a packet by the policy; return false if the connection has to be closed instead."""
        if self._is_full(packet):
            if self._policy == "close":
                return False
            if self._policy == "drop_newest":
                self.dropped += 1
                return True
            while self._is_full(packet):
                self.take()
                self.dropped += 1
        self._packets.append(packet)
        self._bytes += packet.size
        return True

    def take(self) -> Packet:
        """Remove the oldest packet and return it."""
        packet = self._packets.popleft()
        self._bytes -= packet.size
        return packet

    def clear(self) -> None:
        """Forget all of them."""
        self._packets.clear()
        self._bytes = 0

    def _is_full(self, packet: Packet) -> bool:
        waiting = len(self._packets)
        return waiting > 0 and (waiting >= self._most or self._bytes + packet.size > self._most_bytes)
