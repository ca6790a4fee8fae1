"""HTTP/1.1 connections that end when nothing comes, and that never keep others out.

uvicorn has a deadline only for the silence between two requests: a half-sent header, a connection
without a request, or an answer that nobody reads would stay open for ever.
"""

import asyncio
import resource
import time
from collections import Counter
from http import HTTPStatus
from typing import Any, ClassVar, Self

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shop_search.answers import Reply
from shop_search.front.head import ABORT
from shop_search.front.limits import Limits
from shop_search.front.refusals import bad_request, head_too_large

SWEEP_SECONDS = 0.5
# Descriptors for everything else: the database, Redis, files, libraries.
RESERVED_DESCRIPTORS = 256
MOST_CONNECTIONS = 10_000


class Connection(HttpToolsProtocol):
    """uvicorn's own, timed. `swept` closes it when its client has been too slow."""

    limits: ClassVar[Limits]

    @classmethod
    def within(cls, limits: Limits) -> type[Self]:
        return type(cls.__name__, (cls,), {"limits": limits})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        make_room(self.connections)
        self._since = self._written = time.monotonic()
        self._unwritten = self._head = 0
        self.app_state = {**self.app_state, ABORT: transport.abort}
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._waits_for_request:
            self._head += len(data)
        super().data_received(data)
        if not self._waits_for_request:
            self._head = 0
        elif self._head > self.limits.head_bytes:  # the parser itself would go on for ever
            self.send_400_response("")

    def on_response_complete(self) -> None:
        self._since = time.monotonic()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """For what is no HTTP, or has a head that is too long."""
        too_large = self._head > self.limits.head_bytes
        reply = (head_too_large() if too_large else bad_request()).page()
        self.transport.write(to_http(reply))
        self.transport.close()

    @property
    def _waits_for_request(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def waits_for_client(self) -> bool:
        """For a request or for the rest of one: it holds nothing that others need."""
        return self._waits_for_request or self.cycle.more_body

    @property
    def address(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def since(self) -> float:
        """When it was opened, or its last answer was complete."""
        return self._since

    def swept(self, now: float) -> None:
        if self._is_stuck(now):
            self.transport.abort()
        elif self._waits_for_request and now - self._since > self.limits.head_seconds:
            self.transport.close()

    def _is_stuck(self, now: float) -> bool:
        """Whether the client takes nothing of what is written to it."""
        unwritten = self.transport.get_write_buffer_size()
        if not unwritten or unwritten != self._unwritten:
            self._unwritten, self._written = unwritten, now
        return now - self._written > self.limits.silence_seconds


def to_http(reply: Reply) -> bytes:
    """Whole, for a connection on which nothing more can be said."""
    headers = {**reply.headers, "Content-Length": len(reply.body), "Connection": "close"}
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body


def make_room(connections: "set[Any]") -> None:
    """Where there are as many as there may be, some go that wait for their client: the oldest of
    the address that has the most. So whoever opens thousands loses them to those who come after.
    """
    most = most_connections()
    if len(connections) < most:
        return
    idle = [one for one in connections if one.waits_for_client and not one.transport.is_closing()]
    addresses = Counter(one.address for one in idle).most_common(1)
    crowd = [one for one in idle if one.address == addresses[0][0]]
    # Several at once: looking through all for each newcomer would be work by the square.
    for one in sorted(crowd, key=lambda one: one.since)[: max(most // 50, 1)]:
        one.transport.abort()


def most_connections() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MOST_CONNECTIONS, max(soft - RESERVED_DESCRIPTORS, 64))


def allow_connections() -> None:
    """As many descriptors as the system lets this process have; shells often set 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + RESERVED_DESCRIPTORS
    resource.setrlimit(
        resource.RLIMIT_NOFILE,
        (wanted if hard == resource.RLIM_INFINITY else min(hard, wanted), hard),
    )


async def sweep(connections: "set[Any]") -> None:
    """For ever, beside the server."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        now = time.monotonic()
        for connection in list(connections):
            connection.swept(now)
