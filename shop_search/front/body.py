"""A request's body, whole, before anybody works on it."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from shop_search.front.limits import MB, Limits
from shop_search.front.refusals import Refused, body_too_large, busy, disk_full, too_slow

Message = dict[str, Any]  # ASGI's
Receive = Callable[[], Awaitable[Message]]
# Beyond this a body lies in a temporary file.
IN_MEMORY = MB


class Disconnected(Exception):
    """The client is gone; nobody waits for an answer."""


@dataclass(slots=True)
class Incoming:
    """What a client sends: its body, and after that only that it is gone."""

    _receive: Receive
    is_complete: bool = False

    async def piece(self) -> bytes:
        """Raises Disconnected."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        self.is_complete = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        return piece

    async def end(self) -> None:
        """Returns when the client is gone. Call it once the body is complete."""
        while (await self._receive())["type"] != "http.disconnect":
            pass  # the end of a body that is empty


@dataclass(slots=True)
class Buffered:
    """How much of all bodies is kept, by client."""

    limits: Limits
    total: int = 0
    by_client: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def share(self, client: str) -> Iterator["Share"]:
        share = Share(self, client)
        try:
            yield share
        finally:
            self._add(client, -share.size)

    def _add(self, client: str, size: int) -> None:
        self.total += size
        self.by_client[client] += size
        if not self.by_client[client]:
            del self.by_client[client]

    def take(self, client: str, size: int) -> None:
        """Raises Refused."""
        limits = self.limits
        if (
            self.total + size > limits.buffered_bytes
            or self.by_client[client] + size > limits.buffered_bytes_of_client
        ):
            raise Refused(busy())
        self._add(client, size)


@dataclass(slots=True)
class Share:
    """What one request takes of it, until the request ends."""

    buffered: Buffered
    client: str
    size: int = 0

    def grow(self, size: int) -> None:
        """Raises Refused."""
        self.buffered.take(self.client, size)
        self.size += size


@dataclass(slots=True)
class Body:
    """Grows as it arrives; a large one is written to disk in another thread than the loop's."""

    file: IO[bytes]
    size: int = 0
    _chunks: list[bytes] = field(default_factory=list)
    _pending: int = 0

    async def add(self, chunk: bytes) -> None:
        """Raises Refused where the disk is full."""
        self._chunks.append(chunk)
        self.size += len(chunk)
        self._pending += len(chunk)
        if self._pending > IN_MEMORY:
            await asyncio.to_thread(self._write)

    def _write(self) -> None:
        try:
            self.file.write(b"".join(self._chunks))
        except OSError as error:
            raise Refused(disk_full()) from error
        self._chunks, self._pending = [], 0

    async def complete(self) -> None:
        if self.size > IN_MEMORY:
            await asyncio.to_thread(self._write)
        else:
            self._write()
        self.file.seek(0)


@contextmanager
def empty_body() -> Iterator[Body]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        yield Body(file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    incoming: Incoming
    limits: Limits
    most: int  # bytes
    share: Share | None  # None: an upload of somebody known, which counts for itself

    async def read_into(self, body: Body, *, announced: int) -> None:
        """Raises Disconnected and Refused."""
        until = time.monotonic() + self.limits.seconds_for(announced or self.most)
        while not self.incoming.is_complete:
            piece = await self._next(until)
            if body.size + len(piece) > self.most:
                raise Refused(body_too_large(self.most))
            if self.share:
                self.share.grow(len(piece))
            await body.add(piece)
        await body.complete()

    async def _next(self, until: float) -> bytes:
        patience = min(self.limits.silence_seconds, until - time.monotonic())
        try:
            async with asyncio.timeout(max(patience, 0)):
                return await self.incoming.piece()
        except TimeoutError as error:
            raise Refused(too_slow()) from error
