"""Buffers a request's body before the application is called."""

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

Message = dict[str, Any]  # an ASGI event
Receive = Callable[[], Awaitable[Message]]
# Bytes above which a body is kept in a temporary file.
MAX_IN_MEMORY = MB


class Disconnected(Exception):
    """The client is gone; nobody waits for a response."""


@dataclass(slots=True)
class BodyStream:
    """The ASGI events of a request: chunks of its body, then the disconnect."""

    _receive: Receive
    is_complete: bool = False

    async def next_chunk(self) -> bytes:
        """Return the next part of the body. Raises Disconnected if the client is gone."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        self.is_complete = not message.get("more_body", False)
        chunk: bytes = message.get("body", b"")
        return chunk

    async def wait_disconnected(self) -> None:
        """Wait until the client is gone. Call this after the body is complete."""
        while (await self._receive())["type"] != "http.disconnect":
            pass  # the final event of an empty body


@dataclass(slots=True)
class BufferQuota:
    """Bounds the bytes buffered for all requests together, and for the requests of one client."""

    limits: Limits
    total: int = 0
    by_client: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def share(self, client: str) -> Iterator["QuotaShare"]:
        share = QuotaShare(self, client)
        try:
            yield share
        finally:
            self._add(client, -share.size)

    def _add(self, client: str, size: int) -> None:
        self.total += size
        self.by_client[client] += size
        if not self.by_client[client]:
            del self.by_client[client]

    def reserve(self, client: str, size: int) -> None:
        """Reserve bytes for a client. Raises Refused if that exceeds one of the two limits."""
        limits = self.limits
        if (
            self.total + size > limits.buffered_bytes
            or self.by_client[client] + size > limits.buffered_bytes_per_client
        ):
            raise Refused(busy())
        self._add(client, size)


@dataclass(slots=True)
class QuotaShare:
    """The bytes that one request takes of the quota until it ends."""

    quota: BufferQuota
    client: str
    size: int = 0

    def grow(self, size: int) -> None:
        """Take `size` more bytes of the quota. Raises Refused if they are not left."""
        self.quota.reserve(self.client, size)
        self.size += size


@dataclass(slots=True)
class Body:
    """A body that is arriving. A thread outside the event loop writes a large one to disk."""

    file: IO[bytes]
    size: int = 0
    _chunks: list[bytes] = field(default_factory=list)
    _pending: int = 0

    async def add(self, chunk: bytes) -> None:
        """Append a chunk. Raises Refused if the disk is full."""
        self._chunks.append(chunk)
        self.size += len(chunk)
        self._pending += len(chunk)
        if self._pending > MAX_IN_MEMORY:
            await asyncio.to_thread(self._write)

    def _write(self) -> None:
        try:
            self.file.write(b"".join(self._chunks))
        except OSError as error:
            raise Refused(disk_full()) from error
        self._chunks, self._pending = [], 0

    async def complete(self) -> None:
        if self.size > MAX_IN_MEMORY:
            await asyncio.to_thread(self._write)
        else:
            self._write()
        self.file.seek(0)


@contextmanager
def empty_body() -> Iterator[Body]:
    with tempfile.SpooledTemporaryFile(max_size=MAX_IN_MEMORY) as file:
        yield Body(file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    stream: BodyStream
    limits: Limits
    max_bytes: int
    share: QuotaShare | None  # None for uploads of signed-in users, which the quota does not count

    async def read_into(self, body: Body, *, content_length: int) -> None:
        """Read the whole body. Raises Refused above a limit of size or time, and Disconnected."""
        deadline = time.monotonic() + self.limits.seconds_for(content_length or self.max_bytes)
        while not self.stream.is_complete:
            chunk = await self._next_chunk(deadline)
            if body.size + len(chunk) > self.max_bytes:
                raise Refused(body_too_large(self.max_bytes))
            if self.share:
                self.share.grow(len(chunk))
            await body.add(chunk)
        await body.complete()

    async def _next_chunk(self, deadline: float) -> bytes:
        timeout = min(self.limits.idle_seconds, deadline - time.monotonic())
        try:
            async with asyncio.timeout(max(timeout, 0)):
                return await self.stream.next_chunk()
        except TimeoutError as error:
            raise Refused(too_slow()) from error
