"""What a request says of itself before its body."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shop_search.front.limits import Limits
from shop_search.front.refusals import Refused, bad_request, head_too_large, target_too_long
from shop_search.front.wsgi import path_of

# In the state of a scope: what ends its connection.
ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Head:
    scope: dict[str, Any]  # ASGI's

    @property
    def path(self) -> str:
        return path_of(self.scope).decode("utf-8", "replace")

    @property
    def announced(self) -> int:
        """Bytes of the body; 0 where it comes in chunks of its own."""
        return int(next(self._values(b"content-length"), b"0"))

    @property
    def has_body(self) -> bool:
        return self.announced > 0 or self.is_chunked

    @property
    def is_chunked(self) -> bool:
        return any(self._values(b"transfer-encoding"))

    async def cut_off(self) -> None:
        """End the connection, what is not yet sent included."""
        self.scope["state"][ABORT]()
        await asyncio.sleep(0)  # the server takes note of it

    def check(self, limits: Limits) -> None:
        """Raises Refused."""
        if self.is_chunked and self.announced:
            # RFC 9112, 6.1: where two disagree which counts, a second request is smuggled in.
            raise Refused(bad_request())
        target = len(self.scope["raw_path"]) + len(self.scope["query_string"])
        if target > limits.target_bytes:
            raise Refused(target_too_long(limits.target_bytes))
        headers = sum(len(name) + len(value) for name, value in self.scope["headers"])
        if headers > limits.head_bytes:
            raise Refused(head_too_large())

    def _values(self, wanted: bytes) -> Iterator[bytes]:
        return (value for name, value in self.scope["headers"] if name == wanted)
