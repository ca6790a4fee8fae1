"""One call of a WSGI application (PEP 3333), its request and its answer both whole."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from shop_search.front.body import IN_MEMORY

Application = Callable[..., Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]
LENGTH = b"content-length"
BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
# Of a request's headers, those whose variables have no prefix.
UNPREFIXED = {"CONTENT_TYPE", "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Headers  # names in lower case
    body: IO[bytes]
    size: int

    @property
    def sized_headers(self) -> Headers:
        """With the length, which is known: so no client has to put chunks together."""
        has_none = self.status in BODILESS or any(name == LENGTH for name, _ in self.headers)
        return self.headers if has_none else [*self.headers, (LENGTH, str(self.size).encode())]


def text_response(text: str) -> Response:
    data = text.encode()
    return Response(200, [(b"content-type", b"text/plain")], io.BytesIO(data), len(data))


def environment(scope: dict[str, Any]) -> dict[str, Any]:
    """Of an ASGI scope, as yet without a body."""
    host, port = scope.get("server") or ("", None)
    return {
        **_header_variables(scope["headers"]),
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path_of(scope).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "CONTENT_LENGTH": "0",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _header_variables(headers: Headers) -> dict[str, str]:
    """A name with an underscore is left out: it would pass for the one with a hyphen, as
    X_Forwarded_For for what only a trusted proxy may say.
    """
    found: dict[str, str] = {}
    for name, value in headers:
        if b"_" in name:
            continue
        variable = name.decode("latin-1").upper().replace("-", "_")
        variable = variable if variable in UNPREFIXED else f"HTTP_{variable}"
        text = value.decode("latin-1")
        between = "; " if variable == "HTTP_COOKIE" else ","
        found[variable] = f"{found[variable]}{between}{text}" if variable in found else text
    # The body has been read and put together.
    found.pop("HTTP_TRANSFER_ENCODING", None)
    return found


def path_of(scope: dict[str, Any]) -> bytes:
    """From the bytes as they came: unquoted as text, what is not UTF-8 would be lost."""
    target: bytes = scope["raw_path"]
    _, scheme, rest = target.partition(b"://")
    if scheme and not target.startswith(b"/"):
        # `GET http://host/path` (RFC 9112, 3.2.2), which every server must take.
        target = b"/" + rest.partition(b"/")[2]
    return unquote_to_bytes(target)


def call(application: Application, environ: dict[str, Any]) -> Response:
    """In a thread, to the end: its body's file is closed by whoever sends it."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None
    ) -> Callable[[bytes], int]:
        started[:] = [(status, headers)]
        return file.write

    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    with closing_result(application(environ, start_response)) as pieces:
        file.writelines(pieces)
    size = file.tell()
    file.seek(0)
    status, headers = started[0]
    return Response(int(status[:3]), _encoded(headers), file, size)


def _encoded(headers: list[tuple[str, str]]) -> Headers:
    # Django writes a space before each cookie.
    return [
        (name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers
    ]


@contextmanager
def closing_result(result: Iterable[bytes]) -> Iterator[Iterable[bytes]]:
    try:
        yield result
    finally:
        if hasattr(result, "close"):
            result.close()
