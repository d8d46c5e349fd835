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

    def put(self, packet: Packet) -> int:
        """Add a packet by the policy; return how many were left out, or -1 if the connection has to be closed."""
        if not self._packets or not self._is_full(packet):
            self._add(packet)
            return 0
        if self._policy == "close":
            return -1
        left_out = 1
        if self._policy == "drop_oldest":
            left_out = 0
            while self._packets and self._is_full(packet):
                self.take()
                left_out += 1
            self._add(packet)
        self.dropped += left_out
        return left_out

    def take(self) -> Packet:
        """Remove the oldest packet and return it."""
        packet = self._packets.popleft()
        self._bytes -= packet.size
        return packet

    def clear(self) -> None:
        """Forget all of them."""
        self._packets.clear()
        self._bytes = 0

    def _add(self, packet: Packet) -> None:
        self._packets.append(packet)
        self._bytes += packet.size

    def _is_full(self, packet: Packet) -> bool:
        return len(self._packets) >= self._most or self._bytes + packet.size > self._most_bytes
