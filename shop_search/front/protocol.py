"""HTTP/1.1 connections with deadlines, and with a limit to their number.

uvicorn alone has a deadline only between two requests: a partial header, a connection without a
request, or a response that nobody reads would stay open for ever.
"""

import asyncio
import logging
import resource
import time
from collections import Counter
from http import HTTPStatus
from typing import Any, ClassVar, Self

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shop_search.error_responses import Reply
from shop_search.front.head import ABORT
from shop_search.front.limits import Limits
from shop_search.front.refusals import bad_request, head_too_large
from shop_search.request_log import identified

logger = logging.getLogger(__name__)

TIMEOUT_CHECK_SECONDS = 0.5
# File descriptors for the database, Redis, files and libraries.
RESERVED_DESCRIPTORS = 256
MAX_CONNECTIONS = 10_000


class Connection(HttpToolsProtocol):
    """uvicorn's protocol with deadlines, which close_if_timed_out() enforces."""

    limits: ClassVar[Limits]

    @classmethod
    def with_limits(cls, limits: Limits) -> type[Self]:
        return type(cls.__name__, (cls,), {"limits": limits})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        close_idle_connections(self.connections)
        self._idle_since = self._written = time.monotonic()
        self._unwritten = self._head = 0
        self.app_state = {**self.app_state, ABORT: transport.abort}
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._waits_for_request:
            self._head += len(data)
        super().data_received(data)
        if not self._waits_for_request:
            self._head = 0
        elif self._head > self.limits.head_bytes:  # the parser has no limit
            self.send_400_response("")

    def on_response_complete(self) -> None:
        self._idle_since = time.monotonic()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer 431 to headers that are too large, or 400 to invalid HTTP, and close."""
        too_large = self._head > self.limits.head_bytes
        answer = head_too_large() if too_large else bad_request()
        with identified(""):
            logger.info("refused: %d, %s", answer.status, answer.title)
            self.transport.write(to_http(answer.for_path(self._path)))
        self.transport.close()

    @property
    def _path(self) -> str:
        """The address as far as it has arrived; "" before the first request."""
        return getattr(self, "url", b"").decode("latin-1")

    @property
    def _waits_for_request(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def waits_for_client(self) -> bool:
        """Whether the client has yet to send a request or the rest of one. No thread runs then."""
        return self._waits_for_request or self.cycle.more_body

    @property
    def address(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def idle_since(self) -> float:
        """When the connection was opened, or completed its last response (time.monotonic())."""
        return self._idle_since

    def close_if_timed_out(self, now: float) -> None:
        if self._is_stuck(now):
            self.transport.abort()
        elif self._waits_for_request and now - self._idle_since > self.limits.head_seconds:
            self.transport.close()

    def _is_stuck(self, now: float) -> bool:
        """Whether the client has read nothing for idle_seconds, though data waits for it."""
        unwritten = self.transport.get_write_buffer_size()
        if not unwritten or unwritten != self._unwritten:
            self._unwritten, self._written = unwritten, now
        return now - self._written > self.limits.idle_seconds


def to_http(reply: Reply) -> bytes:
    """Return the reply as bytes of HTTP. It tells the client that the connection is closed."""
    headers = {**reply.headers, "Content-Length": len(reply.body), "Connection": "close"}
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body


def close_idle_connections(connections: "set[Any]") -> None:
    """At the limit, close the oldest idle connections of the address with the most idle ones.

    So a client that opens thousands loses its own connections, and does not keep others out.
    """
    limit = max_connections()
    if len(connections) < limit:
        return
    idle = [
        connection
        for connection in connections
        if connection.waits_for_client and not connection.transport.is_closing()
    ]
    addresses = Counter(connection.address for connection in idle).most_common(1)
    busiest = [connection for connection in idle if connection.address == addresses[0][0]]
    busiest.sort(key=lambda connection: connection.idle_since)
    # Several at once: a scan for every new connection would be quadratic.
    for connection in busiest[: max(limit // 50, 1)]:
        connection.transport.abort()


def max_connections() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MAX_CONNECTIONS, max(soft - RESERVED_DESCRIPTORS, 64))


def raise_descriptor_limit() -> None:
    """Raise the soft limit of file descriptors, which is often 1,024, as far as allowed."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + RESERVED_DESCRIPTORS
    resource.setrlimit(
        resource.RLIMIT_NOFILE,
        (wanted if hard == resource.RLIM_INFINITY else min(hard, wanted), hard),
    )


async def enforce_deadlines(connections: "set[Any]") -> None:
    """Close connections that exceed their deadlines. Runs for ever, as a task beside the server."""
    while True:
        await asyncio.sleep(TIMEOUT_CHECK_SECONDS)
        now = time.monotonic()
        for connection in list(connections):
            connection.close_if_timed_out(now)
