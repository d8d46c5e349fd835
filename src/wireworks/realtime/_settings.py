"""What is said once for all rooms of an application: limits, what happens to slow readers, heartbeats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, TypeAlias, get_args

from wireworks.adapters import compose
from wireworks.realtime._origins import Origins

Policy: TypeAlias = Literal["close", "drop_oldest", "drop_newest"]
"""What happens when more waits for a connection than it may: it is closed with 1013, or something is left out."""

_SPARED: Final = {"policy", "origins", "heartbeat_text", "dumps"}
"""Fields that are no numbers above zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings:
    """Say how rooms treat their connections; register an instance of it beside ``Rooms``.

    Args:
        policy: for a reader slower than what is sent: ``"close"`` (1013, "try again later"), ``"drop_oldest"`` or
            ``"drop_newest"``; `Rooms.join` may say otherwise for one connection.
        queue: messages that may wait for one connection.
        queue_bytes: bytes that may; a message that nothing waits before is always taken.
        send_timeout: seconds until a connection that takes nothing of what is sent counts as dead and is closed.
        origins: whose pages may connect; by default those of the same host, and clients that are no browsers.
        connections: of this process at once; more are refused, as with the next two, before they are accepted.
        per_room: connections of this process in one room; ``None``: any number.
        per_user: connections of one user in this process; ``None``: any number.
        rooms: that one connection may be in.
        message_size: bytes of a message that is received; a longer one closes the connection with 1009. The server has
            read it by then: give it a limit as well (``--ws-max-size`` of uvicorn).
        publish_size: bytes of a message that is published; a longer one is an error of whoever publishes it.
        rate: messages per second received from one connection; more close it with 1008. ``None``: any number.
        burst: messages that may come at once.
        heartbeat: seconds of silence after which ``heartbeat_text`` is sent, which browsers see, as they do not see the
            pings of the protocol. ``None``: never; uvicorn's pings find dead peers too.
        heartbeat_text: a client that sends it back shows that it is there; endpoints do not get to see that.
        idle_timeout: seconds without a message from the client until the connection is closed with 1001, for clients
            that answer heartbeats or speak by themselves. ``None``: it may listen for ever.
        close_timeout: seconds that a connection which is closed has to take what waits and the reason.
        stop_code: with which connections are closed when the application stops: 1012 (restart) or 1001 (going away).
        dumps: makes text of what is neither text nor bytes; without it, pydantic models by themselves and the rest as
            JSON.

    Raises:
        ValueError: something is not above zero, or no policy.

    Example:
        >>> RoomSettings(policy="drop_oldest", queue=100, per_user=5).queue
        100

    Source: W12.
    """

    policy: Policy = "close"
    queue: int = 256
    queue_bytes: int = 1024 * 1024
    send_timeout: float = 20.0
    origins: Origins = Origins()  # noqa: RUF009 - it is frozen
    connections: int = 10_000
    per_room: int | None = None
    per_user: int | None = None
    rooms: int = 100
    message_size: int = 64 * 1024
    publish_size: int = 1024 * 1024
    rate: float | None = 100.0
    burst: int = 200
    heartbeat: float | None = None
    heartbeat_text: str = '{"type":"heartbeat"}'
    idle_timeout: float | None = None
    close_timeout: float = 1.0
    stop_code: int = 1012
    dumps: Callable[[Any], str] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        known_policy(self.policy)
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in _SPARED and value is not None and not value > 0:
                what = f"`RoomSettings`: expected `{field.name}` above zero, got `{value!r}`."
                raise ValueError(compose(what, fix="pass a number above zero.", see="rooms"))


def known_policy(policy: str) -> None:
    """Refuse what is no policy.

    Raises:
        ValueError: it is none.
    """
    if policy not in get_args(Policy):
        choices = ", ".join(f"`{each!r}`" for each in get_args(Policy))
        what = f"`policy`: expected one of {choices}, got `{policy!r}`."
        raise ValueError(compose(what, fix="pass one of them.", see="rooms"))
