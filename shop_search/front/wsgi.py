"""One call of a WSGI application (PEP 3333) with a buffered request and response."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from shop_search.front.body import MAX_IN_MEMORY

Application = Callable[..., Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]
LENGTH = b"content-length"
BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
# Headers whose variables have no HTTP_ prefix (PEP 3333).
UNPREFIXED = {"CONTENT_TYPE", "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Headers  # names in lower case
    body: IO[bytes]
    size: int

    @property
    def sized_headers(self) -> Headers:
        """The headers with Content-Length, so that the response is not chunked."""
        keep = self.status in BODILESS or any(name == LENGTH for name, _ in self.headers)
        return self.headers if keep else [*self.headers, (LENGTH, str(self.size).encode())]


def text_response(text: str) -> Response:
    data = text.encode()
    return Response(200, [(b"content-type", b"text/plain")], io.BytesIO(data), len(data))


def environment(scope: dict[str, Any]) -> dict[str, Any]:
    """Return the WSGI environ of an ASGI scope, still without the body."""
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
    """Return the WSGI variables, but drop headers with an underscore in their name, as nginx does.

    X_Forwarded_For would become the variable of X-Forwarded-For, which only a proxy may set.
    """
    variables: dict[str, str] = {}
    for name, value in headers:
        if b"_" in name:
            continue
        variable = name.decode("latin-1").upper().replace("-", "_")
        variable = variable if variable in UNPREFIXED else f"HTTP_{variable}"
        text = value.decode("latin-1")
        separator = "; " if variable == "HTTP_COOKIE" else ","
        known = variable in variables
        variables[variable] = f"{variables[variable]}{separator}{text}" if known else text
    # The body is already decoded.
    variables.pop("HTTP_TRANSFER_ENCODING", None)
    return variables


def path_of(scope: dict[str, Any]) -> bytes:
    """Return the unquoted path, as bytes because text would lose those that are not UTF-8."""
    target: bytes = scope["raw_path"]
    _, scheme, rest = target.partition(b"://")
    if scheme and not target.startswith(b"/"):
        # `GET http://host/path`, which every server must accept (RFC 9112, 3.2.2).
        target = b"/" + rest.partition(b"/")[2]
    return unquote_to_bytes(target)


def call(application: Application, environ: dict[str, Any]) -> Response:
    """Call the application, and return its complete response. The caller closes the body."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None
    ) -> Callable[[bytes], int]:
        started[:] = [(status, headers)]
        return file.write

    file = tempfile.SpooledTemporaryFile(max_size=MAX_IN_MEMORY)  # noqa: SIM115
    with closing_result(application(environ, start_response)) as pieces:
        file.writelines(pieces)
    size = file.tell()
    file.seek(0)
    status, headers = started[0]
    return Response(int(status[:3]), _encoded(headers), file, size)


def _encoded(headers: list[tuple[str, str]]) -> Headers:
    # Django puts a space before each cookie.
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
