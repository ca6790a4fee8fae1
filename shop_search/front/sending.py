"""Sends a response within a deadline, however slowly the client reads."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shop_search.error_responses import Reply
from shop_search.front.body import BodyStream, Disconnected
from shop_search.front.limits import KB, Limits
from shop_search.front.wsgi import Headers, Response

Send = Callable[[dict[str, Any]], Awaitable[None]]
CHUNK_BYTES = 64 * KB


@dataclass(frozen=True, slots=True)
class Sender:
    send: Send
    limits: Limits

    async def refusal(self, reply: Reply, stream: BodyStream) -> None:
        await self._start(reply.status, _headers(reply, closes=not stream.is_complete))
        await self._chunk(reply.body, more=True)
        await self._linger(stream)
        await self._chunk(b"", more=False)

    async def _linger(self, stream: BodyStream) -> None:
        """Read and discard the rest of the body (see Limits.linger_seconds)."""
        discarded = 0
        with suppress(TimeoutError, Disconnected):
            async with asyncio.timeout(self.limits.linger_seconds):
                while not stream.is_complete and discarded < self.limits.linger_bytes:
                    discarded += len(await stream.next_chunk())

    async def response(self, response: Response) -> None:
        """Send a response. Raises TimeoutError if the client reads it too slowly."""
        deadline = time.monotonic() + self.limits.seconds_for(response.size)
        with response.body as file:
            await self._start(response.status, response.sized_headers)
            while chunk := file.read(CHUNK_BYTES):
                async with asyncio.timeout(max(deadline - time.monotonic(), 0)):
                    await self._chunk(chunk, more=True)
            await self._chunk(b"", more=False)

    async def _start(self, status: int, headers: Headers) -> None:
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    async def _chunk(self, chunk: bytes, *, more: bool) -> None:
        await self.send({"type": "http.response.body", "body": chunk, "more_body": more})


def _headers(reply: Reply, *, closes: bool) -> Headers:
    headers = {
        **reply.headers,
        "Content-Length": str(len(reply.body)),
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }
    if closes:
        headers["Connection"] = "close"
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
