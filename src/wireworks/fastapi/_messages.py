"""The messages of a WebSocket, each with a scope of its own inside that of the connection (W5).

A connection may last for hours, and a unit of work must not. So there is one for each message: it has ended, for good
or ill, before the next message is received, and before anything is answered.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import aclosing, suppress
from types import TracebackType
from typing import Any, Final, Generic, TypeAlias, TypeVar, overload

from fastapi.encoders import jsonable_encoder
from pydantic import TypeAdapter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from wireworks.adapters import ServiceError, ServiceScope, open_scope
from wireworks.fastapi._request_scope import KEY, RequestScope
from wireworks.fastapi._shielding import shield
from wireworks.stopping import Stopping

T = TypeVar("T")

Frame: TypeAlias = str | bytes
Invalid: TypeAlias = Callable[[ValueError], Awaitable[object]]

_INVALID: Final = 1007
_RESTART: Final = 1012


@overload
def messages(
    websocket: WebSocket, *, source: AsyncIterable[Frame] | None = None, invalid: Invalid | None = None
) -> Messages[str]: ...
@overload
def messages(
    websocket: WebSocket, kind: type[T], *, source: AsyncIterable[Frame] | None = None, invalid: Invalid | None = None
) -> Messages[T]: ...
def messages(
    websocket: WebSocket,
    kind: Any = str,
    *,
    source: AsyncIterable[Frame] | None = None,
    invalid: Invalid | None = None,
) -> Messages[Any]:
    """Return the messages of a connection, each to be handled in a scope of its own.

    They end when the client leaves, and when the process is told to stop: then what is being handled is handled to its
    end, and the connection is closed with 1012. A connection that nobody has accepted is accepted.

    Args:
        websocket: as the endpoint has it.
        kind: ``str`` for text, ``bytes`` for binary messages; anything else is what pydantic makes of JSON.
        source: where they come from, if not from ``websocket`` itself, such as a room's ``Member``.
        invalid: is awaited with what is wrong with a message that is not of that ``kind``, and the next one is taken;
            without it the connection is closed with 1007.

    Raises:
        ServiceError: the app of the endpoint has no container.

    Example:
        >>> from fastapi import FastAPI
        >>> app = FastAPI()
        >>> @app.websocket("/orders")
        ... async def orders(websocket: WebSocket) -> None:
        ...     async for message in messages(websocket):
        ...         async with message as scope:
        ...             print(message.value, scope)

    Source: W5.
    """
    return Messages(websocket, _reader(kind), source or _received(websocket), invalid)


class Message(Generic[T]):
    """One message, and its scope while an ``async with`` statement lasts: the services that ``container.get`` finds.

    An exception in the block rolls the scope back and goes on; that the client is gone (``WebSocketDisconnect``) rolls
    back and ends the messages.

    Attributes:
        value: what the client sent, read as the kind that was asked for.
    """

    __slots__ = ("_messages", "_scope", "value")

    def __init__(self, messages: Messages[T], scope: ServiceScope, value: T) -> None:
        self._messages = messages
        self._scope = scope
        self.value = value

    async def __aenter__(self) -> ServiceScope:
        return await self._scope.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        # Closing goes on when the connection is cancelled, as it does for requests.
        with shield():
            await self._scope.__aexit__(kind, error, traceback)
        has_left = isinstance(error, WebSocketDisconnect)
        if has_left:
            self._messages.end()
        return has_left


class Messages(Generic[T]):
    """The messages of a connection; to be read once, by ``async for`` or by `handle`."""

    def __init__(
        self, websocket: WebSocket, read: Callable[[Frame], T], source: AsyncIterable[Frame], invalid: Invalid | None
    ) -> None:
        self._request = _request_of(websocket)
        self._websocket = websocket
        self._read = read
        self._source = source
        self._invalid = invalid or self._refuse
        self._is_over = False

    async def __aiter__(self) -> AsyncGenerator[Message[T]]:
        if self._websocket.application_state is WebSocketState.CONNECTING:
            await self._websocket.accept()
        request = self._request
        stopping = await request.aget(Stopping)
        async with aclosing(stopping.until(self._source)) as frames:
            async for frame in frames:
                try:
                    value = self._read(frame)
                except ValueError as error:
                    await self._invalid(error)
                else:
                    yield Message(self, open_scope(request.container, request.context), value)
                if self._is_over:
                    return
        if stopping.stopped:
            await self._close(_RESTART, "The server is stopping.")

    async def handle(self, handler: Callable[..., Awaitable[object]]) -> None:
        """Await ``handler`` for each message, in its scope, and then send what it returns.

        Args:
            handler: takes the message as its first argument; the others are filled by the container. It is answered
                when the scope has ended well: text, bytes, or anything that FastAPI makes JSON of; ``None`` is not.

        Raises:
            ServiceResolutionError: a parameter of ``handler`` cannot be filled.
            ServiceCloseError: the scope did not end well; nothing was answered.
        """
        async with aclosing(aiter(self)) as each:
            async for message in each:
                answer: object = None
                async with message:
                    answer = await self._request.container.call(handler, message.value)
                with suppress(WebSocketDisconnect):
                    await self._send(answer)

    def end(self) -> None:
        """Take no more messages."""
        self._is_over = True

    async def _send(self, answer: object) -> None:
        if isinstance(answer, str):
            await self._websocket.send_text(answer)
        elif isinstance(answer, bytes):
            await self._websocket.send_bytes(answer)
        elif answer is not None:
            await self._websocket.send_json(jsonable_encoder(answer))

    async def _refuse(self, error: ValueError) -> None:
        self.end()
        # A close frame has room for 123 bytes, and what is wrong with a message may quote it.
        await self._close(_INVALID, type(error).__name__)

    async def _close(self, code: int, reason: str) -> None:
        if self._websocket.application_state is WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect):
                await self._websocket.close(code, reason)


def _request_of(websocket: WebSocket) -> RequestScope:
    request: RequestScope | None = websocket.scope.get(KEY)
    if request is None:
        raise ServiceError(
            f"The messages of `{websocket.url.path}` cannot have scopes: the app has no container.",
            fix="call `wireworks.fastapi.setup(app, container)` before the app starts.",
            see="fastapi",
        )
    return request


async def _received(websocket: WebSocket) -> AsyncGenerator[Frame]:
    while websocket.client_state is WebSocketState.CONNECTED:
        message = await websocket.receive()
        if message["type"] == "websocket.receive":
            text: str | None = message.get("text")
            yield message["bytes"] if text is None else text


def _reader(kind: Any) -> Callable[[Frame], Any]:
    if kind is str or kind is bytes:
        return lambda frame: _as_it_is(frame, kind)
    return TypeAdapter(kind).validate_json


def _as_it_is(frame: Frame, kind: type[Frame]) -> Frame:
    if not isinstance(frame, kind):
        raise ValueError(f"expected a message of `{kind.__name__}`, got `{type(frame).__name__}`.")  # noqa: TRY004
    return frame
