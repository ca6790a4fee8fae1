"""An answer on its way to a client, who may take it slowly, but not for ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shop_search.answers import Reply
from shop_search.front.body import Disconnected, Incoming
from shop_search.front.limits import KB, Limits
from shop_search.front.wsgi import Headers, Response

Send = Callable[[dict[str, Any]], Awaitable[None]]
PIECE = 64 * KB


@dataclass(frozen=True, slots=True)
class Sender:
    send: Send
    limits: Limits

    async def refusal(self, reply: Reply, incoming: Incoming) -> None:
        await self._start(reply.status, _headers(reply, closes=not incoming.is_complete))
        await self._piece(reply.body, more=True)
        await self._linger(incoming)
        await self._piece(b"", more=False)

    async def _linger(self, incoming: Incoming) -> None:
        thrown_away = 0
        with suppress(TimeoutError, Disconnected):
            async with asyncio.timeout(self.limits.linger_seconds):
                while not incoming.is_complete and thrown_away < self.limits.linger_bytes:
                    thrown_away += len(await incoming.piece())

    async def response(self, response: Response) -> None:
        """Raises TimeoutError where the client takes it too slowly."""
        until = time.monotonic() + self.limits.seconds_for(response.size)
        with response.body as file:
            await self._start(response.status, response.sized_headers)
            while piece := file.read(PIECE):
                async with asyncio.timeout(max(until - time.monotonic(), 0)):
                    await self._piece(piece, more=True)
            await self._piece(b"", more=False)

    async def _start(self, status: int, headers: Headers) -> None:
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    async def _piece(self, piece: bytes, *, more: bool) -> None:
        await self.send({"type": "http.response.body", "body": piece, "more_body": more})


def _headers(reply: Reply, *, closes: bool) -> Headers:
    told = {
        **reply.headers,
        "Content-Length": str(len(reply.body)),
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }
    if closes:
        told["Connection"] = "close"
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in told.items()]
