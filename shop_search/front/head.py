"""The request line and headers of a request."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shop_search.front.limits import Limits
from shop_search.front.refusals import (
    Refused,
    bad_request,
    expectation_failed,
    head_too_large,
    target_too_long,
)
from shop_search.front.wsgi import path_of

# Key, in the state of a scope, of the function that aborts the connection.
ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Head:
    scope: dict[str, Any]  # of ASGI

    @property
    def path(self) -> str:
        return path_of(self.scope).decode("utf-8", "replace")

    @property
    def content_length(self) -> int:
        """Bytes of the body; 0 if there is no body or it is chunked."""
        return int(next(self._values(b"content-length"), b"0"))

    @property
    def has_body(self) -> bool:
        return self.content_length > 0 or self.is_chunked

    @property
    def is_chunked(self) -> bool:
        return any(self._values(b"transfer-encoding"))

    @property
    def request_id(self) -> str:
        """The id that the client or a proxy gave the request; "" if none."""
        return next(self._values(b"x-request-id"), b"").decode("latin-1")

    async def abort(self) -> None:
        """Close the connection and discard unsent data."""
        self.scope["state"][ABORT]()
        await asyncio.sleep(0)  # lets the event loop close the transport

    def check(self, limits: Limits) -> None:
        """Raises Refused for headers that are too large, or that nobody can meet."""
        if self.is_chunked and self.content_length:
            # Request smuggling (RFC 9112, 6.1): a proxy may use the other of the two lengths.
            raise Refused(bad_request())
        if any(value.lower() != b"100-continue" for value in self._values(b"expect")):
            raise Refused(expectation_failed())
        target = len(self.scope["raw_path"]) + len(self.scope["query_string"])
        if target > limits.target_bytes:
            raise Refused(target_too_long(limits.target_bytes))
        headers = sum(len(name) + len(value) for name, value in self.scope["headers"])
        if headers > limits.head_bytes:
            raise Refused(head_too_large())

    def _values(self, header: bytes) -> Iterator[bytes]:
        return (value for name, value in self.scope["headers"] if name == header)
