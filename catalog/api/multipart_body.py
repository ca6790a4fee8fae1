"""Tells whether the body of a form is what its header says.

Django reads a body without its boundary as a form without fields. Here that would be a search for
all products.
"""

from email.message import Message
from typing import IO, Any, Self

from rest_framework.exceptions import ParseError

# Bytes. A preamble or epilogue may stand before the first and after the last boundary.
MAX_AROUND = 1_000
# Characters of a boundary (RFC 2046).
MAX_BOUNDARY = 70


class WatchedBody:
    """A body that remembers how it begins and ends while a parser reads it."""

    def __init__(self, stream: IO[Any], boundary: str) -> None:
        self._stream, self._boundary = stream, boundary
        self._head = self._tail = b""

    @classmethod
    def of(cls, stream: Any, content_type: str) -> Self:
        """Raises ParseError if the content type has no boundary."""
        header = Message()
        header["Content-Type"] = content_type
        boundary = header.get_boundary("")
        if not boundary or not boundary.isascii() or len(boundary) > MAX_BOUNDARY:
            raise ParseError(
                "The form has no usable boundary. Send Content-Type: multipart/form-data; "
                "boundary=…, with the text that divides its parts; HTTP clients do that by "
                "themselves if you set no Content-Type."
            )
        return cls(stream, boundary)

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size)
        if len(self._head) < MAX_AROUND:
            self._head += data[: MAX_AROUND - len(self._head)]
        self._tail = (self._tail + data)[-MAX_AROUND:]
        return data

    def refuse_damage(self, *, has_parts: bool) -> None:
        """Raise ParseError if the body has no part, or its end is missing."""
        self.refuse_other_boundary()
        if not has_parts:
            raise ParseError("The form has no fields. Send at least one.")
        if f"--{self._boundary}--".encode() not in self._tail:
            raise ParseError(
                f'The form does not end with "--{self._boundary}--". It has been cut off; send it '
                "again."
            )

    def refuse_other_boundary(self) -> None:
        """Raise ParseError if the body does not begin with the boundary of its header."""
        if f"--{self._boundary}".encode() not in self._head:
            raise ParseError(
                f'No part of the form begins with its boundary "{self._boundary}".{self._found()}'
            )

    def _found(self) -> str:
        start = self._head.lstrip()
        if start.startswith(b"--"):
            line = start[2:].splitlines()[0][:MAX_BOUNDARY].decode("ascii", "replace")
            return f' The body divides its parts by "{line}".'
        if start[:1] in (b"{", b"["):
            return " The body looks like JSON: send it as application/json."
        return ""
